#include "probes/sweep_schedule.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

// RFC 3261, 17.1.1.1 and table 4.
constexpr Clock::duration t1 = 500ms;
constexpr Clock::duration t2 = 4s;
constexpr Clock::duration timer_f = 64 * t1;

/// Neighbours that did not resolve, and targets a router cannot reach now, are asked again from this pass on: 7.5 s
/// after the first, when the kernel has given up on the address (3 s) and forgotten it.
constexpr std::size_t second_chance_pass = 4;

/// A sweep goes on while it expects to have missed this many listening targets or more.
constexpr double tolerable_misses = 0.01;

constexpr std::uint64_t max_blocks = 4'096;

Clock::duration gap_before(std::size_t pass)
{
    if (pass == 0) return 0ms;
    return pass > 4 ? t2 : std::min<Clock::duration>(t1 * (1 << (pass - 1)), t2);
}

} // namespace

SweepSchedule::SweepSchedule(std::uint64_t targets, const SweepPatience& patience)
    : targets_{targets}, patience_{patience}, states_((targets + 3) / 4)
{
    counts_[static_cast<std::size_t>(TargetState::open)] = targets;
    block_bits_ = targets <= max_blocks ? 0 : static_cast<unsigned>(std::bit_width((targets - 1) / max_blocks));
    blocks_.resize((targets >> block_bits_) + 1);
    add_pass();
    while (patience_.retries ? passes_.size() <= *patience_.retries
                             : offset_ + gap_before(passes_.size()) <= patience_.wait)
        add_pass();
    if (passes_.size() > 1) passes_[std::min(second_chance_pass, passes_.size() - 1)].second_chance = true;
}

void SweepSchedule::add_pass()
{
    offset_ += gap_before(passes_.size());
    passes_.push_back({.offset = offset_});
}

void SweepSchedule::ask_once_more(Clock::time_point now)
{
    for (auto& block : blocks_)
        block.last_sent = std::max(block.last_sent, now); // T1 lies between, whatever left meanwhile
    passes_.push_back({.second_chance = true});
}

SweepSchedule::Turn SweepSchedule::next(Clock::time_point now)
{
    for (;;) {
        if (count(TargetState::open) == 0 && count(TargetState::failed) == 0) return {};
        auto wake = Clock::time_point::max();
        if (const auto turn = next_held(now, wake)) return *turn;
        for (std::size_t index = 0; index < passes_.size(); ++index)
            if (const auto turn = next_in_pass(index, now, wake)) return *turn;

        if (wake != Clock::time_point::max()) return {Turn::What::wait, 0, false, wake};
        if (!another_pass_is_due()) {
            if (now >= end()) return {};
            return {Turn::What::wait, 0, false, end()};
        }
        add_pass();
        passes_.back().second_chance = true;
    }
}

std::optional<SweepSchedule::Turn> SweepSchedule::next_held(Clock::time_point now, Clock::time_point& wake)
{
    for (auto held = held_.begin(); held != held_.end(); ++held) {
        if (held->until > now) {
            wake = std::min(wake, held->until);
            continue;
        }
        const Turn turn = held->turn;
        held_.erase(held);
        note_sent(turn.place >> block_bits_, turn.repeat, now); // until sent() says exactly: no repeat slips in before
        return turn;
    }
    return std::nullopt;
}

std::optional<SweepSchedule::Turn> SweepSchedule::next_in_pass(std::size_t index, Clock::time_point now,
                                                               Clock::time_point& wake)
{
    auto& pass = passes_[index];
    while (pass.cursor < targets_) {
        if (pass.cursor >= pass.entered_until && !enter_block(index, now, wake)) return std::nullopt;
        const auto place = pass.cursor++;
        if (wants(pass, place)) return Turn{Turn::What::send, place, index > 0, {}};
    }
    return std::nullopt;
}

