#include "scanner/pace_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <tuple>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// What was asked so long ago has answered, if it does.
constexpr Clock::duration answers_take = 2s;
constexpr Clock::duration step_of_age = 200ms;

/// A window is judged when so many answers are due in it. Fewer than half of them come by chance in one of thousands:
/// then it goes on until that is beyond chance, which it is at e^-14, once in a million.
constexpr double due_in_window = 40;
constexpr double least_share = 0.5;
constexpr double beyond_chance = 14;

constexpr double slowest = 10; // packets a second
constexpr Clock::duration between_falls = 2s;
constexpr Clock::duration before_rise = 10s;
constexpr double rise_factor = 1.25;
constexpr double smoothing = 0.3; // of the measured rate, a reading

} // namespace

std::optional<std::string> PaceControl::read(const PaceReading& now, Clock::time_point time)
{
    measure(now, time);
    const auto dropped = now.receive_drops - seen_.receive_drops;
    const auto full = now.full_buffers - seen_.full_buffers;
    const bool is_missing = are_answers_missing(now, time);
    std::optional<std::string> told;
    if (time - changed_ >= between_falls || !has_slowed()) {
        if (dropped != 0)
            told = slow_down(fmt::format("this machine lost {} datagrams in its receive buffer", dropped), time);
        else if (full != 0)
            told = slow_down("this machine's network takes no more (ENOBUFS)", time);
        else if (is_missing)
            told = slow_down("answers that were to be expected stopped coming", time);
        else
            rise(time);
        seen_ = now;
    }
    return told;
}

void PaceControl::forget(const PaceReading& now, Clock::time_point time)
{
    seen_ = now;
    seen_at_ = time;
    samples_.clear();
    window_.reset();
}

std::optional<std::string> PaceControl::fell_silent(std::size_t silent, std::size_t asked, Clock::time_point time)
{
    if (silent == 0) return std::nullopt;
    is_harmful_ = true;
    // Where it goes slower anyway, held back by the rate of a network, of connections or of devices, that is halved.
    const bool is_held_back = seen_at_ != Clock::time_point{} && measured_ < rate_ * 3 / 4;
    if (is_held_back) rate_ = std::max(measured_, rate_ / 8);
    return slow_down(fmt::format("{} of {} devices that had answered are silent when asked again", silent, asked),
                     time);
}

void PaceControl::measure(const PaceReading& now, Clock::time_point time)
{
    samples_.push_back({time, now.begun});
    while (samples_.size() > 1 && samples_[1].time + answers_take <= time)
        samples_.pop_front();
    const auto seconds = std::chrono::duration<double>(time - seen_at_).count();
    if (seen_at_ != Clock::time_point{} && seconds > 0) {
        const double rate = static_cast<double>(now.packets - seen_.packets) / seconds;
        measured_ = measured_ == 0 ? rate : measured_ + smoothing * (rate - measured_);
    }
    seen_at_ = time;
    seen_.packets = now.packets;
}

PaceControl::Mark PaceControl::mark(const PaceReading& now, Clock::time_point time) const
{
    Mark mark;
    mark.answered = now.answered;
    auto sample = samples_.rbegin();
    for (std::size_t age = 0; age < mark.begun.size(); ++age) {
        while (std::next(sample) != samples_.rend() && sample->time + age * step_of_age > time)
            ++sample;
        mark.begun[age] = sample->begun;
    }
    return mark;
}

/// Compares a window's answers with what the windows before it let expect. They are to questions of up to answers_take
/// ago: where the rate changes, or the scan waits, what counts is the time in which the fewest left.
bool PaceControl::are_answers_missing(const PaceReading& now, Clock::time_point time)
{
    const auto here = mark(now, time);
    if (!window_) window_ = here;
    if (samples_.front().time + answers_take > time) return false;
    std::array<std::uint64_t, std::tuple_size_v<decltype(here.begun)>> asked{};
    std::ranges::transform(here.begun, window_->begun, asked.begin(), std::minus{});
    const auto [fewer, more] = std::ranges::minmax(asked);
    const auto answered = here.answered - window_->answered;
    if (fewer == 0) return false;
    const bool has_usual = static_cast<double>(usual_answered_) >= due_in_window;
    const double due = has_usual ? static_cast<double>(usual_answered_) / static_cast<double>(usual_asked_) *
                                       static_cast<double>(fewer)
                                 : static_cast<double>(answered);
    if (due < due_in_window) return false;
    const bool are_few = has_usual && static_cast<double>(answered) < least_share * due;
    if (are_few && !is_beyond_chance(fewer, answered)) return false;
    window_ = here;
    if (are_few) return true;
    usual_asked_ += more;
    usual_answered_ += answered;
    return false;
}

/// Were the share of those that answer what it was, so few would be e^-beyond_chance probable, or less: of all answers,
/// those of the window are a binomial sample (Chernoff's bound).
bool PaceControl::is_beyond_chance(std::uint64_t asked, std::uint64_t answered) const
{
    const auto all = static_cast<double>(usual_answered_ + answered);
    const auto expected = static_cast<double>(asked) / static_cast<double>(usual_asked_ + asked);
    const auto found = static_cast<double>(answered) / all;
    const auto of_others = (1 - found) * std::log((1 - found) / (1 - expected));
    const auto of_window = answered == 0 ? 0 : found * std::log(found / expected);
    return all * (of_window + of_others) >= beyond_chance;
}

std::string PaceControl::slow_down(const std::string& why, Clock::time_point time)
{
    if (rate_ == 0) before_ = measured_;
    const double base = rate_ == 0 ? measured_ : rate_;
    rate_ = std::max(base / 2, std::min(slowest, ceiling_ == 0 ? slowest : ceiling_));
    lowest_ = lowest_ == 0 ? rate_ : std::min(lowest_, rate_);
    changed_ = time;
    return fmt::format("{}: going on at {:.0f} packets a second", why, rate_);
}

void PaceControl::rise(Clock::time_point time)
{
    if (is_harmful_ || rate_ == ceiling_ || time - changed_ < before_rise) return;
    changed_ = time;
    rate_ *= rise_factor;
    const double most = ceiling_ == 0 ? before_ : ceiling_;
    if (rate_ >= most) rate_ = ceiling_;
}

} // namespace phonescan
