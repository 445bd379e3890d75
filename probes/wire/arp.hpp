#pragma once

#include "probes/observation/error.hpp"
#include "probes/observation/mac_address.hpp"
#include "probes/wire/byte_reader.hpp"

#include <boost/asio/ip/address_v4.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace phonescan::wire {

/// An ARP packet for Ethernet and IPv4. Source: RFC 826; RFC 5227 for probes, whose sender address is 0.0.0.0.
struct Arp {
    std::uint16_t operation = 0; ///< 1 request, 2 reply
    MacAddress sender_mac{std::array<std::uint8_t, 6>{}};
    boost::asio::ip::address_v4 sender;
    boost::asio::ip::address_v4 target;
};

/// Octets of a packet for Ethernet and IPv4, without the frame around it and its padding.
constexpr std::size_t arp_length = 28;

/// Errors: Errc::truncated; Errc::malformed for other hardware or protocols.
Result<Arp> read_arp(Bytes packet) noexcept;

/// "Who has `target`? Tell `sender` at `sender_mac`." The target's MAC address, which is what is asked for, is zeros.
/// Source: RFC 826, "Packet Generation".
std::array<std::byte, arp_length> write_arp_request(MacAddress sender_mac, boost::asio::ip::address_v4 sender,
                                                    boost::asio::ip::address_v4 target) noexcept;

} // namespace phonescan::wire
