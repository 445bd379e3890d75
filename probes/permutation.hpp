#pragma once

#include <array>
#include <cstdint>

namespace phonescan {

/// A seeded bijection of [0, size) onto itself with O(1) memory: a Feistel network over the next even number of bits,
/// walked until it lands inside. The same size and seed give the same order on every machine; the test holds a vector.
class Permutation {
public:
    Permutation(std::uint64_t size, std::uint64_t seed) noexcept;

    std::uint64_t size() const noexcept { return size_; }
    /// Which element stands at a place; place < size().
    std::uint64_t at(std::uint64_t place) const noexcept;
    /// The place of an element: at(place_of(e)) == e; element < size().
    std::uint64_t place_of(std::uint64_t element) const noexcept;

private:
    std::uint64_t size_;
    unsigned half_bits_;
    std::array<std::uint64_t, 4> round_keys_;
};

} // namespace phonescan
