#pragma once

#include "probes/siphash.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace phonescan {

/// One place of a number, or of anything else that is written in places: value < radix.
struct KeyedDigit {
    std::uint8_t value = 0;
    std::uint16_t radix = 256; ///< at most that
};

/// A keyed bijection of all the values that these places can have: a Feistel network between the even and the odd
/// places, each of any radix, with SipHash as its round function. The same key and domain give the same on every
/// machine.
void permute(const SipHashKey& key, std::string_view domain, std::span<KeyedDigit> digits);

} // namespace phonescan
