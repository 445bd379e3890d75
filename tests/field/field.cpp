#include "tests/field/field.hpp"

#include "tests/field/icmp_errors.hpp"
#include "tests/field/udp_ports.hpp"
#include "tests/field/web_server.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <system_error>

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace phonescan::field {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::system_category(), what);
}

Descriptor signals_that_end()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) fail("sigprocmask");
    return Descriptor{signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)};
}

/// Datagrams whose time has not come, the next one on top.
class DelayedDatagrams {
public:
    void push(Clock::time_point due, Outgoing datagram)
    {
        heap_.push_back({due, next_++, std::move(datagram)});
        std::push_heap(heap_.begin(), heap_.end(), later);
    }
    bool empty() const noexcept { return heap_.empty(); }
    Clock::time_point next_due() const noexcept { return heap_.front().due; }
    Outgoing pop()
    {
        std::pop_heap(heap_.begin(), heap_.end(), later);
        auto datagram = std::move(heap_.back().datagram);
        heap_.pop_back();
        return datagram;
    }

private:
    struct Entry {
        Clock::time_point due;
        std::uint64_t order; // equal times leave in the order they were made
        Outgoing datagram;
    };
    static bool later(const Entry& a, const Entry& b) noexcept
    {
        return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
    std::vector<Entry> heap_;
    std::uint64_t next_ = 0;
};

class Engine {
public:
    Engine(const Site& site, Statistics& statistics)
        : statistics_{statistics}, ports_{site}, health_{site, statistics.health()}, player_{site, statistics, health_},
          web_{site, statistics, health_}
    {
        if (needs_icmp(site)) icmp_.emplace(site);
        if (epoll_.get() < 0) fail("epoll_create1");
        for (const auto& socket : ports_.sockets())
            watch(socket.get());
        watch(web_.accepting());
        watch(web_.serving());
        watch(signals_.get());
    }

    void watch(int fd)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) fail("cannot watch a descriptor");
    }

    void run(Clock::time_point end)
    {
        while (!ended_ && Clock::now() < end) {
            const auto next = delayed_.empty() ? end : std::min(end, delayed_.next_due());
            wait(std::min(next, web_.next_due()));
            release();
            web_.release();
        }
        statistics_.kernel_dropped(ports_.kernel_drops());
    }

private:
    void wait(Clock::time_point until)
    {
        const auto left = std::max(Clock::duration{0}, until - Clock::now());
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        const timespec timeout{seconds.count(), (left - seconds).count()};
        std::array<epoll_event, 64> events{};
        const int ready = epoll_pwait2(epoll_.get(), events.data(), int{events.size()}, &timeout, nullptr);
        for (int i = 0; i < ready; ++i)
            take(events[static_cast<std::size_t>(i)].data.fd);
        web_.hush(health_.take_silences());
    }

    void take(int fd)
    {
        if (fd == signals_.get()) {
            ended_ = true;
        } else if (fd == web_.serving()) {
            web_.serve();
        } else if (fd == web_.accepting()) {
            web_.accept();
        } else if (fd == STDIN_FILENO) {
            std::array<char, 4096> ignored{};
            ended_ = read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
        } else {
            ports_.drain(fd, [this](Stamp when, Endpoint source, Endpoint asked, std::string_view bytes) {
                player_.receive(when, source, asked, bytes, made_);
            });
            dispatch();
        }
    }

    /// Sends what is due at once, keeps the rest.
    void dispatch()
    {
        const auto now = Clock::now();
        for (auto& datagram : made_) {
            if (datagram.delay.count() > 0)
                delayed_.push(now + datagram.delay, std::move(datagram));
            else
                due_.push_back(std::move(datagram));
        }
        made_.clear();
        send_due();
    }

    void release()
    {
        const auto now = Clock::now();
        while (!delayed_.empty() && delayed_.next_due() <= now)
            due_.push_back(delayed_.pop());
        send_due();
    }

    void send_due()
    {
        const auto udp = std::stable_partition(due_.begin(), due_.end(),
                                               [](const Outgoing& o) { return o.form == Outgoing::Form::udp; });
        ports_.send({due_.begin(), udp}, statistics_);
        for (auto error = udp; error != due_.end(); ++error)
            icmp_->send(*error, statistics_);
        due_.clear();
    }

    Statistics& statistics_;
    UdpPorts ports_;
    PhoneHealth health_;
    Player player_;
    WebServer web_;
    std::optional<IcmpErrors> icmp_;
    Descriptor epoll_{epoll_create1(EPOLL_CLOEXEC)};
    Descriptor signals_{signals_that_end()};
    DelayedDatagrams delayed_;
    std::vector<Outgoing> made_;
    std::vector<Outgoing> due_;
    bool ended_ = false;
};

} // namespace

void play_field(const Site& site, const Duration& duration, Statistics& statistics)
{
    Engine engine(site, statistics);
    if (duration.until_stdin_closes) engine.watch(STDIN_FILENO);
    std::fputs("ready\n", stdout);
    std::fflush(stdout);
    engine.run(Clock::now() + duration.longest);
}

} // namespace phonescan::field
