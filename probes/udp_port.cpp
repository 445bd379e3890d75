#include "probes/udp_port.hpp"

#include "probes/shared_socket.hpp"

#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
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

/// Asks for a buffer past the system's limit where that is allowed, else up to it. Returns what was granted.
std::size_t enlarge_buffer(int socket, int forced, int plain, int wanted)
{
    if (!set_option(socket, SOL_SOCKET, forced, wanted)) set_option(socket, SOL_SOCKET, plain, wanted);
    int granted = 0;
    socklen_t size = sizeof granted;
    ::getsockopt(socket, SOL_SOCKET, plain, &granted, &size);
    return static_cast<std::size_t>(std::max(granted, 0));
}

Target to_target(const SocketAddress& address)
{
    return {without_zone(address_of(address)), port_of(address)};
}

} // namespace

struct UdpPort::Buffers {
    std::array<std::array<char, datagram_size>, batch_size> bytes;
    std::array<std::array<char, control_size>, batch_size> control;
    std::array<SocketAddress, batch_size> from{};
    std::array<iovec, batch_size> pieces{};
    std::array<mmsghdr, batch_size> messages{};
};

UdpPort::UdpPort(const asio::any_io_executor& executor, const Options& options)
    : zone_{options.interface.empty() ? 0 : if_nametoindex(options.interface.c_str())},
      buffers_{std::make_shared<Buffers>()}, ready_{std::make_shared<std::function<void()>>()}
{
    for (auto* const family : {&v4_, &v6_}) {
        if (!(family->is_v6 ? options.v6 : options.v4)) continue;
        family->number = options.port;
        do {
            add_socket(*family, executor, options);
        } while (family->send_buffer < wanted_send_buffer && family->sockets.size() < most_sockets);
    }
}

void UdpPort::add_socket(Family& family, const asio::any_io_executor& executor, const Options& options)
{
    const auto protocol = family.is_v6 ? udp::v6() : udp::v4();
    udp::socket socket{executor, protocol};
    const int native = socket.native_handle();
    const auto check = [](bool good, const char* what) {
        if (!good) throw boost::system::system_error{errno, boost::system::generic_category(), what};
    };
    // Our own sockets share the port. The first binds without sharing, so that no other program's can be joined.
    const auto share = [&] { check(set_option(native, SOL_SOCKET, SO_REUSEPORT, 1), "cannot share a UDP port"); };
    if (!family.sockets.empty()) share();
    if (family.is_v6) {
        check(set_option(native, IPPROTO_IPV6, IPV6_V6ONLY, 1), "cannot keep IPv4 out of an IPv6 port");
        check(set_option(native, IPPROTO_IPV6, IPV6_RECVERR, 1), "cannot ask for ICMP errors");
    } else {
        check(set_option(native, IPPROTO_IP, IP_RECVERR, 1), "cannot ask for ICMP errors");
    }
    set_option(native, SOL_SOCKET, SO_RXQ_OVFL, 1);
    family.send_buffer += enlarge_buffer(native, SO_SNDBUFFORCE, SO_SNDBUF, static_cast<int>(wanted_send_buffer));
    enlarge_buffer(native, SO_RCVBUFFORCE, SO_RCVBUF, wanted_receive_buffer);
    if (!options.interface.empty()) {
        const auto size = static_cast<socklen_t>(options.interface.size());
        check(::setsockopt(native, SOL_SOCKET, SO_BINDTODEVICE, options.interface.c_str(), size) == 0,
              ("interface \"" + options.interface + "\"").c_str());
    }
    boost::system::error_code error;
    socket.bind({protocol, family.number}, error);
    if (error) throw boost::system::system_error{error, "cannot bind UDP port " + std::to_string(family.number)};
    if (family.sockets.empty()) share();
    socket.non_blocking(true);
    family.number = socket.local_endpoint().port();
    family.sockets.push_back({.socket = std::move(socket)});
}

bool UdpPort::is_busy(int error) noexcept
{
    return is_busy_error(error);
}

UdpPort::Sent UdpPort::send(std::span<const OutgoingDatagram> batch)
{
    if (batch.empty()) return {};
    const bool is_v6 = batch.front().to.address.is_v6();
    auto& family = is_v6 ? v6_ : v4_;
    std::array<SocketAddress, batch_size> to;
    std::array<iovec, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    std::size_t count = 0;
    for (; count < std::min(batch.size(), batch_size) && batch[count].to.address.is_v6() == is_v6; ++count) {
        const auto& datagram = batch[count];
        pieces[count] = {const_cast<char*>(datagram.bytes.data()), datagram.bytes.size()};
        messages[count] = {};
        auto& header = messages[count].msg_hdr;
        header.msg_namelen = write_address(to[count], datagram.to.address, datagram.to.port, zone_);
        header.msg_name = &to[count];
        header.msg_iov = &pieces[count];
        header.msg_iovlen = 1;
    }
    int error = EAFNOSUPPORT;
    for (std::size_t tried = 0; tried < family.sockets.size(); ++tried) {
        auto& socket = family.sockets[family.next_to_send % family.sockets.size()].socket;
        const int sent = send_messages(socket.native_handle(), {messages.data(), count});
        if (sent > 0) return {static_cast<std::size_t>(sent), 0};
        error = errno;
        if (error != EAGAIN && error != EWOULDBLOCK && error != ENOBUFS) break;
        ++family.next_to_send; // this one's buffer is full of packets for unresolved neighbours
    }
    return {0, error};
}

std::size_t UdpPort::drain(const OnDatagram& on_datagram, const OnIcmpError& on_icmp_error)
{
    const auto tell = [&on_icmp_error](const ReportedError& error) {
        on_icmp_error({to_target(error.asked), without_zone(address_of(error.offender)), error.meaning});
    };
    std::size_t errors = 0;
    for (auto* const family : {&v4_, &v6_})
        for (auto& socket : family->sockets) {
            errors += drain_error_queue(socket.socket.native_handle(), tell);
            drain_datagrams(socket, on_datagram);
        }
    return errors;
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
        const int received = receive_messages(native, buffers.messages);
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
    for (auto* const family : {&v4_, &v6_})
        for (auto& socket : family->sockets) {
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
    for (auto* const family : {&v4_, &v6_})
        for (auto& socket : family->sockets) {
            boost::system::error_code ignored;
            socket.socket.close(ignored);
        }
}

std::uint64_t UdpPort::dropped() const noexcept
{
    std::uint64_t sum = 0;
    for (const auto* const family : {&v4_, &v6_})
        for (const auto& socket : family->sockets)
            sum += socket.dropped;
    return sum;
}

} // namespace phonescan
