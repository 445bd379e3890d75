#include "scanner/scan_recording.hpp"

#include "scanner/heard_devices.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// A target whose datagram left less than this ago may still answer, whatever the user's patience: if this process
/// ended now it would have to be asked again. RFC 3261's T2, and the default of --linger.
constexpr Clock::duration answers_take_at_least = 4s;

/// Where the states of ports are kept; an open one is not.
struct PortList {
    PortState state;
    std::vector<std::uint64_t> StoredStates::*elements;
};
constexpr std::array<PortList, 5> port_lists = {{{PortState::silent, &StoredStates::port_silent},
                                                 {PortState::unreachable, &StoredStates::port_unreachable},
                                                 {PortState::refused, &StoredStates::port_refused},
                                                 {PortState::closed, &StoredStates::port_closed},
                                                 {PortState::answered, &StoredStates::port_answered}}};

void add_known(SipSweepOptions& options, const TargetOrder& order, const std::vector<std::uint64_t>& elements,
               TargetState state)
{
    for (const auto element : elements)
        if (element < order.size()) options.known.emplace_back(order.place_of_element(element), state);
}

} // namespace

void go_on(SipSweepOptions& options, const EarlierScan& earlier, const TargetOrder& order)
{
    add_known(options, order, earlier.states.failed, TargetState::failed);
    add_known(options, order, earlier.states.refused, TargetState::refused);
    add_known(options, order, earlier.states.answered, TargetState::answered);
    SweepCheckpoint checkpoint{
        .cursors = earlier.progress.passes, .answered_tries = earlier.progress.answered_tries, .unsent = {}};
    for (const auto element : earlier.progress.unsent)
        if (element < order.size()) checkpoint.unsent.push_back(order.place_of_element(element));
    options.go_on_from = std::move(checkpoint);
}

VisitSweep::States known_ports(const StoredStates& states)
{
    VisitSweep::States known;
    for (const auto& [state, elements] : port_lists)
        for (const auto element : states.*elements)
            known.push_back({element, state});
    return known;
}

ScanRecording::ScanRecording(Recorder& recorder, const TargetOrder& order, const AddressSet& excluded,
                             FirstSenders senders, StoredProgress before, Clock::duration answers_take)
    : recorder_{recorder}, order_{order}, excluded_{excluded}, next_{senders},
      answers_take_{std::max(answers_take, answers_take_at_least)}, reached_{std::move(before)}, begun_{Clock::now()}
{
}

void ScanRecording::answered(const Observations& said)
{
    news_.words.push_back({next_.answer++, said});
}

void ScanRecording::neighbour(const Observation& mac)
{
    news_.words.push_back({next_.neighbour++, {mac}});
}

StoredProgress ScanRecording::progress_of(const SipSweep& sweep) const
{
    auto checkpoint = sweep.checkpoint();
    for (auto& place : checkpoint.unsent)
        place = order_.element_at(place);
    return {.passes = std::move(checkpoint.cursors),
            .answered_tries = checkpoint.answered_tries,
            .unsent = std::move(checkpoint.unsent),
            .elapsed = reached_.elapsed};
}

/// With the time it has taken until now.
void ScanRecording::add_progress(Clock::time_point now)
{
    news_.progress = reached_;
    news_.progress->elapsed += now - begun_;
}

void ScanRecording::settled(const VisitSweep::States& changes)
{
    for (const auto& [element, state] : changes)
        (news_.states.*std::ranges::find(port_lists, state, &PortList::state)->elements).push_back(element);
}

void ScanRecording::settled(const std::vector<std::pair<std::uint64_t, TargetState>>& changes)
{
    for (const auto& [place, state] : changes) {
        auto& states = news_.states;
        auto& elements = state == TargetState::answered  ? states.answered
                         : state == TargetState::refused ? states.refused
                                                         : states.failed;
        elements.push_back(order_.element_at(place));
    }
}

void ScanRecording::record(const SipSweep& sweep, const HeardStore& heard, Clock::time_point now)
{
    progresses_.push_back({now, progress_of(sweep)});
    while (!progresses_.empty() && progresses_.front().time + answers_take_ <= now) {
        reached_ = std::move(progresses_.front().progress);
        progresses_.pop_front();
    }
    add_progress(now);
    add_groups(heard);
    recorder_.record(std::exchange(news_, {}));
}

void ScanRecording::add_groups(const HeardStore& heard)
{
    for (const auto group : std::exchange(fresh_groups_, {})) {
        StoredWords words{next_.heard + static_cast<std::int64_t>(group), {}};
        heard.read(group, words.said);
        if (is_excluded(words.said, excluded_)) continue;
        news_.words.push_back(std::move(words));
    }
}

void ScanRecording::record_rest(const HeardStore& heard, Clock::time_point now)
{
    add_progress(now);
    for (std::size_t group = 0; group < heard.size(); ++group)
        fresh_groups_.insert(group);
    add_groups(heard);
    recorder_.record(std::exchange(news_, {}));
}

} // namespace phonescan
