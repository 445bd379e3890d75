#pragma once

#include "probes/address_set.hpp"
#include "probes/send_gate.hpp"

#include <unordered_map>

namespace phonescan {

/// At most `per_second` events in any second, evenly spread. Idle time is not saved up; a late wake-up may catch up
/// by a few milliseconds, which the interval allows for, so the promise holds over every window. 0 is no limit.
class RateLimit {
public:
    explicit RateLimit(double per_second) noexcept { set(per_second); }
    /// Another rate from the next event on.
    void set(double per_second) noexcept;

    /// The earliest time the next event may happen; not after `now` when it may happen at once.
    Clock::time_point ready() const noexcept { return next_ - tolerance_; }
    /// Counts an event at `now`, which must not be before ready().
    void count(Clock::time_point now) noexcept
    {
        if (interval_ != Clock::duration::zero()) next_ = std::max(next_, now) + interval_;
    }

private:
    Clock::duration interval_{};
    Clock::duration tolerance_{};
    Clock::time_point next_{};
};

/// What the command line and the site say about pace. A rate of 0 is no limit.
struct PaceLimits {
    double max_rate = 500;     ///< packets per second in all, connections included
    double connect_rate = 100; ///< TCP connections begun per second in all
    double net_rate = 100;     ///< packets per second to one /24, of IPv6 to one /64; not on loopback
    Clock::duration host_gap = std::chrono::milliseconds{200}; ///< between two packets to one device; not on loopback
    double new_neighbours = 200; ///< on-link addresses to resolve per second; more overflows the neighbour table
};

/// The gate of a scan: exclusions first, then the rates. Memory: one entry per /24 or /64 and one per device sent to
/// within the last host gap.
class Pacer final : public SendGate {
public:
    Pacer(const PaceLimits& limits, AddressSet excluded);

    Permit ask(const boost::asio::ip::address& to, SendKind kind, Clock::time_point now) override;
    /// The network is away, or back: nothing may leave meanwhile.
    void set_away(bool is_away) noexcept { is_away_ = is_away; }
    /// Packets per second in all from now on, 0: no limit. PaceLimits::max_rate is what it begins with.
    void set_rate(double per_second) noexcept { all_.set(per_second); }

private:
    void count_all(SendKind kind, Clock::time_point now);
    void forget_old_hosts(Clock::time_point now);

    PaceLimits limits_;
    AddressSet excluded_;
    RateLimit all_;
    RateLimit connections_;
    RateLimit new_neighbours_;
    std::unordered_map<std::uint64_t, RateLimit> nets_; // by network_of()
    std::unordered_map<boost::asio::ip::address, Clock::time_point> last_sent_;
    std::size_t forget_at_ = 1024;
    bool is_away_ = false;
};

} // namespace phonescan
