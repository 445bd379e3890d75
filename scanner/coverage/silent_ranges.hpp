#pragma once

#include "scanner/coverage/account.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace phonescan {

/// Neighbouring networks from which there was no sign of life.
struct SilentRange {
    std::string text;        ///< `10.0.4.0/22`, `10.0.4.0-10.0.6.255`
    std::uint64_t asked = 0; ///< addresses of it that were asked

    friend bool operator==(const SilentRange&, const SilentRange&) = default;
};

/// Where a scan heard nothing.
struct Silence {
    std::vector<SilentRange> ranges; ///< ascending, IPv4 before IPv6
    std::uint64_t asked = 0;         ///< addresses asked on any channel, in all of the scan
    bool is_everywhere = false;      ///< somebody was asked, and nobody at all is alive
};

/// Looks at each /24 (of IPv6: each /120, the same 256 addresses; who lists single addresses of a larger network has
/// said nothing about the rest of it). It is silent when at least 16 of its addresses were asked and none of its
/// targets is alive, whoever else on the way may have answered. Its range goes from the first address asked to the
/// last, or to its own bounds where fewer than 16 addresses lie between. Ranges that touch are one.
Silence silence_of(const AccountBook& book);

/// For people: `No sign of life at all from 10.0.4.0/22, 10.0.9.0/24 and 3 more ranges (2048 addresses asked): …`. At
/// most 3 ranges are named, the largest; where all of the scan is silent it says that instead; empty where nothing is.
std::string silence_sentence(const Silence& silence);

} // namespace phonescan
