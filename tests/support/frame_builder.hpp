#pragma once

#include "probes/observation/mac_address.hpp"
#include "tests/support/lldp_builder.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <string>
#include <string_view>

namespace phonescan::test {

inline Octets u16(std::size_t number)
{
    return {static_cast<std::byte>(number >> 8 & 0xff), static_cast<std::byte>(number & 0xff)};
}

inline Octets text(std::string_view letters)
{
    const auto bytes = std::as_bytes(std::span{letters});
    return {bytes.begin(), bytes.end()};
}

/// `00:04:f2:aa:bb:cc` as octets.
inline Octets mac_octets(std::string_view mac)
{
    const auto parsed = MacAddress::parse(mac);
    Octets bytes;
    for (const auto octet : parsed.value().octets())
        bytes.push_back(static_cast<std::byte>(octet));
    return bytes;
}

inline Octets ip_octets(std::string_view address)
{
    Octets bytes;
    for (const auto octet : boost::asio::ip::make_address_v4(address).to_bytes())
        bytes.push_back(static_cast<std::byte>(octet));
    return bytes;
}

/// An Ethernet frame; vlan 0: without a tag.
inline Octets ethernet(std::string_view from, std::size_t ether_type, const Octets& payload, std::size_t vlan = 0)
{
    const auto tag = vlan == 0 ? Octets{} : joined({octets("8100"), u16(vlan)});
    return joined({octets("0180c200000e"), mac_octets(from), tag, u16(ether_type), payload});
}

/// IPv4 without options.
inline Octets ipv4(std::string_view from, std::string_view to, std::uint8_t protocol, const Octets& payload,
                   std::uint8_t ttl = 64)
{
    return joined({octets("4500"),
                   u16(20 + payload.size()),
                   octets("0001 0000"),
                   {std::byte{ttl}, std::byte{protocol}},
                   octets("0000"),
                   ip_octets(from),
                   ip_octets(to),
                   payload});
}

inline Octets udp(std::size_t from, std::size_t to, const Octets& payload)
{
    return joined({u16(from), u16(to), u16(8 + payload.size()), octets("0000"), payload});
}

/// A segment without options.
inline Octets tcp(std::size_t from, std::size_t to, std::size_t sequence, const Octets& payload)
{
    return joined(
        {u16(from), u16(to), u16(sequence >> 16), u16(sequence), octets("00000000 5018 1000 0000 0000"), payload});
}

/// ARP for Ethernet and IPv4; operation 1 asks, 2 answers.
inline Octets arp(std::size_t operation, std::string_view mac, std::string_view address, std::string_view target)
{
    return joined({octets("0001 0800 06 04"), u16(operation), mac_octets(mac), ip_octets(address),
                   octets("000000000000"), ip_octets(target)});
}

} // namespace phonescan::test
