#pragma once

#include "probes/observation/mac_address.hpp"
#include "probes/wire/byte_reader.hpp"

#include <optional>

namespace phonescan::wire {

/// The next six octets.
inline std::optional<MacAddress> read_mac_address(ByteReader& reader) noexcept
{
    std::array<std::uint8_t, 6> octets{};
    const auto bytes = reader.take(octets.size());
    if (!bytes) return std::nullopt;
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = std::to_integer<std::uint8_t>((*bytes)[i]);
    return MacAddress{octets};
}

} // namespace phonescan::wire
