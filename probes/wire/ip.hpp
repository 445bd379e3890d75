#pragma once

#include "probes/observation/error.hpp"
#include "probes/wire/byte_reader.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>

namespace phonescan::wire {

namespace ip_protocol {
inline constexpr std::uint8_t tcp = 6;
inline constexpr std::uint8_t udp = 17;
inline constexpr std::uint8_t gre = 47;
} // namespace ip_protocol

/// An IP packet without its header and extension headers; payload borrows.
struct IpPacket {
    boost::asio::ip::address source;
    boost::asio::ip::address destination;
    std::uint8_t protocol = 0;      ///< of the payload
    std::uint8_t hop_limit = 0;     ///< TTL
    bool is_later_fragment = false; ///< the payload is the inside of a datagram and has no header of its own
    Bytes payload;                  ///< ends at the packet's length or where the capture was cut
};

/// Reads IPv4 or IPv6, told by the first nibble. IPv6 extension headers (hop-by-hop, routing, destination, fragment,
/// authentication) are walked, at most 8, and not behind a later fragment's header. A length of 0 (segmentation
/// offload, jumbogram) means up to the end. Errors: Errc::truncated when the input ends inside the headers;
/// Errc::malformed for another version, a header length under 20, a total length under the header's, more extension
/// headers. Source: RFC 791, 3.1; RFC 8200, 3 and 4; RFC 4302, 2.
Result<IpPacket> read_ip(Bytes packet) noexcept;

struct UdpDatagram {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    Bytes payload;
};

/// The payload ends at the datagram's length or with the input; a length of 0 means up to the end. Errors:
/// Errc::truncated; Errc::malformed for a length of 1 to 7. Source: RFC 768; RFC 2675, 4.
Result<UdpDatagram> read_udp(Bytes datagram) noexcept;

struct TcpSegment {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    bool syn = false;
    bool fin_or_rst = false;
    Bytes payload;
};

/// Errors: Errc::truncated when the input ends inside the header; Errc::malformed for a data offset under 5.
/// Source: RFC 9293, 3.1.
Result<TcpSegment> read_tcp(Bytes segment) noexcept;

/// What a mirror sends in GRE.
struct MirroredFrame {
    Bytes frame;         ///< an Ethernet frame, or with is_cdp what follows its LLC/SNAP header
    bool is_cdp = false; ///< a CDP packet for read_cdp()
};

/// Reads a GRE packet (checksum, key and sequence number are skipped) of ERSPAN type I (protocol 0x88be without a
/// sequence number), II (0x88be) or III (0x22eb, its optional subheader too), of transparent Ethernet bridging (0x6558)
/// or of CDP (0x2000). Errors: Errc::truncated when the input ends inside the headers; Errc::malformed for another
/// version or protocol, RFC 1701's routing, and ERSPAN that carries no Ethernet frame.
/// Source: RFC 2784, 2; RFC 2890, 2; RFC 1701; draft-foschiano-erspan-03, 4.
Result<MirroredFrame> read_gre(Bytes packet) noexcept;

} // namespace phonescan::wire
