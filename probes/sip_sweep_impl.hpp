#pragma once

#include "probes/neighbour_watch.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/sip_sender.hpp"
#include "probes/sip_sweep.hpp"
#include "probes/unsent.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace phonescan {

/// A turn of the schedule as the sender keeps it with its request.
constexpr std::uint64_t tag_of(const SweepSchedule::Turn& turn) noexcept
{
    return turn.place << 1 | (turn.repeat ? 1U : 0U);
}

constexpr SweepSchedule::Turn turn_of(std::uint64_t tag) noexcept
{
    return {SweepSchedule::Turn::What::send, tag >> 1, (tag & 1) != 0, {}};
}

/// The sweep itself: sip_sweep.cpp has its course, sip_sweep_sending.cpp how datagrams leave.
class SipSweep::Impl {
public:
    Impl(const TargetOrder& targets, const std::vector<Route>& routes, SendGate& gate, SipSweepOptions options,
         OnAnswer on_answer)
        : targets_{targets}, routes_{routes}, gate_{gate}, options_{std::move(options)},
          schedule_{targets.size(), options_.patience}, answers_{targets, cookie_, schedule_, std::move(on_answer)}
    {
    }

    boost::asio::awaitable<SipSweepOutcome> run();
    void stop();
    SipSweepProgress progress() const;
    SweepCheckpoint checkpoint() const;
    bool is_silent(const boost::asio::ip::address& address) const
    {
        return phonescan::is_silent(targets_, schedule_, unsent_, address);
    }
    SipTargetAccount account(std::uint64_t place) const;
    void pause(bool is_away);
    void know_neighbours(std::size_t count) noexcept { fits_table_ = count <= most_at_once; }
    auto take_changes() { return schedule_.take_changes(); }

private:
    void go_on();
    std::optional<Clock::time_point> take_step(Clock::time_point now);
    void fill_batch(Clock::time_point now);
    bool prepare(const SweepSchedule::Turn& turn, Clock::time_point now);
    bool is_spared(const SweepSchedule::Turn& turn, const Target& target, const Route* route, Clock::time_point now);
    void flush(Clock::time_point now);
    void note_sent(const SweepSchedule::Turn& turn, Clock::time_point now);
    void on_send_error(int error, Clock::time_point now);
    void put_off_head(int error, Clock::time_point now);
    void give_up(int error);
    std::size_t drain();
    SipSweepOutcome finish();

    const TargetOrder& targets_;
    const std::vector<Route>& routes_;
    SendGate& gate_;
    SipSweepOptions options_;
    SweepSchedule schedule_;
    SipCookie cookie_ = SipCookie::random();
    SipAnswers answers_;
    std::unique_ptr<SipSender> sender_; // holds what is permitted, not yet gone
    std::unique_ptr<boost::asio::steady_timer> wake_;

    std::optional<SweepSchedule::Turn> pending_; // taken from the schedule, not yet permitted
    Clock::time_point come_back_{};              // when there is something to do
    Clock::time_point busy_until_{};             // back-off of a full send buffer or a failing network
    Clock::duration back_off_{};
    std::optional<Clock::time_point> failing_since_;       // no datagram has left since
    unsigned head_failures_ = 0;                           // of the datagram at the head of the batch, in a row
    std::unordered_map<std::uint64_t, unsigned> attempts_; // by place: times put off
    Unsent unsent_;
    bool finished_ = false;
    static constexpr std::size_t most_at_once = 512; // half of gc_thresh3's default, 1,024. Source: arp(7)
    bool fits_table_ = false;                        // those who are there may all be resolved at once
    bool is_away_ = false;                           // the network
    std::uint64_t full_buffers_ = 0;
    std::optional<Clock::time_point> stop_at_;

    bool on_link_ = false;
    NeighbourWatch neighbours_;
    SipSweepOutcome outcome_;
};

} // namespace phonescan
