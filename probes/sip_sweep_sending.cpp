#include "probes/sip_sweep_impl.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace phonescan {

namespace {

using namespace std::chrono_literals;
using Turn = SweepSchedule::Turn;

} // namespace

/// Takes turns from the schedule until the batch is full or nothing may leave yet; come_back_ says when to go on.
void SipSweep::Impl::fill_batch(Clock::time_point now)
{
    come_back_ = now;
    if (stop_at_) {
        finished_ = now >= *stop_at_;
        come_back_ = *stop_at_;
        return;
    }
    if (is_away_) {
        come_back_ = Clock::time_point::max(); // pause() wakes us
        return;
    }
    if (busy_until_ > now) {
        come_back_ = busy_until_;
        return;
    }
    while (!sender_->is_full()) {
        const auto turn = pending_ ? *std::exchange(pending_, std::nullopt) : schedule_.next(now);
        if (turn.what == Turn::What::send) {
            if (!prepare(turn, now)) return;
            continue;
        }
        finished_ = turn.what == Turn::What::finished && sender_->is_empty();
        if (sender_->is_empty()) come_back_ = turn.until;
        return;
    }
}

/// Whether nothing is to be sent to a target at this turn.
bool SipSweep::Impl::is_spared(const Turn& turn, const Target& target, const Route* route, Clock::time_point now)
{
    if (!is_way(route)) {
        if (!turn.repeat) unsent_.no_way();
        return true;
    }
    if (route->kind != Route::Kind::on_link) return false;
    if (options_.is_absent && options_.is_absent(target.address)) {
        schedule_.settle(turn.place, TargetState::failed);
        return true;
    }
    // Nothing is repeated to a neighbour that is being resolved: the first datagram waits in the kernel already.
    return turn.repeat && target.address.is_v4() && neighbours_.is_resolving(target.address.to_v4().to_uint(), now);
}

/// Asks the gate for one target and writes its request. False: nothing more may leave before come_back_.
bool SipSweep::Impl::prepare(const Turn& turn, Clock::time_point now)
{
    const auto target = targets_.at(turn.place);
    const Route* route = route_of(routes_, target.address);
    if (is_spared(turn, target, route, now)) return true;
    const bool unknown_neighbour = route->kind == Route::Kind::on_link && !fits_table_ &&
                                   (!turn.repeat || schedule_.state(turn.place) == TargetState::failed);
    const auto permit =
        gate_.ask(target.address, unknown_neighbour ? SendKind::new_neighbour : SendKind::ordinary, now);
    switch (permit.answer) {
    case Permit::Answer::now:
        sender_->add(target, *route, tag_of(turn));
        return true;
    case Permit::Answer::never: // an exclusion nobody took out of the targets: it holds all the same
        if (!turn.repeat) unsent_.abandoned(turn.place);
        return true;
    case Permit::Answer::later:
        if (schedule_.can_hold()) {
            schedule_.hold(turn, permit.when);
            return true;
        }
        [[fallthrough]];
    case Permit::Answer::pause:
        pending_ = turn;
        if (sender_->is_empty()) come_back_ = permit.when;
        return false;
    }
    return false;
}

void SipSweep::Impl::flush(Clock::time_point now)
{
    std::array<std::uint64_t, SipSender::batch_size> tags{};
    while (!sender_->is_empty() && busy_until_ <= now && !stop_at_ && !is_away_) {
        const auto waiting = sender_->waiting();
        std::ranges::copy(waiting, tags.begin());
        const auto sent = sender_->send();
        for (std::size_t i = 0; i < sent.count; ++i)
            note_sent(turn_of(tags[i]), now);
        if (sent.count == 0) on_send_error(sent.error, now);
    }
    if (busy_until_ > now) come_back_ = busy_until_;
}

void SipSweep::Impl::note_sent(const Turn& turn, Clock::time_point now)
{
    schedule_.sent(turn, now);
    ++outcome_.datagrams;
    back_off_ = {};
    head_failures_ = 0;
    failing_since_.reset();
    unsent_.sent(turn.place);
}

/// A failed send() says nothing about the datagram at the head: on a shared socket it may report any target's ICMP
/// error, which the error queue then holds. Only what fails again with the queue empty has failed itself.
void SipSweep::Impl::on_send_error(int error, Clock::time_point now)
{
    if (error == EINTR) return;
    if (!failing_since_) failing_since_ = now;
    if (now - *failing_since_ > options_.network_patience) return give_up(error);
    if (UdpPort::is_busy(error)) {
        if (error == ENOBUFS) ++full_buffers_;
        back_off_ = std::clamp<Clock::duration>(2 * back_off_, 1ms, 50ms);
        busy_until_ = now + back_off_;
        return;
    }
    const bool reported_others = drain() > 0;
    if (reported_others || head_failures_++ < 2) return;
    head_failures_ = 0;
    ++outcome_.send_errors;
    put_off_head(error, now);
}

/// The head may be refused for its own sake, or the network may be gone: others go first, it is tried again later.
void SipSweep::Impl::put_off_head(int error, Clock::time_point now)
{
    constexpr unsigned attempts = 5;
    const auto turn = turn_of(sender_->waiting().front());
    const bool hopeless = ++attempts_[turn.place] >= attempts && *failing_since_ == now;
    if (!turn.repeat) unsent_.refused(turn.place, error);
    if (!hopeless && !schedule_.can_hold()) {
        busy_until_ = now + 1s;
        return;
    }
    if (!hopeless) schedule_.hold(turn, now + 1s);
    sender_->drop_head();
}

void SipSweep::Impl::give_up(int error)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.network_patience).count();
    outcome_.incomplete.push_back("the network stayed unusable for " + std::to_string(seconds) +
                                  " s: " + std::strerror(error));
    stop();
}

} // namespace phonescan
