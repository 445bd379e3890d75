#include "probes/udp_port.hpp"

#include <linux/errqueue.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

/// 600 neighbours that do not answer ARP hold about 0.8 MB for the three seconds the kernel tries.
constexpr std::size_t wanted_send_buffer = 1'048'576;
constexpr std::size_t most_sockets = 8;
/// A burst of answers must fit while the program is busy elsewhere.
constexpr int wanted_receive_buffer = 4'194'304;

constexpr std::size_t batch_size = 64;
constexpr std::size_t datagram_size = 8192; // longer answers are cut; the banner stands in front
constexpr std::size_t control_size = 256;

template <class Value>
bool set_option(int socket, int level, int name, const Value& value)
{
    return ::setsockopt(socket, level, name, &value, sizeof value) == 0;
}

/// Asks for a buffer past the system's limit where that is allowed, else up to it. Returns what was granted.
std::size_t enlarge_buffer(int socket, int forced, int plain, int wanted)
{
    if (!set_option(socket, SOL_SOCKET, forced, wanted)) set_option(socket, SOL_SOCKET, plain, wanted);
    int granted = 0;
    socklen_t size = sizeof granted;
    ::getsockopt(socket, SOL_SOCKET, plain, &granted, &size);
    return static_cast<std::size_t>(std::max(granted, 0));
}

sockaddr_in to_sockaddr(const Target& target)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    address.sin_addr.s_addr = htonl(target.address.to_uint());
    return address;
}

Target to_target(const sockaddr_in& address)
{
    return {asio::ip::address_v4{ntohl(address.sin_addr.s_addr)}, ntohs(address.sin_port)};
}

/// The control message of that kind, copied out; false when there is none.
template <class Value>
bool control_value(msghdr& message, int level, int type, Value& value)
{
    for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr; control = CMSG_NXTHDR(&message, control)) {
        if (control->cmsg_level != level || control->cmsg_type != type) continue;
        if (control->cmsg_len < CMSG_LEN(sizeof value)) return false;
        std::memcpy(&value, CMSG_DATA(control), sizeof value);
        return true;
    }
    return false;
}

/// Layout of IP_RECVERR: the error, then the address of whoever reported it (SO_EE_OFFENDER). Source: ip(7).
struct ReportedError {
    sock_extended_err error;
    sockaddr_in offender;
};

} // namespace

struct UdpPort::Buffers {
    std::array<std::array<char, datagram_size>, batch_size> bytes;
    std::array<std::array<char, control_size>, batch_size> control;
    std::array<sockaddr_in, batch_size> from{};
    std::array<iovec, batch_size> pieces{};
    std::array<mmsghdr, batch_size> messages{};
};

UdpPort::UdpPort(const asio::any_io_executor& executor, const Options& options)
    : number_{options.port}, buffers_{std::make_shared<Buffers>()}, ready_{std::make_shared<std::function<void()>>()}
{
    do {
        add_socket(executor, options);
    } while (send_buffer_ < wanted_send_buffer && sockets_.size() < most_sockets);
}

void UdpPort::add_socket(const asio::any_io_executor& executor, const Options& options)
{
    udp::socket socket{executor, udp::v4()};
    const int native = socket.native_handle();
    const auto check = [](bool good, const char* what) {
        if (!good) throw boost::system::system_error{errno, boost::system::generic_category(), what};
    };
    // Our own sockets share the port. The first binds without sharing, so that no other program's can be joined.
    const auto share = [&] { check(set_option(native, SOL_SOCKET, SO_REUSEPORT, 1), "cannot share a UDP port"); };
    if (!sockets_.empty()) share();
    check(set_option(native, IPPROTO_IP, IP_RECVERR, 1), "cannot ask for ICMP errors");
    set_option(native, SOL_SOCKET, SO_RXQ_OVFL, 1);
    send_buffer_ += enlarge_buffer(native, SO_SNDBUFFORCE, SO_SNDBUF, static_cast<int>(wanted_send_buffer));
    enlarge_buffer(native, SO_RCVBUFFORCE, SO_RCVBUF, wanted_receive_buffer);
    if (!options.interface.empty()) {
        const auto size = static_cast<socklen_t>(options.interface.size());
        check(::setsockopt(native, SOL_SOCKET, SO_BINDTODEVICE, options.interface.c_str(), size) == 0,
              ("interface \"" + options.interface + "\"").c_str());
    }
    boost::system::error_code error;
    socket.bind({udp::v4(), number_}, error);
    if (error) throw boost::system::system_error{error, "cannot bind UDP port " + std::to_string(number_)};
    if (sockets_.empty()) share();
    socket.non_blocking(true);
    number_ = socket.local_endpoint().port();
    sockets_.push_back({.socket = std::move(socket)});
}

