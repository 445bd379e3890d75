#pragma once

#include "tests/field/udp_ports.hpp"

namespace phonescan::field {

/// True when the site has addresses that refuse by ICMP from a wildcard socket, which takes CAP_NET_RAW.
bool needs_icmp(const Site& site);

/// ICMP destination unreachable messages in the name of the field's addresses, through a raw socket.
class IcmpErrors {
public:
    /// Errors: std::runtime_error when this process may not open a raw socket.
    explicit IcmpErrors(const Site& site);
    void send(const Outgoing& error, Statistics& statistics);

private:
    Descriptor socket_;
    Descriptor ipv6_socket_;
};

/// The message itself, without its outer IP header: type 3, the code, and the start of the datagram that was refused
/// with its IP and UDP headers made again. Source: RFC 792; RFC 1812, 4.3.2.3.
/// To an IPv6 address type 1 with the code that means the same, and no checksum, which the kernel adds. Source: RFC
/// 4443, 3.1.
std::string icmp_unreachable(const Outgoing& error);

} // namespace phonescan::field
