#pragma once

#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <optional>
#include <string_view>

namespace phonescan {

/// Whether it only tells one of many equal devices from the others: by its MAC, serial number or name.
bool only_names(const FingerprintElement& element);

/// A text that says nothing and that the fingerprint matches nevertheless; nullopt when it matches none. What only
/// names a device may match a bare MAC, and what reads a protocol's own words may match `phone`.
std::optional<std::string_view> too_broad_on(const FingerprintElement& element, const Fingerprint& print);

} // namespace phonescan
