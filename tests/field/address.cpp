#include "tests/field/address.hpp"

#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace phonescan::field {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept
{
    std::uint64_t value = a * 0x9e3779b97f4a7c15U + b + 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

Address Address::of(const in6_addr& octets) noexcept
{
    Address address;
    for (std::size_t i = 0; i < 8; ++i) {
        address.high_ = address.high_ << 8 | octets.s6_addr[i];
        address.low_ = address.low_ << 8 | octets.s6_addr[8 + i];
    }
    return address;
}

in6_addr Address::octets() const noexcept
{
    in6_addr octets{};
    for (std::size_t i = 0; i < 8; ++i) {
        octets.s6_addr[i] = static_cast<std::uint8_t>(high_ >> (56 - 8 * i));
        octets.s6_addr[8 + i] = static_cast<std::uint8_t>(low_ >> (56 - 8 * i));
    }
    return octets;
}

bool Address::is_loopback() const noexcept
{
    return is_ipv4() ? low32() >> 24 == 127 : high_ == 0 && low_ == 1;
}

std::uint64_t Address::seed() const noexcept
{
    return is_ipv4() ? low32() : mixed(high_, low_);
}

void append_dotted(std::string& out, Address address)
{
    if (address.is_ipv6()) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        const auto octets = address.octets();
        if (inet_ntop(AF_INET6, &octets, text.data(), text.size()) != nullptr) out += text.data();
        return;
    }
    for (int octet = 3; octet >= 0; --octet) {
        out += std::to_string((address.low32() >> (8 * octet)) & 0xff);
        if (octet > 0) out += '.';
    }
}

std::string dotted(Address address)
{
    std::string text;
    append_dotted(text, address);
    return text;
}

std::string host_text(Address address)
{
    return address.is_ipv6() ? '[' + dotted(address) + ']' : dotted(address);
}

} // namespace phonescan::field
