#pragma once

#include "probes/heard_store.hpp"
#include "probes/neighbour_watch.hpp"
#include "probes/sip_sweep.hpp"
#include "probes/visit_sweep.hpp"
#include "scanner/store/recorder.hpp"

#include <deque>
#include <optional>
#include <set>
#include <vector>

namespace phonescan {

/// What an earlier process learnt of a scan that goes on.
struct EarlierScan {
    Observations said;
    StoredStates states;
    StoredProgress progress;
};

/// Senders of a scan, by what they are numbered: answers in the order of arrival, then the neighbour table's addresses,
/// then what was heard meanwhile.
inline constexpr std::int64_t first_neighbour_sender = std::int64_t{1} << 39;
inline constexpr std::int64_t first_heard_sender = std::int64_t{1} << 40;

/// How to go on with a sweep of these targets. Errors: none; what does not fit the targets is left out.
void go_on(SipSweepOptions& options, const EarlierScan& earlier, const TargetOrder& order);

/// What an earlier process knew of the ports that are asked over connections.
VisitSweep::States known_ports(const StoredStates& states);

/// Hands over what becomes known of a scan as it goes. What is recorded at one time fits together: of every target
/// that counts as asked, the answer is recorded, too, or can still be asked for.
class ScanRecording {
public:
    /// The first free senders of each kind.
    struct FirstSenders {
        std::int64_t answer = 0;
        std::int64_t neighbour = first_neighbour_sender;
        std::int64_t heard = first_heard_sender;
    };
    /// Borrows recorder, order and excluded, of whom nothing that is heard is kept.
    /// before: how far an earlier process was. answers_take: how long after a datagram an answer may come.
    ScanRecording(Recorder& recorder, const TargetOrder& order, const AddressSet& excluded, FirstSenders senders,
                  StoredProgress before, Clock::duration answers_take);

    void answered(const Observations& said);
    /// What the neighbour table says of one who answered.
    void neighbour(const Observation& mac);
    /// What became known of targets since the last time, before record().
    void settled(const std::vector<std::pair<std::uint64_t, TargetState>>& changes);
    void settled(const VisitSweep::States& changes);
    /// This group of `heard` has something new.
    void heard(std::size_t group) { fresh_groups_.insert(group); }

    /// Records what became known since the last time.
    void record(const SipSweep& sweep, const HeardStore& heard, Clock::time_point now);
    /// At the end: what came after that, and all that was heard, with the times it was heard last.
    void record_rest(const HeardStore& heard, Clock::time_point now);

private:
    struct Dated {
        Clock::time_point time{};
        StoredProgress progress;
    };
    StoredProgress progress_of(const SipSweep& sweep) const;
    void add_progress(Clock::time_point now);
    void add_groups(const HeardStore& heard);

    Recorder& recorder_;
    const TargetOrder& order_;
    const AddressSet& excluded_;
    FirstSenders next_;
    Clock::duration answers_take_;
    StoredProgress reached_; ///< what an answer can no longer change; its elapsed is of an earlier process
    Clock::time_point begun_;
    ScanNews news_;
    std::deque<Dated> progresses_; ///< too young to count
    std::set<std::size_t> fresh_groups_;
};

} // namespace phonescan
