#pragma once

#include "probes/observation/error.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan {

/// EUI-48 address. Octets are in transmission order; octets 0-2 are the OUI. Source: IEEE 802, 8.2.
class MacAddress {
public:
    explicit constexpr MacAddress(std::array<std::uint8_t, 6> octets) noexcept : octets_{octets} {}

    /// Accepts `00:04:f2:aa:bb:cc`, `00-04-F2-AA-BB-CC`, `0004.f2aa.bbcc` and `0004F2AABBCC`, in any case.
    /// Errors: Errc::not_a_mac_address.
    static Result<MacAddress> parse(std::string_view text);

    constexpr const std::array<std::uint8_t, 6>& octets() const noexcept { return octets_; }

    /// The 24 bits that name the maker's block.
    constexpr std::uint32_t oui() const noexcept
    {
        return std::uint32_t{octets_[0]} << 16 | std::uint32_t{octets_[1]} << 8 | octets_[2];
    }

    /// An individual, globally administered address: what a device can be recognised by. False for multicast,
    /// locally administered and all-zero addresses.
    constexpr bool names_a_device() const noexcept
    {
        return (octets_[0] & 0x03) == 0 && octets_ != std::array<std::uint8_t, 6>{};
    }

    /// One adapter's, whoever gave it: neither a group's nor all zeros.
    constexpr bool is_individual() const noexcept
    {
        return (octets_[0] & 0x01) == 0 && octets_ != std::array<std::uint8_t, 6>{};
    }

    /// `00:04:f2:aa:bb:cc`
    std::string to_string() const;

    friend constexpr auto operator<=>(const MacAddress&, const MacAddress&) = default;

private:
    std::array<std::uint8_t, 6> octets_;
};

} // namespace phonescan
