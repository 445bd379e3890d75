#pragma once

#include <boost/asio/ip/address.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>

namespace phonescan {

/// What an ICMP error says of the address that was asked. Source: RFC 792; RFC 1122, 3.2.2.1; RFC 1812, 5.2.7.1;
/// RFC 4443, 3.1 and 3.3.
enum class IcmpMeaning : std::uint8_t {
    port_unreachable, ///< nobody listens there, if the target itself says so
    prohibited,       ///< somebody on the way does not let it pass
    unreachable,      ///< no way there, or none that is short enough
    other,            ///< no word on the target: too big, a bad header
};

/// What sockets that many targets share have in common: addresses of both families, batches, the kernel's error queue.
template <class Value>
bool set_option(int socket, int level, int name, const Value& value)
{
    return ::setsockopt(socket, level, name, &value, sizeof value) == 0;
}

/// Room for an address of either family.
union SocketAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
};

/// Returns its length. zone: of link-local addresses that have none.
socklen_t write_address(SocketAddress& out, const boost::asio::ip::address& address, std::uint16_t port,
                        std::uint32_t zone);
/// With its zone where it is link-local.
boost::asio::ip::address address_of(const SocketAddress& address);
std::uint16_t port_of(const SocketAddress& address);

/// The control message of that kind, as much of it as there is, copied out; false when there is none.
template <class Value>
bool control_value(msghdr& message, int level, int type, Value& value)
{
    for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level != level || control->cmsg_type != type) continue;
        const auto size = static_cast<std::size_t>(control->cmsg_len) - CMSG_LEN(0);
        std::memcpy(&value, CMSG_DATA(control), std::min(size, sizeof value));
        return true;
    }
    return false;
}

/// An ICMP error that the kernel matched to a datagram of ours. Source: ip(7), IP_RECVERR; ipv6(7), IPV6_RECVERR.
struct ReportedError {
    SocketAddress asked;    ///< whom the datagram was for
    SocketAddress offender; ///< who sent the ICMP message
    IcmpMeaning meaning{};
    std::span<const std::byte> quoted; ///< the datagram's beginning; borrows
};

/// Reads a socket's error queue empty. Returns how many entries there were, of which ICMP errors alone are told.
std::size_t drain_error_queue(int socket, const std::function<void(const ReportedError&)>& tell);

/// sendmmsg(2), or one sendmsg(2) after the other where the system has it not (seccomp filters, old kernels).
int send_messages(int socket, std::span<mmsghdr> messages);
/// recvmmsg(2) likewise.
int receive_messages(int socket, std::span<mmsghdr> messages);

/// Does an error of send_messages() mean "not now", for whomever the datagram is?
bool is_busy_error(int error) noexcept;

} // namespace phonescan
