#include "fingerprints/plausible.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

namespace phonescan {

bool is_plausible_mac(MacAddress mac) noexcept
{
    const auto& octets = mac.octets();
    const auto all_equal = [](std::span<const std::uint8_t> part) {
        return std::ranges::adjacent_find(part, std::ranges::not_equal_to{}) == part.end();
    };
    const std::span<const std::uint8_t> lower_half = std::span{octets}.last<3>();
    const bool blank_half = all_equal(lower_half) && (lower_half[0] == 0x00 || lower_half[0] == 0xff);
    const int step = octets[1] - octets[0];
    bool counts_up = true;
    for (std::size_t i = 1; i < octets.size(); ++i)
        counts_up = counts_up && octets[i] - octets[i - 1] == step;
    return mac.names_a_device() && !blank_half && !counts_up;
}

bool is_local_address(std::string_view version)
{
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v4(version, error);
    if (error) return false;
    const auto number = address.to_uint();
    return address.is_loopback() || number >> 16 == 0xa9fe || number >> 20 == 0xac1 || number >> 16 == 0xc0a8;
}

bool is_plausible_serial(std::string_view serial) noexcept
{
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    std::array<bool, 256> seen{};
    std::size_t characters = 0;
    std::size_t different = 0;
    bool counts_up = true;
    char last = '\0';
    for (const char c : serial) {
        if (!is_digit(c) && !is_letter(c)) continue;
        if (characters > 0) counts_up = counts_up && (c == last + 1 || (last == '9' && c == '0'));
        if (!std::exchange(seen[static_cast<unsigned char>(c)], true)) ++different;
        last = c;
        ++characters;
    }
    return characters >= 5 && different >= 3 && !counts_up && std::ranges::any_of(serial, is_digit);
}

} // namespace phonescan
