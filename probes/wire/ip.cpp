#include "probes/wire/ip.hpp"

namespace phonescan::wire {

namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

namespace ipv6_header {
constexpr std::uint8_t hop_by_hop = 0;
constexpr std::uint8_t routing = 43;
constexpr std::uint8_t fragment = 44;
constexpr std::uint8_t authentication = 51;
constexpr std::uint8_t destination = 60;
} // namespace ipv6_header

/// The first `length` octets, or what there is of them; all for 0.
Bytes bounded(Bytes bytes, std::size_t length) noexcept
{
    if (length == 0) return bytes;
    return ByteReader{bytes}.take(length).value_or(bytes);
}

Result<IpPacket> read_ipv4(Bytes packet) noexcept
{
    constexpr std::size_t fixed_part = 20;
    constexpr std::uint16_t fragment_offset = 0x1fff;

    ByteReader reader{packet};
    const auto version_and_length = reader.u8();
    const auto service = reader.u8();
    const auto total_length = reader.u16();
    const auto identification = reader.u16();
    const auto fragment = reader.u16();
    const auto ttl = reader.u8();
    const auto protocol = reader.u8();
    const auto checksum = reader.u16();
    const auto source = reader.u32();
    const auto destination = reader.u32();
    if (!version_and_length) return Errc::truncated;
    const std::size_t header_length = std::size_t{*version_and_length & 0x0fU} * 4;
    if (header_length < fixed_part) return Errc::malformed;
    if (!service || !total_length || !identification || !fragment || !ttl || !protocol || !checksum || !source ||
        !destination)
        return Errc::truncated;
    if (*total_length != 0 && *total_length < header_length) return Errc::malformed;

    ByteReader whole{bounded(packet, *total_length)};
    if (!whole.take(header_length)) return Errc::truncated;
    return IpPacket{address_v4{*source}, address_v4{*destination}, *protocol, *ttl, (*fragment & fragment_offset) != 0,
                    whole.rest()};
}

std::optional<address_v6> read_ipv6_address(ByteReader& reader) noexcept
{
    address_v6::bytes_type octets{};
    const auto bytes = reader.take(octets.size());
    if (!bytes) return std::nullopt;
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = std::to_integer<unsigned char>((*bytes)[i]);
    return address_v6{octets};
}

bool is_extension(std::uint8_t header) noexcept
{
    return header == ipv6_header::hop_by_hop || header == ipv6_header::routing || header == ipv6_header::fragment ||
           header == ipv6_header::authentication || header == ipv6_header::destination;
}

/// Takes one extension header off; false when it is not all there.
bool read_extension(ByteReader& reader, IpPacket& packet) noexcept
{
    constexpr std::uint16_t fragment_offset = 0xfff8;
    const auto next = reader.u8();
    const auto length = reader.u8();
    if (!next || !length) return false;

    bool is_whole = false;
    if (packet.protocol == ipv6_header::fragment) {
        const auto offset = reader.u16();
        is_whole = offset && reader.u32();
        packet.is_later_fragment = is_whole && (*offset & fragment_offset) != 0;
    } else if (packet.protocol == ipv6_header::authentication) {
        is_whole = reader.take(std::size_t{*length} * 4 + 6).has_value(); // (length + 2) * 4 less the two octets read
    } else {
        is_whole = reader.take(std::size_t{*length} * 8 + 6).has_value(); // (length + 1) * 8 less the two octets read
    }
    packet.protocol = *next;
    return is_whole;
}

Result<IpPacket> read_ipv6(Bytes bytes) noexcept
{
    constexpr int most_extensions = 8;

    ByteReader reader{bytes};
    const auto version_class_and_flow = reader.u32();
    const auto payload_length = reader.u16();
    const auto next = reader.u8();
    const auto hop_limit = reader.u8();
    const auto source = read_ipv6_address(reader);
    const auto destination = read_ipv6_address(reader);
    if (!version_class_and_flow || !payload_length || !next || !hop_limit || !source || !destination)
        return Errc::truncated;

    IpPacket packet{*source, *destination, *next, *hop_limit, false, {}};
    ByteReader payload{bounded(reader.rest(), *payload_length)};
    for (int walked = 0; is_extension(packet.protocol) && !packet.is_later_fragment; ++walked) {
        if (walked == most_extensions) return Errc::malformed;
        if (!read_extension(payload, packet)) return Errc::truncated;
    }
    packet.payload = payload.rest();
    return packet;
}

constexpr std::uint16_t gre_checksum = 0x8000;
constexpr std::uint16_t gre_routing = 0x4000;
constexpr std::uint16_t gre_key = 0x2000;
constexpr std::uint16_t gre_sequence = 0x1000;
constexpr std::uint16_t gre_version = 0x0007;

/// Takes the ERSPAN header off: nothing for type I.
Result<Bytes> read_erspan(ByteReader reader, bool is_type_1, std::uint8_t type_number) noexcept
{
    constexpr std::uint8_t type_3 = 2;
    constexpr std::uint16_t frame_type = 0x7c00; // 0: Ethernet
    constexpr std::uint16_t has_subheader = 0x0001;

    if (is_type_1) return reader.rest();
    const auto version_and_vlan = reader.u16();
    const auto session = reader.u16();
    const auto index_or_timestamp = reader.u32();
    if (!version_and_vlan) return Errc::truncated;
    if (*version_and_vlan >> 12 != type_number) return Errc::malformed;
    if (!session || !index_or_timestamp) return Errc::truncated;
    if (type_number != type_3) return reader.rest();

    const auto group_tag = reader.u16();
    const auto flags = reader.u16();
    if (!group_tag || !flags) return Errc::truncated;
    if ((*flags & frame_type) != 0) return Errc::malformed;
    if ((*flags & has_subheader) != 0 && !reader.take(8)) return Errc::truncated;
    return reader.rest();
}

} // namespace

