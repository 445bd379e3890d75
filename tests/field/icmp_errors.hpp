#pragma once

#include "tests/field/udp_ports.hpp"

namespace phonescan::field {

/// True when the site has addresses that refuse by ICMP from a wildcard socket, which takes CAP_NET_RAW.
bool needs_icmp(const Site& site);

/// ICMP destination unreachable messages in the name of the field's addresses, through a raw socket.
class IcmpErrors {
public:
    /// Errors: std::runtime_error when this process may not open a raw socket.
    IcmpErrors();
    void send(const Outgoing& error, Statistics& statistics);

private:
    Descriptor socket_;
};

/// The message itself, without its outer IP header: type 3, the code, and the start of the datagram that was refused
/// with its IP and UDP headers made again. Source: RFC 792; RFC 1812, 4.3.2.3.
std::string icmp_unreachable(const Outgoing& error);

} // namespace phonescan::field
