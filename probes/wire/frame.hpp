#pragma once

#include "probes/observation/error.hpp"
#include "probes/observation/mac_address.hpp"
#include "probes/wire/byte_reader.hpp"

#include <cstdint>
#include <optional>

namespace phonescan::wire {

/// How the frames of a capture begin. Source of the numbers: the LINKTYPE_ registry of tcpdump.org.
enum class LinkType : std::uint16_t {
    null = 0, ///< BSD loopback: address family in the writer's byte order, then the packet
    ethernet = 1,
    raw_bsd = 12, ///< LINKTYPE_RAW as some systems wrote their DLT_RAW
    raw = 101,    ///< IPv4 or IPv6, told by its first nibble
    linux_sll = 113,
    ipv4 = 228,
    ipv6 = 229,
    linux_sll2 = 276,
};

/// Can read_frame() read it?
bool is_known(LinkType type) noexcept;

/// What a frame carries.
enum class Protocol : std::uint8_t { other, ipv4, ipv6, arp, lldp, cdp };

/// A link-layer frame without its headers and tags; `payload` borrows.
struct Frame {
    std::optional<MacAddress> source;      ///< as the frame says, whatever the address is; none where the link has none
    std::optional<MacAddress> destination; ///< none in cooked captures
    std::optional<std::uint16_t> vlan;     ///< VLAN ID of the innermost tag whose ID is not 0 (priority tag)
    Protocol protocol = Protocol::other;
    Bytes payload; ///< after EtherType or LLC/SNAP; an 802.3 length shorter than the frame ends it. Others keep padding
};

/// Reads the headers: Ethernet II, 802.3 with LLC or LLC/SNAP, any number of tags 0x8100, 0x88a8, 0x9100; Linux cooked
/// v1 and v2 (tags in front of their payload, too); raw IP; BSD loopback. LLDP is EtherType 0x88cc and CDP LLC/SNAP
/// 00-00-0c 0x2000 whatever the destination is. Which IP a packet is, its own first nibble tells. An LLC that is no
/// SNAP, or is cut, is `other`. Errors: Errc::truncated; Errc::malformed for a link type that is not known. Source:
/// IEEE 802.3, 3.2; IEEE 802.1Q, 9; IEEE 802, 9.5.
Result<Frame> read_frame(LinkType type, Bytes captured) noexcept;

} // namespace phonescan::wire
