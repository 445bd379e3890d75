#pragma once

#include "probes/observation/error.hpp"
#include "probes/wire/byte_reader.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phonescan::wire {

inline constexpr std::uint32_t cdp_capability_phone = 0x80;

/// A CDP address: protocol and octets (4: IPv4, 16: IPv6; others are left out).
struct CdpAddress {
    Bytes octets;
};

/// A CDP announcement, version 1 or 2; views borrow. The maker publishes no standard; the layout, numbers big-endian:
///
///     version (1)   1 or 2
///     TTL (1)       seconds
///     checksum (2)  the Internet checksum; of an odd length the last octet is added by itself, not shifted
///     TLVs          type (2), length (2, of the whole TLV: 4 or more), value
///
///     0x0001 Device ID         text: a host name, `SEP` or `SIP` and a MAC, …
///     0x0002 Addresses         count (4), then each: protocol type (1), protocol length (1), protocol, address length
///                              (2), address. IPv4: 01, 01, cc, 0004. IPv6: 02, 08, aaaa0300000086dd, 0010
///     0x0003 Port ID           text
///     0x0004 Capabilities      bits (4): 0x01 router, 0x02 transparent and 0x04 source-route bridge, 0x08 switch, 0x10
///                              host, 0x20 IGMP, 0x40 repeater, 0x80 phone, 0x100 remotely managed, 0x400 two-port
///                              relay
///     0x0005 Software Version  text, lines separated by LF
///     0x0006 Platform          text
///     0x000a Native VLAN       VLAN (2)
///     0x000e Appliance VLAN    the switch's reply: appliance (1), VLAN (2), perhaps more of those
///     0x000f Appliance VLAN    the phone's query: appliance (1), VLAN (2). Phones that ask without knowing a VLAN send
///                              20 02 00 01, whose inside is no VLAN
///     0x0010 Power Consumption milliwatts (2), perhaps more of those
///     0x0014 System Name       text
///     0x0016 Management Addresses, like 0x0002
///
/// Texts end with their TLV or at a NUL before, and may be quoted: the quotes belong to them. Of several TLVs of a type
/// the first counts. Other types, and TLVs too short for their value, are skipped. Some old switches count a Port ID's
/// length three octets short: seen by the octet behind it, which must be the 0 that every type begins with.
struct Cdp {
    std::uint8_t version = 0;
    std::uint8_t ttl = 0; ///< seconds; 0: the neighbour says good-bye
    std::string_view device_id;
    std::string_view port_id;
    std::string_view platform;
    std::string_view software_version; ///< may hold several lines
    std::string_view system_name;
    std::optional<std::uint32_t> capabilities;
    std::array<CdpAddress, 4> addresses{}; ///< of the Addresses TLV, then of Management Addresses; each once
    std::uint8_t address_count = 0;
    std::optional<std::uint16_t> native_vlan;
    std::optional<std::uint16_t> voice_vlan; ///< Appliance VLAN-ID: the switch's, else the one that the phone names
    std::optional<std::uint16_t> power;      ///< Power Consumption, milliwatts
    bool complete = true;                    ///< false: cut, or a TLV overruns; what stood before is here
};

/// Reads what follows LLC/SNAP. The checksum is not held against the announcement: implementations disagree about odd
/// lengths. Errors: Errc::truncated when the input ends before the end of the first TLV; Errc::malformed for another
/// version or no TLV.
Result<Cdp> read_cdp(Bytes packet) noexcept;

} // namespace phonescan::wire
