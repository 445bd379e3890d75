#include "probes/wire/frame.hpp"

#include "probes/wire/read_mac_address.hpp"

#include <algorithm>

namespace phonescan::wire {

namespace {

constexpr std::uint16_t ether_type_ipv4 = 0x0800;
constexpr std::uint16_t ether_type_arp = 0x0806;
constexpr std::uint16_t ether_type_ipv6 = 0x86dd;
constexpr std::uint16_t ether_type_lldp = 0x88cc;
constexpr std::uint16_t lowest_ether_type = 0x0600; // below, the field is the length of an 802.3 frame
constexpr std::uint16_t cooked_8022 = 4;            // a cooked capture's word for LLC
constexpr std::uint16_t arphrd_ether = 1;

constexpr bool is_tag(std::uint16_t type) noexcept
{
    return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

constexpr Protocol protocol_of(std::uint16_t ether_type) noexcept
{
    switch (ether_type) {
    case ether_type_ipv4:
        return Protocol::ipv4;
    case ether_type_ipv6:
        return Protocol::ipv6;
    case ether_type_arp:
        return Protocol::arp;
    case ether_type_lldp:
        return Protocol::lldp;
    default:
        return Protocol::other;
    }
}

/// LLC, and SNAP behind it: `aa aa 03`, the organisation, its protocol. Source: IEEE 802, 9.5.
void read_llc(ByteReader reader, Frame& frame) noexcept
{
    constexpr std::uint32_t snap = 0xaaaa03;
    constexpr std::uint32_t organisation_of_cdp = 0x00000c;
    constexpr std::uint16_t protocol_cdp = 0x2000;
    frame.payload = reader.rest();
    const auto high = reader.u32(); // LLC and the first octet of the organisation
    const auto low = reader.u16();
    const auto protocol = reader.u16();
    if (!high || !low || !protocol || *high >> 8 != snap) return;
    const std::uint32_t organisation = (*high & 0xff) << 16 | *low;
    frame.payload = reader.rest();
    if (organisation == organisation_of_cdp && *protocol == protocol_cdp)
        frame.protocol = Protocol::cdp;
    else if (organisation == 0) // RFC 1042: an EtherType
        frame.protocol = protocol_of(*protocol);
}

/// What stands behind an EtherType or length; tags in any number.
Result<Frame> read_typed(std::uint16_t type, ByteReader reader, Frame frame) noexcept
{
    while (is_tag(type)) {
        const auto control = reader.u16();
        const auto next = reader.u16();
        if (!control || !next) return Errc::truncated;
        if (const std::uint16_t vlan = *control & 0x0fff; vlan != 0) frame.vlan = vlan;
        type = *next;
    }
    frame.payload = reader.rest();
    if (type >= lowest_ether_type) {
        frame.protocol = protocol_of(type);
        return frame;
    }
    // The length leaves padding out. One that is longer than the frame is a cut frame's.
    read_llc(ByteReader{frame.payload.first(std::min<std::size_t>(type, frame.payload.size()))}, frame);
    return frame;
}

Result<Frame> read_ethernet(ByteReader reader) noexcept
{
    Frame frame;
    frame.destination = read_mac_address(reader);
    frame.source = read_mac_address(reader);
    const auto type = reader.u16();
    if (!frame.destination || !frame.source || !type) return Errc::truncated;
    return read_typed(*type, reader, frame);
}

/// The payload of a cooked capture. Below the EtherTypes its protocol is a word of its own, no length.
Result<Frame> read_cooked(std::uint16_t protocol, ByteReader reader, Frame frame) noexcept
{
    if (protocol >= lowest_ether_type) return read_typed(protocol, reader, frame);
    frame.payload = reader.rest();
    if (protocol == cooked_8022) read_llc(reader, frame);
    return frame;
}

std::optional<MacAddress> cooked_source(std::uint16_t hardware, std::size_t length, Bytes address) noexcept
{
    ByteReader reader{address};
    return hardware == arphrd_ether && length == 6 ? read_mac_address(reader) : std::nullopt;
}

/// Packet type (2), ARPHRD (2), length of the address (2), address (8), protocol (2). Source: LINKTYPE_LINUX_SLL.
Result<Frame> read_sll(ByteReader reader) noexcept
{
    const auto packet_type = reader.u16();
    const auto hardware = reader.u16();
    const auto length = reader.u16();
    const auto address = reader.take(8);
    const auto protocol = reader.u16();
    if (!packet_type || !hardware || !length || !address || !protocol) return Errc::truncated;
    Frame frame;
    frame.source = cooked_source(*hardware, *length, *address);
    return read_cooked(*protocol, reader, frame);
}

/// Protocol (2), reserved (2), interface (4), ARPHRD (2), packet type (1), length of the address (1), address (8).
/// Source: LINKTYPE_LINUX_SLL2.
Result<Frame> read_sll2(ByteReader reader) noexcept
{
    const auto protocol = reader.u16();
    const auto reserved = reader.u16();
    const auto interface = reader.u32();
    const auto hardware = reader.u16();
    const auto packet_type = reader.u8();
    const auto length = reader.u8();
    const auto address = reader.take(8);
    if (!protocol || !reserved || !interface || !hardware || !packet_type || !length || !address)
        return Errc::truncated;
    Frame frame;
    frame.source = cooked_source(*hardware, *length, *address);
    return read_cooked(*protocol, reader, frame);
}

Result<Frame> read_raw(Bytes packet) noexcept
{
    if (packet.empty()) return Errc::truncated;
    Frame frame;
    frame.payload = packet;
    const auto version = std::to_integer<unsigned>(packet[0]) >> 4;
    frame.protocol = version == 4 ? Protocol::ipv4 : version == 6 ? Protocol::ipv6 : Protocol::other;
    return frame;
}

} // namespace

bool is_known(LinkType type) noexcept
{
    switch (type) {
    case LinkType::null:
    case LinkType::ethernet:
    case LinkType::raw_bsd:
    case LinkType::raw:
    case LinkType::linux_sll:
    case LinkType::ipv4:
    case LinkType::ipv6:
    case LinkType::linux_sll2:
        return true;
    }
    return false;
}

Result<Frame> read_frame(LinkType type, Bytes captured) noexcept
{
    ByteReader reader{captured};
    switch (type) {
    case LinkType::ethernet:
        return read_ethernet(reader);
    case LinkType::linux_sll:
        return read_sll(reader);
    case LinkType::linux_sll2:
        return read_sll2(reader);
    case LinkType::null: // the family differs between systems; the packet's own version does not
        if (!reader.u32()) return Errc::truncated;
        return read_raw(reader.rest());
    case LinkType::raw:
    case LinkType::raw_bsd:
    case LinkType::ipv4:
    case LinkType::ipv6:
        return read_raw(captured);
    }
    return Errc::malformed;
}

} // namespace phonescan::wire
