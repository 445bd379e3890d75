#pragma once

#include "probes/wire/byte_reader.hpp"

#include <boost/endian/conversion.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>

namespace phonescan::wire::capture {

/// The number at an offset of a header that is wholly there, in the byte order of who wrote the file.
template <std::unsigned_integral Number, std::size_t Offset, std::size_t Extent>
Number number_at(std::span<const std::byte, Extent> header, std::endian order) noexcept
{
    static_assert(Extent != std::dynamic_extent && Offset + sizeof(Number) <= Extent);
    Number value;
    std::memcpy(&value, header.data() + Offset, sizeof value);
    return order == std::endian::native ? value : boost::endian::endian_reverse(value);
}

/// Takes the next number; nullopt, and nothing taken, when it is not wholly there.
template <std::unsigned_integral Number>
std::optional<Number> take_number(ByteReader& reader, std::endian order) noexcept
{
    const auto octets = reader.take(sizeof(Number));
    if (!octets) return std::nullopt;
    return number_at<Number, 0>(octets->template first<sizeof(Number)>(), order);
}

} // namespace phonescan::wire::capture
