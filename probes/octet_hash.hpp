#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace phonescan {

/// Hash of a fixed number of octets, for tables whose keys are addresses: neighbours differ in few bits. Not keyed: the
/// tables that use it are bounded.
struct OctetHash {
    template <std::size_t size>
    std::size_t operator()(const std::array<std::uint8_t, size>& octets) const noexcept
    {
        constexpr std::uint64_t odd = 0x9e3779b97f4a7c15; // the golden ratio
        std::uint64_t hash = size;
        for (std::size_t at = 0; at < size; at += sizeof hash) {
            std::uint64_t word = 0;
            std::memcpy(&word, octets.data() + at, std::min(sizeof word, size - at));
            hash = (hash ^ word) * odd;
            hash ^= hash >> 29;
        }
        return hash;
    }
};

} // namespace phonescan
