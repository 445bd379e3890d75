#include "probes/echo_port.hpp"

#include "probes/shared_socket.hpp"
#include "probes/wire/icmp_echo.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

constexpr std::size_t batch_size = 64;
constexpr std::size_t header_size = 8;
constexpr std::size_t reply_size = 256; // ours are shorter; what a longer one ends with does not matter
/// Neighbours that are being resolved hold the send buffer; replies wait while the program is busy elsewhere.
constexpr int wanted_buffer = 1'048'576;

/// Opens a family's socket. Returns -1 and says why when the system refuses.
int open_socket(bool v6, const std::string& interface, std::string& why_not)
{
    const int socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                                v6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP});
    if (socket < 0) {
        why_not = errno == EACCES || errno == EPERM ? "net.ipv4.ping_group_range does not allow it to this user's group"
                                                    : std::strerror(errno);
        return -1;
    }
    const bool hears_errors =
        v6 ? set_option(socket, IPPROTO_IPV6, IPV6_RECVERR, 1) : set_option(socket, IPPROTO_IP, IP_RECVERR, 1);
    const auto length = static_cast<socklen_t>(interface.size());
    if (!hears_errors)
        why_not = std::string{"ICMP errors cannot be heard: "} + std::strerror(errno);
    else if (!interface.empty() && ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(), length) != 0)
        why_not = "interface \"" + interface + "\": " + std::strerror(errno);
    if (!why_not.empty()) {
        ::close(socket);
        return -1;
    }
    if (!set_option(socket, SOL_SOCKET, SO_SNDBUFFORCE, wanted_buffer))
        set_option(socket, SOL_SOCKET, SO_SNDBUF, wanted_buffer);
    if (!set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, wanted_buffer))
        set_option(socket, SOL_SOCKET, SO_RCVBUF, wanted_buffer);
    return socket;
}

} // namespace

struct EchoPort::Socket {
    Socket() = default;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { close(); }

    void close() noexcept
    {
        if (descriptor) {
            boost::system::error_code ignored;
            descriptor->close(ignored);
        } else if (number >= 0) {
            ::close(number);
        }
        number = -1;
    }

    int number = -1;
    std::string why_not;
    std::optional<asio::posix::stream_descriptor> descriptor;    // from the first wait on, the owner of `number`
    std::shared_ptr<bool> armed = std::make_shared<bool>(false); // a wait is under way
};

struct EchoPort::Buffers {
    std::array<std::array<std::byte, reply_size>, batch_size> bytes;
    std::array<SocketAddress, batch_size> from{};
    std::array<iovec, batch_size> pieces{};
    std::array<mmsghdr, batch_size> messages{};
};

EchoPort::EchoPort(std::string interface)
    : buffers_{std::make_unique<Buffers>()}, zone_{interface.empty() ? 0 : if_nametoindex(interface.c_str())},
      ready_{std::make_shared<std::function<void()>>()}
{
    for (const bool v6 : {false, true}) {
        auto& socket = sockets_[v6 ? 1 : 0];
        socket = std::make_unique<Socket>();
        socket->number = open_socket(v6, interface, socket->why_not);
    }
}

EchoPort::EchoPort(EchoPort&&) noexcept = default;

EchoPort::~EchoPort()
{
    if (ready_) close(); // not moved from
}

bool EchoPort::is_open(bool v6) const noexcept
{
    return of(v6).number >= 0;
}

const std::string& EchoPort::why_not(bool v6) const noexcept
{
    return of(v6).why_not;
}

bool EchoPort::is_busy(int error) noexcept
{
    return is_busy_error(error);
}

