#include "scanner/pacer.hpp"

#include <algorithm>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// How late a wake-up may be and still be made good. Timers here fire within a fraction of it.
constexpr Clock::duration catch_up = 4ms;

/// How much closer than they left packets may be where somebody counts them.
constexpr Clock::duration jitter = 6ms;

/// So often whoever waits for the network looks whether it is back.
constexpr Clock::duration while_away = 100ms;

/// Below this rate a catch-up would be a visible part of the interval: packets keep their distance exactly.
constexpr double smallest_rate_with_catch_up = 50;

/// Rounded up: a nanosecond too short, many times over, is one packet too many.
Clock::duration seconds(double value)
{
    return std::chrono::ceil<Clock::duration>(std::chrono::duration<double>{value});
}

/// The /24 of an IPv4 address, the /64 of an IPv6 one, which is never that small a number but for ::1's.
std::uint64_t network_of(const boost::asio::ip::address& address)
{
    if (address.is_v4()) return address.to_v4().to_uint() >> 8;
    return static_cast<std::uint64_t>(number_of(address.to_v6()) >> 64);
}

} // namespace

void RateLimit::set(double per_second) noexcept
{
    interval_ = {};
    tolerance_ = {};
    if (per_second <= 0) return;
    if (per_second < smallest_rate_with_catch_up) {
        interval_ = seconds(1 / per_second);
        return;
    }
    // n events take more than (n - 1) * interval - tolerance; a second, its end not included, holds no more than the
    // rate when that many intervals are a second and the tolerance. On the way packets come closer together.
    tolerance_ = catch_up;
    interval_ = seconds((1 + std::chrono::duration<double>{catch_up + jitter}.count()) / per_second);
}

Pacer::Pacer(const PaceLimits& limits, AddressSet excluded)
    : limits_{limits}, excluded_{std::move(excluded)}, all_{limits.max_rate}, connections_{limits.connect_rate},
      new_neighbours_{limits.new_neighbours}
{
}

Permit Pacer::ask(const boost::asio::ip::address& to, SendKind kind, Clock::time_point now)
{
    using Answer = Permit::Answer;
    if (excluded_.contains(to)) return {Answer::never, {}};
    if (is_away_) return {Answer::pause, now + while_away};
    if (const auto ready = all_.ready(); ready > now) return {Answer::pause, ready};

    if (is_connection(kind))
        if (const auto ready = connections_.ready(); ready > now) return {Answer::pause, ready};

    if (to.is_loopback()) {
        count_all(kind, now);
        return {Answer::now, now};
    }

    auto& net = nets_.try_emplace(network_of(to), limits_.net_rate).first->second;
    auto ready = net.ready();
    if (is_to_new_neighbour(kind)) ready = std::max(ready, new_neighbours_.ready());
    // A broadcast reaches everybody whatever it asks for: it neither waits for one device's gap nor begins one.
    const bool keeps_gap = limits_.host_gap > Clock::duration::zero() && is_to_device(kind);
    if (keeps_gap)
        if (const auto last = last_sent_.find(to); last != last_sent_.end())
            ready = std::max(ready, last->second + limits_.host_gap);
    if (ready > now) return {Answer::later, ready};

    count_all(kind, now);
    net.count(now);
    if (is_to_new_neighbour(kind)) new_neighbours_.count(now);
    if (keeps_gap) {
        last_sent_.insert_or_assign(to, now);
        if (last_sent_.size() > forget_at_) forget_old_hosts(now);
    }
    return {Answer::now, now};
}

void Pacer::count_all(SendKind kind, Clock::time_point now)
{
    all_.count(now);
    if (is_connection(kind)) connections_.count(now);
}

void Pacer::forget_old_hosts(Clock::time_point now)
{
    std::erase_if(last_sent_, [&](const auto& entry) { return entry.second + limits_.host_gap <= now; });
    forget_at_ = std::max<std::size_t>(1024, 2 * last_sent_.size());
}

} // namespace phonescan
