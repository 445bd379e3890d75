#pragma once

#include "probes/observation/error.hpp"
#include "probes/wire/byte_reader.hpp"

#include <cstdint>

namespace phonescan::wire {

/// An echo request or reply of ICMP or ICMPv6; borrows.
struct IcmpEcho {
    std::uint8_t type = 0; ///< 8 and 0 in ICMP, 128 and 129 in ICMPv6
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    Bytes payload; ///< empty where the message is quoted by an ICMP error, which need not hold more than eight octets
};

/// Reads a message whose checksum is verified already; the kernel does it. Errors: Errc::truncated; Errc::malformed
/// when it is no echo. Sources: RFC 792, page 14; RFC 4443, 4.
Result<IcmpEcho> read_icmp_echo(Bytes message) noexcept;

} // namespace phonescan::wire