EchoPort::Sent EchoPort::send(std::span<const EchoRequest> batch)
{
    if (batch.empty()) return {};
    const bool v6 = batch.front().to.is_v6();
    if (!is_open(v6)) return {0, EAFNOSUPPORT};
    std::array<std::array<std::uint8_t, header_size>, batch_size> headers;
    std::array<SocketAddress, batch_size> to;
    std::array<std::array<iovec, 2>, batch_size> pieces;
    std::array<mmsghdr, batch_size> messages;
    unsigned count = 0;
    for (; count < std::min(batch.size(), batch_size) && batch[count].to.is_v6() == v6; ++count) {
        const auto& request = batch[count];
        const auto high = static_cast<std::uint8_t>(request.sequence >> 8);
        const auto low = static_cast<std::uint8_t>(request.sequence & 0xff);
        const std::uint8_t type = v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
        headers[count] = {type, 0, 0, 0, 0, 0, high, low}; // the kernel fills in checksum and identifier
        pieces[count][0] = {headers[count].data(), header_size};
        pieces[count][1] = {const_cast<std::byte*>(request.payload.data()), request.payload.size()};
        messages[count] = {};
        auto& message = messages[count].msg_hdr;
        message.msg_namelen = write_address(to[count], request.to, 0, zone_);
        message.msg_name = &to[count];
        message.msg_iov = pieces[count].data();
        message.msg_iovlen = pieces[count].size();
    }
    const int sent = send_messages(of(v6).number, std::span{messages}.first(count));
    return sent > 0 ? Sent{static_cast<std::size_t>(sent), 0} : Sent{0, errno};
}

std::size_t EchoPort::drain(const OnReply& on_reply, const OnError& on_error)
{
    const auto tell = [&on_error](const ReportedError& error) {
        const auto echo = wire::read_icmp_echo(error.quoted); // our request's header
        if (echo) on_error({address_of(error.asked), address_of(error.offender), echo->sequence, error.meaning});
    };
    std::size_t errors = 0;
    auto& buffers = *buffers_;
    for (const bool v6 : {false, true}) {
        const int socket = of(v6).number;
        if (socket < 0) continue;
        errors += drain_error_queue(socket, tell);
        for (int failures = 0; failures < 16;) {
            for (std::size_t i = 0; i < batch_size; ++i) {
                buffers.pieces[i] = {buffers.bytes[i].data(), reply_size};
                auto& message = buffers.messages[i].msg_hdr;
                message = {};
                message.msg_name = &buffers.from[i];
                message.msg_namelen = sizeof buffers.from[i];
                message.msg_iov = &buffers.pieces[i];
                message.msg_iovlen = 1;
            }
            const int received = receive_messages(socket, buffers.messages);
            if (received <= 0) {
                if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
                ++failures; // a pending ICMP error: reading it here clears it, its details are in the error queue
                continue;
            }
            for (std::size_t i = 0; i < static_cast<std::size_t>(received); ++i) {
                const auto echo =
                    wire::read_icmp_echo(wire::Bytes{buffers.bytes[i]}.first(buffers.messages[i].msg_len));
                if (!echo || echo->type != (v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)) continue;
                on_reply({address_of(buffers.from[i]), echo->sequence, echo->payload});
            }
        }
    }
    return errors;
}

void EchoPort::when_readable(const asio::any_io_executor& executor, std::function<void()> ready)
{
    *ready_ = std::move(ready);
    for (auto& socket : sockets_) {
        if (socket->number < 0 || std::exchange(*socket->armed, true)) continue;
        if (!socket->descriptor) socket->descriptor.emplace(executor, socket->number);
        socket->descriptor->async_wait(asio::posix::stream_descriptor::wait_read,
                                       [armed = socket->armed, ready = ready_](const boost::system::error_code&) {
                                           *armed = false;
                                           if (const auto call = std::exchange(*ready, nullptr)) call();
                                       });
    }
}

void EchoPort::close() noexcept
{
    *ready_ = nullptr;
    for (auto& socket : sockets_)
        socket->close();
}

std::uint64_t EchoPort::dropped() const noexcept
{
    std::uint64_t sum = 0;
    for (const auto& socket : sockets_) {
        std::array<std::uint32_t, SK_MEMINFO_VARS> figures{};
        socklen_t size = sizeof figures;
        if (socket->number >= 0 && ::getsockopt(socket->number, SOL_SOCKET, SO_MEMINFO, figures.data(), &size) == 0)
            sum += figures[SK_MEMINFO_DROPS];
    }
    return sum;
}

} // namespace phonescan
