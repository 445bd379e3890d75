#include "probes/arp_link.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// Who answers for an address with ever new MAC addresses does not fill our memory.
constexpr std::size_t most_others = 7;

/// Who asks so often wants nobody missed.
constexpr unsigned patient_passes = 3;

SweepPatience patience_of(const ArpSweepOptions& options)
{
    return {.wait = options.last_wait,
            .linger = options.last_wait,
            .retries = std::max(options.passes, 1U) - 1,
            .adds_for_losses = options.passes >= patient_passes};
}

} // namespace

ArpLink::ArpLink(AddressSet addresses, const ArpSweepOptions& options)
    : addresses_{std::move(addresses)}, options_{options}, order_{addresses_.size(), options.seed},
      schedule_{addresses_.size(), patience_of(options)}
{
    turns_.reserve(max_batch);
    batch_.reserve(max_batch);
}

std::span<const std::uint32_t> ArpLink::batch(SendGate& gate, Clock::time_point now)
{
    come_back_ = now;
    if (busy_until_ > now && !is_stopped_) {
        come_back_ = busy_until_;
        return {};
    }
    // What could not leave goes before anything else: it may be due for its repeat by now.
    if (batch_.empty()) fill(gate, now);
    return batch_;
}

/// Takes turns from the schedule until the batch is full or nothing may leave yet; come_back_ says when to go on.
void ArpLink::fill(SendGate& gate, Clock::time_point now)
{
    if (is_stopped_) return end(now);
    while (batch_.size() < max_batch) {
        const auto turn = pending_ ? *std::exchange(pending_, std::nullopt) : schedule_.next(now);
        if (turn.what == SweepSchedule::Turn::What::send) {
            if (!admit(turn, gate, now)) return;
            continue;
        }
        if (!batch_.empty()) return;
        if (turn.what == SweepSchedule::Turn::What::finished) return end(now);
        come_back_ = turn.until;
        return;
    }
}

/// Asks the gate for one address. False: nothing more may leave before come_back_.
bool ArpLink::admit(const SweepSchedule::Turn& turn, SendGate& gate, Clock::time_point now)
{
    const auto address = addresses_.at(order_.at(turn.place));
    const auto permit = gate.ask(address, SendKind::resolve, now);
    switch (permit.answer) {
    case Permit::Answer::now:
        turns_.push_back(turn);
        batch_.push_back(address.to_v4().to_uint());
        return true;
    case Permit::Answer::never:
        schedule_.settle(turn.place, TargetState::refused);
        return true;
    case Permit::Answer::later:
        if (schedule_.can_hold()) {
            schedule_.hold(turn, permit.when);
            return true;
        }
        [[fallthrough]];
    case Permit::Answer::pause:
        break;
    }
    pending_ = turn;
    if (batch_.empty()) come_back_ = permit.when;
    return false;
}

/// Everybody may have answered: others may do so, too, until the last wait is over.
void ArpLink::end(Clock::time_point now)
{
    come_back_ = last_sent_ ? *last_sent_ + options_.last_wait : now;
    finished_ = now >= come_back_;
}

void ArpLink::sent(std::size_t count, Clock::time_point now)
{
    if (count == 0) return;
    for (std::size_t i = 0; i < count; ++i)
        schedule_.sent(turns_[i], now);
    turns_.erase(turns_.begin(), turns_.begin() + static_cast<std::ptrdiff_t>(count));
    batch_.erase(batch_.begin(), batch_.begin() + static_cast<std::ptrdiff_t>(count));
    requests_ += count;
    last_sent_ = now;
    back_off_ = {};
    failing_since_.reset();
}

/// All requests are alike to the system: what it refuses says something of the link, or that its queue is full.
void ArpLink::failed(int error, Clock::time_point now)
{
    if (error == EINTR) return;
    if (!failing_since_) failing_since_ = now;
    if (now - *failing_since_ >= options_.patience) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count();
        failure_ = "unusable for " + std::to_string(seconds) + " s: " + std::strerror(error);
        return stop();
    }
    back_off_ = std::clamp<Clock::duration>(2 * back_off_, 1ms, 50ms);
    busy_until_ = now + back_off_;
    come_back_ = busy_until_;
}

void ArpLink::heard(const wire::Arp& packet)
{
    const auto address = packet.sender.to_uint();
    const auto position = addresses_.position(packet.sender);
    if (!position || !packet.sender_mac.is_individual()) return;
    const auto place = order_.place_of(*position);
    if (schedule_.state(place) == TargetState::refused) return; // excluded: whoever speaks, we do not
    ++replies_;
    if (schedule_.settle(place, TargetState::answered)) {
        answers_.macs.emplace(address, packet.sender_mac);
        return;
    }
    if (answers_.macs.at(address) == packet.sender_mac) return;
    auto& others = answers_.others[address];
    if (others.size() < most_others && std::ranges::find(others, packet.sender_mac) == others.end())
        others.push_back(packet.sender_mac);
}

void ArpLink::stop()
{
    if (std::exchange(is_stopped_, true)) return;
    auto abandoned = schedule_.take_held();
    if (pending_) abandoned.push_back(*pending_);
    abandoned.insert(abandoned.end(), turns_.begin(), turns_.end());
    for (const auto& turn : abandoned)
        if (!turn.repeat) unsent_.abandoned(turn.place);
    pending_.reset();
    turns_.clear();
    batch_.clear();
}

ArpState ArpLink::state(std::uint32_t address) const
{
    const auto position = addresses_.position(boost::asio::ip::address_v4{address});
    if (!position) return ArpState::unasked;
    const auto place = order_.place_of(*position);
    const auto state = schedule_.state(place);
    if (state == TargetState::answered) return ArpState::resolved;
    if (state == TargetState::refused || place >= schedule_.begun() || unsent_.contains(place))
        return ArpState::unasked;
    return ArpState::silent;
}

std::uint64_t ArpLink::unasked() const
{
    std::uint64_t abandoned = 0;
    for (const auto place : unsent_.places())
        abandoned += schedule_.state(place) == TargetState::open ? 1U : 0U;
    return schedule_.unasked() + schedule_.count(TargetState::refused) + abandoned;
}

} // namespace phonescan