bool UdpPort::is_busy(int error) noexcept
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS || error == ENOMEM || error == EINTR;
}

UdpPort::Sent UdpPort::send(std::span<const OutgoingDatagram> batch)
{
    const auto count = std::min(batch.size(), batch_size);
    std::array<sockaddr_in, batch_size> to;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = to_sockaddr(batch[i].to);
        pieces[i] = {const_cast<char*>(batch[i].bytes.data()), batch[i].bytes.size()};
        messages[i] = {};
        messages[i].msg_hdr.msg_name = &to[i];
        messages[i].msg_hdr.msg_namelen = sizeof to[i];
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int error = 0;
    for (std::size_t tried = 0; tried < sockets_.size(); ++tried) {
        auto& socket = sockets_[next_to_send_ % sockets_.size()].socket;
        const int sent =
            ::sendmmsg(socket.native_handle(), messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
        if (sent > 0) return {static_cast<std::size_t>(sent), 0};
        error = errno;
        if (error != EAGAIN && error != EWOULDBLOCK && error != ENOBUFS) break;
        ++next_to_send_; // this one's buffer is full of packets for unresolved neighbours
    }
    return {0, error};
}

std::size_t UdpPort::drain(const OnDatagram& on_datagram, const OnIcmpError& on_icmp_error)
{
    std::size_t errors = 0;
    for (auto& socket : sockets_) {
        errors += drain_errors(socket.socket.native_handle(), on_icmp_error);
        drain_datagrams(socket, on_datagram);
    }
    return errors;
}

std::size_t UdpPort::drain_errors(int socket, const OnIcmpError& on_icmp_error)
{
    std::size_t count = 0;
    for (;;) {
        std::array<char, 64> quoted; // the datagram's beginning, of which the kernel has told the addressee already
        std::array<char, control_size> control;
        sockaddr_in to{};
        iovec piece{quoted.data(), quoted.size()};
        msghdr message{};
        message.msg_name = &to;
        message.msg_namelen = sizeof to;
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
            if (errno == EINTR) continue;
            return count;
        }
        ++count;
        ReportedError reported{};
        if (!control_value(message, IPPROTO_IP, IP_RECVERR, reported)) continue;
        if (reported.error.ee_origin != SO_EE_ORIGIN_ICMP) continue;
        on_icmp_error({to_target(to), asio::ip::address_v4{ntohl(reported.offender.sin_addr.s_addr)},
                       reported.error.ee_type, reported.error.ee_code});
    }
}

void UdpPort::drain_datagrams(Socket& socket, const OnDatagram& on_datagram)
{
    auto& buffers = *buffers_;
    const int native = socket.socket.native_handle();
    for (int failures = 0; failures < 16;) {
        for (std::size_t i = 0; i < batch_size; ++i) {
            buffers.pieces[i] = {buffers.bytes[i].data(), buffers.bytes[i].size()};
            auto& header = buffers.messages[i].msg_hdr;
            header = {};
            header.msg_name = &buffers.from[i];
            header.msg_namelen = sizeof buffers.from[i];
            header.msg_iov = &buffers.pieces[i];
            header.msg_iovlen = 1;
            header.msg_control = buffers.control[i].data();
            header.msg_controllen = buffers.control[i].size();
        }
        const int received = ::recvmmsg(native, buffers.messages.data(), batch_size, MSG_DONTWAIT, nullptr);
        if (received <= 0) {
            if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
            ++failures; // a pending ICMP error: reading it here clears it, its details are in the error queue
            continue;
        }
        for (std::size_t i = 0; i < static_cast<std::size_t>(received); ++i) {
            control_value(buffers.messages[i].msg_hdr, SOL_SOCKET, SO_RXQ_OVFL, socket.dropped);
            on_datagram(to_target(buffers.from[i]), {buffers.bytes[i].data(), buffers.messages[i].msg_len});
        }
        if (static_cast<std::size_t>(received) < batch_size) return;
    }
}

void UdpPort::when_readable(std::function<void()> ready)
{
    *ready_ = std::move(ready);
    for (auto& socket : sockets_) {
        if (std::exchange(*socket.armed, true)) continue;
        socket.socket.async_wait(udp::socket::wait_read,
                                 [armed = socket.armed, ready = ready_](const boost::system::error_code&) {
                                     *armed = false;
                                     if (const auto call = std::exchange(*ready, nullptr)) call();
                                 });
    }
}

void UdpPort::close() noexcept
{
    *ready_ = nullptr;
    for (auto& socket : sockets_) {
        boost::system::error_code ignored;
        socket.socket.close(ignored);
    }
}

std::uint64_t UdpPort::dropped() const noexcept
{
    std::uint64_t sum = 0;
    for (const auto& socket : sockets_)
        sum += socket.dropped;
    return sum;
}

} // namespace phonescan
