#pragma once

#include "fingerprints/oui_table.hpp"
#include "fingerprints/statement.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace phonescan {

/// Certainty from which a fingerprint counts as a strict grammar (recog's default).
inline constexpr double strict_certainty = 0.85;

/// Whether the vendor is the one that a fingerprint's if_vendor() waits for: any of a maker's names, or any vendor at
/// all.
bool is_awaited(std::string_view if_vendor, std::string_view vendor, const OuiTable& ouis);

/// One identity out of all statements about one device. The stricter statement wins, then the one that sees a phone,
/// then the one that says more, then the fresher; what a field says later replaces what it said before. The others fill
/// what is left open and make it more exact as long as they do not contradict it, and contradictions are kept.
/// What was said more than a day before the newest is older: of that the fresher comes first; it fills what newer
/// statements left open, and where it contradicts them it is dropped.
/// `observations` gives what no fingerprint reads: MAC addresses, and that something answered at all.
Identity merge(std::vector<Statement> statements, std::span<const Observation> observations, const OuiTable& ouis);

} // namespace phonescan
