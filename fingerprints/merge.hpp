#pragma once

#include "fingerprints/attribute.hpp"
#include "fingerprints/identity.hpp"
#include "fingerprints/oui_table.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace phonescan {

/// What one fingerprint made of one observation; borrows both.
struct Statement {
    const Observation* observation = nullptr;
    std::string_view fingerprint; ///< its description
    std::string_view if_vendor;   ///< Fingerprint::if_vendor()
    Kind kind = Kind::unknown;
    double certainty = 0;
    AttributeValues values;
};

/// Certainty from which a fingerprint counts as a strict grammar (recog's default).
inline constexpr double strict_certainty = 0.85;

/// One identity out of all statements about one device. The most certain statement wins, then the one that sees a
/// phone, then the one that says more, then the fresher; the others fill what it leaves open as long as they do not
/// contradict it, and contradictions are kept. `observations` gives what no fingerprint reads: MAC addresses, and that
/// something answered at all.
Identity merge(std::vector<Statement> statements, std::span<const Observation> observations, const OuiTable& ouis);

/// A MAC address that a device can be recognised by: individual, globally administered, and none of the patterns that
/// people type where a MAC is asked for (all octets equal, counting up, an empty lower half).
bool is_plausible_mac(MacAddress mac) noexcept;

} // namespace phonescan
