#include "probes/shared_socket.hpp"

#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#include <array>
#include <cerrno>

namespace phonescan {

namespace ip = boost::asio::ip;

namespace {

/// Layout of IP_RECVERR and IPV6_RECVERR: the error, then the address of whoever reported it (SO_EE_OFFENDER).
/// Source: ip(7).
struct ErrorMessage {
    sock_extended_err error;
    SocketAddress offender;
};

IcmpMeaning meaning_of(const sock_extended_err& error)
{
    using Meaning = IcmpMeaning;
    if (error.ee_origin == SO_EE_ORIGIN_ICMP) {
        if (error.ee_type == ICMP_TIME_EXCEEDED) return Meaning::unreachable;
        if (error.ee_type != ICMP_DEST_UNREACH) return Meaning::other;
        switch (error.ee_code) {
        case ICMP_PORT_UNREACH:
            return Meaning::port_unreachable;
        case ICMP_NET_ANO:
        case ICMP_HOST_ANO:
        case ICMP_PKT_FILTERED:
            return Meaning::prohibited;
        case ICMP_FRAG_NEEDED:
            return Meaning::other;
        default:
            return Meaning::unreachable;
        }
    }
    if (error.ee_type == ICMP6_TIME_EXCEEDED) return Meaning::unreachable;
    if (error.ee_type != ICMP6_DST_UNREACH) return Meaning::other;
    switch (error.ee_code) {
    case ICMP6_DST_UNREACH_NOPORT:
        return Meaning::port_unreachable;
    case ICMP6_DST_UNREACH_ADMIN:
        return Meaning::prohibited;
    default:
        return Meaning::unreachable;
    }
}

} // namespace

std::size_t drain_error_queue(int socket, const std::function<void(const ReportedError&)>& tell)
{
    constexpr std::size_t most_quoted = 64;
    constexpr std::size_t control_size = 256;
    std::size_t count = 0;
    for (;;) {
        std::array<std::byte, most_quoted> quoted{};
        alignas(cmsghdr) std::array<char, control_size> control;
        ReportedError reported{};
        iovec piece{quoted.data(), quoted.size()};
        msghdr message{};
        message.msg_name = &reported.asked;
        message.msg_namelen = sizeof reported.asked;
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto length = ::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
        if (length < 0) {
            if (errno == EINTR) continue;
            return count;
        }
        ++count;
        ErrorMessage said{};
        const bool is_known = control_value(message, IPPROTO_IP, IP_RECVERR, said) ||
                              control_value(message, IPPROTO_IPV6, IPV6_RECVERR, said);
        const auto origin = said.error.ee_origin;
        if (!is_known || (origin != SO_EE_ORIGIN_ICMP && origin != SO_EE_ORIGIN_ICMP6)) continue;
        reported.offender = said.offender;
        reported.meaning = meaning_of(said.error);
        reported.quoted = std::span{quoted}.first(static_cast<std::size_t>(length));
        tell(reported);
    }
}

socklen_t write_address(SocketAddress& out, const ip::address& address, std::uint16_t port, std::uint32_t zone)
{
    out = {};
    if (address.is_v4()) {
        out.v4.sin_family = AF_INET;
        out.v4.sin_port = htons(port);
        out.v4.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        return sizeof out.v4;
    }
    const auto v6 = address.to_v6();
    const auto octets = v6.to_bytes();
    out.v6.sin6_family = AF_INET6;
    out.v6.sin6_port = htons(port);
    std::memcpy(&out.v6.sin6_addr, octets.data(), octets.size());
    if (v6.is_link_local())
        out.v6.sin6_scope_id = v6.scope_id() != 0 ? static_cast<std::uint32_t>(v6.scope_id()) : zone;
    return sizeof out.v6;
}

ip::address address_of(const SocketAddress& address)
{
    if (address.any.sa_family != AF_INET6) return ip::address_v4{ntohl(address.v4.sin_addr.s_addr)};
    ip::address_v6::bytes_type octets;
    std::memcpy(octets.data(), &address.v6.sin6_addr, octets.size());
    return ip::address_v6{octets, address.v6.sin6_scope_id};
}

std::uint16_t port_of(const SocketAddress& address)
{
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

int send_messages(int socket, std::span<mmsghdr> messages)
{
    static bool has_batches = true;
    if (has_batches) {
        const int sent = ::sendmmsg(socket, messages.data(), static_cast<unsigned>(messages.size()), MSG_DONTWAIT);
        if (sent >= 0 || errno != ENOSYS) return sent;
        has_batches = false;
    }
    int sent = 0;
    for (auto& message : messages) {
        if (::sendmsg(socket, &message.msg_hdr, MSG_DONTWAIT) < 0) return sent == 0 ? -1 : sent;
        ++sent;
    }
    return sent;
}

int receive_messages(int socket, std::span<mmsghdr> messages)
{
    static bool has_batches = true;
    if (has_batches) {
        const int received =
            ::recvmmsg(socket, messages.data(), static_cast<unsigned>(messages.size()), MSG_DONTWAIT, nullptr);
        if (received >= 0 || errno != ENOSYS) return received;
        has_batches = false;
    }
    int received = 0;
    for (auto& message : messages) {
        const auto length = ::recvmsg(socket, &message.msg_hdr, MSG_DONTWAIT);
        if (length < 0) return received == 0 ? -1 : received;
        message.msg_len = static_cast<unsigned>(length);
        ++received;
    }
    return received;
}

bool is_busy_error(int error) noexcept
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS || error == ENOMEM || error == EINTR;
}

} // namespace phonescan