Result<IpPacket> read_ip(Bytes packet) noexcept
{
    const auto first = ByteReader{packet}.u8();
    if (!first) return Errc::truncated;
    switch (*first >> 4) {
    case 4:
        return read_ipv4(packet);
    case 6:
        return read_ipv6(packet);
    default:
        return Errc::malformed;
    }
}

Result<UdpDatagram> read_udp(Bytes datagram) noexcept
{
    constexpr std::size_t header_length = 8;
    ByteReader reader{datagram};
    const auto source_port = reader.u16();
    const auto destination_port = reader.u16();
    const auto length = reader.u16();
    const auto checksum = reader.u16();
    if (!source_port || !destination_port || !length || !checksum) return Errc::truncated;
    if (*length != 0 && *length < header_length) return Errc::malformed;

    ByteReader whole{bounded(datagram, *length)};
    if (!whole.take(header_length)) return Errc::truncated;
    return UdpDatagram{*source_port, *destination_port, whole.rest()};
}

Result<TcpSegment> read_tcp(Bytes segment) noexcept
{
    constexpr std::size_t fixed_part = 20;
    constexpr std::uint16_t fin_or_rst = 0x0005;
    constexpr std::uint16_t syn = 0x0002;

    ByteReader reader{segment};
    const auto source_port = reader.u16();
    const auto destination_port = reader.u16();
    const auto sequence = reader.u32();
    const auto acknowledgement = reader.u32();
    const auto offset_and_flags = reader.u16();
    if (!source_port || !destination_port || !sequence || !acknowledgement || !offset_and_flags) return Errc::truncated;
    const std::size_t header_length = std::size_t{static_cast<unsigned>(*offset_and_flags) >> 12} * 4;
    if (header_length < fixed_part) return Errc::malformed;

    ByteReader whole{segment};
    if (!whole.take(header_length)) return Errc::truncated;
    return TcpSegment{*source_port,
                      *destination_port,
                      *sequence,
                      (*offset_and_flags & syn) != 0,
                      (*offset_and_flags & fin_or_rst) != 0,
                      whole.rest()};
}

Result<MirroredFrame> read_gre(Bytes packet) noexcept
{
    constexpr std::uint16_t cdp = 0x2000;
    constexpr std::uint16_t erspan = 0x88be;
    constexpr std::uint16_t erspan_type_3 = 0x22eb;
    constexpr std::uint16_t ethernet = 0x6558;

    ByteReader reader{packet};
    const auto flags = reader.u16();
    const auto protocol = reader.u16();
    if (!flags || !protocol) return Errc::truncated;
    if ((*flags & (gre_version | gre_routing)) != 0) return Errc::malformed;
    for (const auto field : {gre_checksum, gre_key, gre_sequence})
        if ((*flags & field) != 0 && !reader.u32()) return Errc::truncated;

    if (*protocol == cdp || *protocol == ethernet) return MirroredFrame{reader.rest(), *protocol == cdp};
    if (*protocol != erspan && *protocol != erspan_type_3) return Errc::malformed;
    const bool is_type_3 = *protocol == erspan_type_3;
    const bool is_type_1 = !is_type_3 && (*flags & gre_sequence) == 0;
    const auto frame = read_erspan(reader, is_type_1, is_type_3 ? 2 : 1);
    if (!frame) return frame.error();
    return MirroredFrame{*frame, false};
}

} // namespace phonescan::wire
