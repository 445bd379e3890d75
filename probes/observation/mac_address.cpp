#include "probes/observation/mac_address.hpp"

#include <optional>

namespace phonescan {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<std::uint8_t> hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
    return std::nullopt;
}

/// Octets per group in the accepted spellings: bare hex, quads with dots, and pairs.
bool is_separator_at(std::string_view text, std::size_t position)
{
    switch (text.size()) {
    case 17:
        return position % 3 == 2 && (text[position] == ':' || text[position] == '-') && text[position] == text[2];
    case 14:
        return position % 5 == 4 && text[position] == '.';
    default:
        return false;
    }
}

} // namespace

Result<MacAddress> MacAddress::parse(std::string_view text)
{
    if (text.size() != 12 && text.size() != 14 && text.size() != 17) return Errc::not_a_mac_address;
    std::array<std::uint8_t, 6> octets{};
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_separator_at(text, i)) continue;
        const auto value = hex_value(text[i]);
        if (!value || digits == 12) return Errc::not_a_mac_address;
        auto& octet = octets[digits / 2];
        octet = static_cast<std::uint8_t>(octet << 4 | *value);
        ++digits;
    }
    if (digits != 12) return Errc::not_a_mac_address;
    return MacAddress{octets};
}

std::string MacAddress::to_string() const
{
    std::string text;
    text.reserve(17);
    for (const auto octet : octets_) {
        if (!text.empty()) text += ':';
        text += hex_digits[octet >> 4];
        text += hex_digits[octet & 0x0f];
    }
    return text;
}

} // namespace phonescan