/// A repeat enters a block of targets once the pass before has left it and its time has come. A pass that is late, for
/// want of rate, does not delay the next one's time; only T1 always lies between two datagrams.
bool SweepSchedule::enter_block(std::size_t index, Clock::time_point now, Clock::time_point& wake)
{
    auto& pass = passes_[index];
    const auto block = pass.cursor >> block_bits_;
    const auto block_end = std::min((block + 1) << block_bits_, targets_);
    if (index > 0) {
        if (passes_[index - 1].cursor < block_end) return false;
        const auto in_block = [&](const Held& held) { return held.turn.place >> block_bits_ == block; };
        if (std::ranges::any_of(held_, in_block)) return false;
        const auto due = std::max(blocks_[block].first_sent + pass.offset, blocks_[block].last_sent + t1);
        if (due > now) {
            wake = std::min(wake, due);
            return false;
        }
    }
    pass.entered_until = block_end;
    note_sent(block, index > 0, now); // targets that are passed over keep the distance of the passes all the same
    return true;
}

bool SweepSchedule::wants(const Pass& pass, std::uint64_t place) const noexcept
{
    switch (state(place)) {
    case TargetState::open:
        return true;
    case TargetState::failed:
        return pass.second_chance;
    case TargetState::answered:
    case TargetState::refused:
        break;
    }
    return false;
}

void SweepSchedule::sent(const Turn& turn, Clock::time_point now)
{
    note_sent(turn.place >> block_bits_, turn.repeat, now);
    last_sent_ = now;
    if (!turn.repeat) last_first_ = now;
}

void SweepSchedule::note_sent(std::uint64_t block, bool repeat, Clock::time_point now)
{
    blocks_[block].last_sent = now;
    if (!repeat) blocks_[block].first_sent = now;
}

void SweepSchedule::hold(const Turn& turn, Clock::time_point until)
{
    held_.push_back({turn, until});
}

std::vector<SweepSchedule::Turn> SweepSchedule::take_held()
{
    std::vector<Turn> turns;
    for (const auto& held : held_)
        turns.push_back(held.turn);
    held_.clear();
    return turns;
}

TargetState SweepSchedule::state(std::uint64_t place) const noexcept
{
    return static_cast<TargetState>(states_[place / 4] >> (place % 4 * 2) & 3);
}

bool SweepSchedule::settle(std::uint64_t place, TargetState state)
{
    const auto before = this->state(place);
    if (before == state || before == TargetState::answered) return false;
    if (before == TargetState::refused && state != TargetState::answered) return false;
    const unsigned shift = place % 4 * 2;
    auto& four = states_[place / 4];
    four = static_cast<std::uint8_t>((four & ~(3U << shift)) | static_cast<unsigned>(state) << shift);
    --counts_[static_cast<std::size_t>(before)];
    ++counts_[static_cast<std::size_t>(state)];
    if (state == TargetState::answered) answered_tries_ += tries(place);
    if (changes_) changes_->emplace_back(place, state);
    return true;
}

std::vector<std::pair<std::uint64_t, TargetState>> SweepSchedule::take_changes()
{
    std::vector<std::pair<std::uint64_t, TargetState>> none;
    if (!changes_) changes_.emplace();
    return std::exchange(*changes_, std::move(none));
}

SweepCheckpoint SweepSchedule::checkpoint() const
{
    SweepCheckpoint checkpoint;
    checkpoint.answered_tries = answered_tries_;
    for (std::size_t index = 0; index < passes_.size(); ++index) {
        auto cursor = passes_[index].cursor;
        for (const auto& held : held_)
            if (held.turn.repeat == (index > 0)) cursor = std::min(cursor, held.turn.place);
        checkpoint.cursors.push_back(cursor);
    }
    return checkpoint;
}

void SweepSchedule::restore(const SweepCheckpoint& checkpoint, Clock::time_point now)
{
    while (passes_.size() < checkpoint.cursors.size()) {
        add_pass();
        passes_.back().second_chance = true; // as those that next() adds
    }
    for (std::size_t index = 0; index < checkpoint.cursors.size(); ++index)
        passes_[index].cursor = std::min(checkpoint.cursors[index], targets_);
    // No pass is ahead of the one before it.
    for (std::size_t index = 1; index < passes_.size(); ++index)
        passes_[index].cursor = std::min(passes_[index].cursor, passes_[index - 1].cursor);
    answered_tries_ = std::max(checkpoint.answered_tries, count(TargetState::answered));
    for (std::uint64_t block = 0; block << block_bits_ < begun(); ++block)
        blocks_[block] = {.first_sent = now, .last_sent = now};
    for (const auto place : checkpoint.unsent)
        if (place < begun() && state(place) == TargetState::open)
            held_.push_back({{Turn::What::send, place, false, {}}, now});
}

