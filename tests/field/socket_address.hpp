#pragma once

#include "tests/field/site.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace phonescan::field {

/// A socket address of IPv4 or IPv6, as the kernel reads and writes it.
union SocketAddress {
    SocketAddress() noexcept : v6{} {}
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;

    socklen_t size() const noexcept { return any.sa_family == AF_INET ? sizeof v4 : sizeof v6; }
    Endpoint endpoint() const noexcept;
};

SocketAddress to_socket_address(Endpoint endpoint) noexcept;

/// A socket of an address's family that does not block; an IPv6 one takes no IPv4, and may stand on, and send from,
/// any address that a route makes local. Returns -1 with errno set when it cannot be had.
int open_socket(Address address, int type);

/// Says from which address a datagram goes, in the room for control messages that its header has.
void note_sender(msghdr& header, Address from) noexcept;

/// 0.0.0.0 or ::
bool is_wildcard(Address address) noexcept;

/// Those of the families that a site plays.
std::vector<Address> wildcards_of(const Site& site);

} // namespace phonescan::field
