#include "tests/field/web_server.hpp"

#include "tests/field/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace phonescan::field {
namespace {

constexpr int accepted_at_a_time = 64; // from one listener, then the others have their turn

void watch(const Descriptor& epoll, int operation, int fd, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (epoll_ctl(epoll.get(), operation, fd, &event) != 0)
        throw std::system_error(errno, std::system_category(), "cannot watch a TCP socket");
}

Descriptor new_epoll()
{
    Descriptor epoll{epoll_create1(EPOLL_CLOEXEC)};
    if (epoll.get() < 0) throw std::system_error(errno, std::system_category(), "epoll_create1");
    return epoll;
}

Stamp time_of_day()
{
    return std::chrono::system_clock::now().time_since_epoch();
}

void reset(Descriptor socket)
{
    WebStream(std::move(socket)).reset_on_close();
}

Address own_address(int socket)
{
    SocketAddress own;
    socklen_t size = sizeof own;
    getsockname(socket, &own.any, &size);
    return own.endpoint().address;
}

} // namespace

WebServer::WebServer(const Site& site, Statistics& statistics, PhoneHealth& health)
    : site_{site}, statistics_{statistics.web()}, health_statistics_{statistics.health()}, health_{health},
      ports_{site}, listening_{new_epoll()}, connected_{new_epoll()}, spare_{open("/dev/null", O_RDONLY | O_CLOEXEC)}
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    for (const auto& device : serving_examples(site))
        if (device.behaviour->web.any_tls()) identities_.prepare(device);
    for (const auto& socket : ports_.sockets())
        watch(listening_, EPOLL_CTL_ADD, socket.get(), EPOLLIN);
}

void WebServer::accept()
{
    std::array<epoll_event, 256> events{};
    const int ready = epoll_wait(listening_.get(), events.data(), int{events.size()}, 0);
    for (int i = 0; i < ready; ++i)
        accept_from(events[static_cast<std::size_t>(i)].data.fd);
}

void WebServer::accept_from(int listener)
{
    for (int turn = 0; turn < accepted_at_a_time; ++turn) {
        Descriptor socket{accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (socket.get() >= 0) {
            admit(std::move(socket), ports_.place_of(listener));
        } else if (errno == EMFILE || errno == ENFILE) {
            turn_away(listener);
        } else if (errno != ECONNABORTED && errno != EINTR) {
            return;
        }
    }
}

void WebServer::turn_away(int listener)
{
    spare_ = Descriptor{};
    Descriptor socket{accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.get() >= 0) {
        statistics_.not_accepted();
        reset(std::move(socket));
    }
    spare_ = Descriptor{open("/dev/null", O_RDONLY | O_CLOEXEC)};
}

void WebServer::admit(Descriptor socket, Endpoint place)
{
    if (is_wildcard(place.address)) place.address = own_address(socket.get());
    const auto device = site_.plays(place.address) ? site_.at(place.address) : std::nullopt;
    const auto protocol =
        device && device->behaviour->serves_web() ? protocol_on(device->behaviour->web, place.port) : std::nullopt;
    if (!protocol) {
        statistics_.refused();
        return reset(std::move(socket));
    }
    const auto when = time_of_day();
    health_statistics_.packet(when, place.address, true);
    const bool heard =
        health_.passes(when, place.address, PhoneHealth::Packet::connection) && health_.hears(when, *device);
    await_late_ends(place.address);
    const int on = 1;
    const int fd = socket.get();
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto& served = served_[fd];
    served.connection =
        std::make_unique<WebConnection>(std::move(socket), *device, *protocol, identities_, statistics_);
    watch(connected_, EPOLL_CTL_ADD, fd, 0);
    if (heard)
        served.connection->start(Clock::now());
    else
        served.connection->mute();
    arrange(fd, served);
}

/// Whoever has gone before a client came must not count as open beside it. On a busy machine the kernel may let a FIN
/// come after the SYN that was sent behind it: another connection to the same device is given a moment to end.
void WebServer::await_late_ends(Address address)
{
    constexpr int moments = 3;
    serve();
    for (int i = 0; i < moments && statistics_.has_open(address); ++i)
        serve(std::chrono::milliseconds(1));
}

void WebServer::serve(std::chrono::milliseconds patience)
{
    std::array<epoll_event, 1024> events{};
    const int ready =
        epoll_wait(connected_.get(), events.data(), int{events.size()}, static_cast<int>(patience.count()));
    if (ready <= 0) return;
    const auto now = Clock::now();
    for (int i = 0; i < ready; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        const auto found = served_.find(event.data.fd);
        if (found == served_.end()) continue;
        muted(found->second);
        found->second.connection->ready(event.events, now);
        arrange(found->first, found->second);
    }
}

/// Watches for what a connection wants next; forgets it when it is over.
void WebServer::arrange(int socket, Served& served)
{
    const auto due = served.connection->over() ? std::nullopt : served.connection->due_at();
    if (due != served.due) {
        if (served.due) timers_.erase({*served.due, socket});
        if (due) timers_.emplace(*due, socket);
        served.due = due;
    }
    if (served.connection->over()) {
        served_.erase(socket);
        return;
    }
    const auto events = served.connection->wanted_events();
    if (events != served.events) watch(connected_, EPOLL_CTL_MOD, socket, events);
    served.events = events;
}

WebServer::Clock::time_point WebServer::next_due() const noexcept
{
    const auto timer = timers_.empty() ? Clock::time_point::max() : timers_.begin()->first;
    return wakings_.empty() ? timer : std::min(timer, wakings_.begin()->first);
}

bool WebServer::muted(Served& served)
{
    if (!health_.is_silent(time_of_day(), served.connection->device())) return false;
    served.connection->mute();
    return true;
}

void WebServer::hush(const std::vector<PhoneHealth::Silence>& silences)
{
    for (const auto& [phone, until] : silences) {
        ports_.hush(phone, true);
        if (until != Stamp::max()) wakings_.emplace(Clock::now() + (until - time_of_day()), phone);
    }
}

void WebServer::release()
{
    const auto now = Clock::now();
    for (; !wakings_.empty() && wakings_.begin()->first <= now; wakings_.erase(wakings_.begin()))
        ports_.hush(wakings_.begin()->second, false);
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto socket = timers_.begin()->second;
        auto& served = served_.at(socket);
        timers_.erase(timers_.begin());
        served.due.reset();
        if (!muted(served)) served.connection->due(now);
        arrange(socket, served);
    }
}

} // namespace phonescan::field