std::uint64_t SweepSchedule::unasked() const noexcept
{
    std::uint64_t unasked = 0;
    for (auto place = begun(); place < targets_; ++place)
        unasked += state(place) == TargetState::open ? 1U : 0U;
    return unasked;
}

/// How many passes have had this target.
unsigned SweepSchedule::tries(std::uint64_t place) const noexcept
{
    const auto passed = std::ranges::count_if(passes_, [&](const Pass& pass) { return pass.cursor > place; });
    return static_cast<unsigned>(std::max<std::ptrdiff_t>(passed, 1));
}

double SweepSchedule::loss() const noexcept
{
    // The share of tries without an answer; the halves keep a few lucky answers from looking like certainty.
    const auto answered = static_cast<double>(count(TargetState::answered));
    return (static_cast<double>(answered_tries_) - answered + 0.5) / (static_cast<double>(answered_tries_) + 1);
}

/// What the loss is below with three chances in four: few answers tell little of the line.
double SweepSchedule::cautious_loss() const noexcept
{
    constexpr double upper_quartile = 0.674; // of the normal distribution
    const double estimate = loss();
    const double deviation = std::sqrt(estimate * (1 - estimate) / (static_cast<double>(answered_tries_) + 1));
    return std::min(estimate + upper_quartile * deviation, 0.99);
}

bool SweepSchedule::all_passes_done() const noexcept
{
    return held_.empty() && std::ranges::all_of(passes_, [&](const Pass& pass) { return pass.cursor == targets_; });
}

bool SweepSchedule::another_pass_is_due() const noexcept
{
    if ((patience_.retries && !patience_.adds_for_losses) || !all_passes_done()) return false;
    if (offset_ + gap_before(passes_.size()) > limit()) return false;
    // Where a few passes were thought enough, it takes losses that were seen.
    const double each = patience_.adds_for_losses ? loss() : cautious_loss();
    const double missed = std::pow(each, static_cast<double>(passes_.size()));
    return static_cast<double>(count(TargetState::answered)) * missed / (1 - missed) >= tolerable_misses;
}

/// How far after the first pass another may begin, so that it and its answers end with Timer F. Who asks for less
/// patience than the default gets no more than that.
Clock::duration SweepSchedule::limit() const noexcept
{
    if (patience_.retries) return patience_.adds_for_losses ? timer_f : offset_;
    return patience_.wait < SweepPatience{}.wait ? patience_.wait
                                                 : std::max(patience_.wait, timer_f - patience_.linger);
}

unsigned SweepSchedule::most_passes() const noexcept
{
    auto most = passes_.size();
    for (auto offset = offset_ + gap_before(most); offset <= limit(); offset += gap_before(++most)) {}
    return static_cast<unsigned>(most);
}

Clock::duration SweepSchedule::longest() const noexcept
{
    return std::max(limit(), patience_.wait);
}

Clock::time_point SweepSchedule::end() const noexcept
{
    return std::max(last_sent_ + patience_.linger, last_first_ + patience_.wait);
}

std::uint64_t SweepSchedule::remaining() const noexcept
{
    const auto settled = count(TargetState::answered) + count(TargetState::refused) + count(TargetState::failed);
    const double open_share = begun() == 0 ? 1 : 1 - static_cast<double>(settled) / static_cast<double>(begun());
    double datagrams = static_cast<double>(targets_ - begun());
    for (std::size_t index = 1; index < passes_.size(); ++index)
        datagrams += static_cast<double>(targets_ - passes_[index].cursor) * std::clamp(open_share, 0.0, 1.0);
    return static_cast<std::uint64_t>(datagrams);
}

} // namespace phonescan
