#pragma once

#include "fingerprints/identity.hpp"

#include <optional>
#include <vector>

namespace phonescan {

/// The phone as its contradicting statements have it: every combination of the vendors, models, firmwares and editions
/// that its conflicts name, but the one the identity itself holds; empty when none of these is in conflict. What the
/// MAC address block says counts as no statement (a router may have lent the address), nor does what a field says that
/// something other than the phone wrote. Nothing when there are too many to look at.
std::optional<std::vector<Identity>> other_readings(const Identity& phone);

} // namespace phonescan
