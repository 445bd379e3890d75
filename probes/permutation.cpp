#include "probes/permutation.hpp"

#include <bit>
#include <cassert>

namespace phonescan {

namespace {

std::uint64_t mix(std::uint64_t z) noexcept
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/// Pseudo-random below n; n <= 2^32, so nothing overflows.
std::uint64_t turn(std::uint64_t other_half, std::uint64_t key, std::uint64_t n) noexcept
{
    return ((mix(other_half + key) >> 32) * n) >> 32;
}

/// For a and b below n: (a + b) % n and (a - b) % n without a division.
std::uint64_t add(std::uint64_t a, std::uint64_t b, std::uint64_t n) noexcept
{
    return a + b < n ? a + b : a + b - n;
}

std::uint64_t subtract(std::uint64_t a, std::uint64_t b, std::uint64_t n) noexcept
{
    return a >= b ? a - b : a + n - b;
}

} // namespace

Permutation::Permutation(std::uint64_t size, std::uint64_t seed) noexcept : size_{size}
{
    for (std::uint64_t& key : round_keys_) {
        seed += 0x9e3779b97f4a7c15U;
        key = mix(seed);
    }
    if (size == 0) return;
    column_bits_ = static_cast<unsigned>(std::bit_width(size - 1)) / 2;
    rows_ = ((size - 1) >> column_bits_) + 1;
}

std::uint64_t Permutation::at(std::uint64_t place) const noexcept
{
    assert(place < size_);
    do
        place = step(place);
    while (place >= size_);
    return place;
}

std::uint64_t Permutation::place_of(std::uint64_t element) const noexcept
{
    assert(element < size_);
    do
        element = step_back(element);
    while (element >= size_);
    return element;
}

std::uint64_t Permutation::step(std::uint64_t value) const noexcept
{
    const std::uint64_t columns = std::uint64_t{1} << column_bits_;
    std::uint64_t row = value >> column_bits_;
    std::uint64_t column = value & (columns - 1);
    row = add(row, turn(column, round_keys_[0], rows_), rows_);
    column = add(column, turn(row, round_keys_[1], columns), columns);
    row = add(row, turn(column, round_keys_[2], rows_), rows_);
    column = add(column, turn(row, round_keys_[3], columns), columns);
    return row << column_bits_ | column;
}

std::uint64_t Permutation::step_back(std::uint64_t value) const noexcept
{
    const std::uint64_t columns = std::uint64_t{1} << column_bits_;
    std::uint64_t row = value >> column_bits_;
    std::uint64_t column = value & (columns - 1);
    column = subtract(column, turn(row, round_keys_[3], columns), columns);
    row = subtract(row, turn(column, round_keys_[2], rows_), rows_);
    column = subtract(column, turn(row, round_keys_[1], columns), columns);
    row = subtract(row, turn(column, round_keys_[0], rows_), rows_);
    return row << column_bits_ | column;
}

} // namespace phonescan
