#pragma once

#include "probes/send_gate.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace phonescan {

/// How long a sweep asks and waits. Source of the intervals: RFC 3261, 17.1.2.2 (Timer E, T1 0.5 s, T2 4 s; Timer F).
struct SweepPatience {
    Clock::duration wait = std::chrono::seconds{12};  ///< from a target's first datagram
    Clock::duration linger = std::chrono::seconds{4}; ///< after the last datagram of all
    std::optional<unsigned> retries; ///< exactly so many retransmissions; unset: as many as the losses ask for
    bool adds_for_losses = false;    ///< with `retries`: and more where the losses ask for them, up to Timer F
};

/// How far a sweep is: what it takes, with the states of its targets, to go on after it was cut off.
struct SweepCheckpoint {
    std::vector<std::uint64_t> cursors; ///< of each pass: the targets at places before it have been asked
    std::uint64_t answered_tries = 0;   ///< SweepSchedule::loss() follows from it
    std::vector<std::uint64_t> unsent;  ///< places before the first cursor that no datagram has left for
};

/// What is known of one target.
enum class TargetState : std::uint8_t {
    open,     ///< asked or to be asked, nothing heard
    answered, ///< settled
    refused,  ///< settled: the target says that nobody listens
    failed,   ///< reported unreachable: asked again in later passes only
};

/// Which target is asked next, and when: pure logic over places of a TargetOrder, time passed in.
///
/// Targets are asked in passes, one per retransmission, at Timer E's times after the first datagram or later: where the
/// rate is short, whom nobody has asked yet goes first, and a late repeat is not made up for by less than T1. Memory is
/// two bits a target and at most 4,096 times of day; there is no per-target timer. After the passes that fit into
/// `wait`, further ones follow T2 apart, up to Timer F, until the losses seen so far make it unlikely (1 %) that a
/// listening target was missed.
class SweepSchedule {
public:
    SweepSchedule(std::uint64_t targets, const SweepPatience& patience);

    struct Turn {
        enum class What : std::uint8_t { send, wait, finished };
        What what = What::finished;
        std::uint64_t place = 0;   ///< of the target to ask
        bool repeat = false;       ///< not its first datagram
        Clock::time_point until{}; ///< when to ask for the next turn, unless something settles before
    };

    /// What to do now. A target handed out is spoken for: it leaves (sent()), is put back (hold()) or is passed over.
    Turn next(Clock::time_point now);
    void sent(const Turn& turn, Clock::time_point now);
    /// The target must wait, others may go first. At most `max_held` targets may be held.
    void hold(const Turn& turn, Clock::time_point until);
    /// As far as it is now; what is held counts as not asked, and nothing as unsent.
    SweepCheckpoint checkpoint() const;
    /// Goes on from there, before the first turn and after the states were settle()d. Times count from now on.
    void restore(const SweepCheckpoint& checkpoint, Clock::time_point now);
    /// The states that settle() changed since the last call, from the first call on.
    std::vector<std::pair<std::uint64_t, TargetState>> take_changes();

    /// What was asked lately may be lost: adds a pass over all that are open or failed, T1 after now at the earliest.
    void ask_once_more(Clock::time_point now);
    /// Datagrams a target has had, about: the passes that are past it; at least 1.
    unsigned tries(std::uint64_t place) const noexcept;

    /// Forgets the held targets and returns their turns.
    std::vector<Turn> take_held();
    bool can_hold() const noexcept { return held_.size() < max_held; }

    /// Records news of a target. An answer overrides everything, other news only what is open or failed.
    /// Returns whether the state changed.
    bool settle(std::uint64_t place, TargetState state);
    TargetState state(std::uint64_t place) const noexcept;

    std::uint64_t count(TargetState state) const noexcept { return counts_[static_cast<std::size_t>(state)]; }
    std::uint64_t targets() const noexcept { return targets_; }
    /// Targets that have had their first turn.
    std::uint64_t begun() const noexcept { return passes_.front().cursor; }
    /// Targets that have not, and of which nothing is known from elsewhere: a sweep that goes on knows of some.
    std::uint64_t unasked() const noexcept;
    /// Share of datagrams or answers that seem to be lost, from the try at which targets answered.
    double loss() const noexcept;
    /// Datagrams that the passes under way will still send if nobody else answers; for progress.
    std::uint64_t remaining() const noexcept;
    unsigned passes() const noexcept { return static_cast<unsigned>(passes_.size()); }
    /// The most passes there may be, and the last one's distance from the first, when targets are lossy.
    unsigned most_passes() const noexcept;
    Clock::duration longest() const noexcept;

    static constexpr std::size_t max_held = 64;

private:
    struct Pass {
        std::uint64_t cursor = 0;        ///< the next place
        std::uint64_t entered_until = 0; ///< places before it belong to blocks whose time has come
        Clock::duration offset{};        ///< after the first pass
        bool second_chance = false;      ///< asks failed targets too
    };
    /// Neighbouring places that share their times.
    struct Block {
        Clock::time_point first_sent{}; ///< the last of the block's first datagrams
        Clock::time_point last_sent{};  ///< the last of any
    };
    struct Held {
        Turn turn;
        Clock::time_point until;
    };

    void add_pass();
    void note_sent(std::uint64_t block, bool repeat, Clock::time_point now);
    bool wants(const Pass& pass, std::uint64_t place) const noexcept;
    std::optional<Turn> next_held(Clock::time_point now, Clock::time_point& wake);
    std::optional<Turn> next_in_pass(std::size_t index, Clock::time_point now, Clock::time_point& wake);
    bool enter_block(std::size_t index, Clock::time_point now, Clock::time_point& wake);
    double cautious_loss() const noexcept;
    bool all_passes_done() const noexcept;
    bool another_pass_is_due() const noexcept;
    Clock::duration limit() const noexcept;
    Clock::time_point end() const noexcept;

    std::uint64_t targets_;
    SweepPatience patience_;
    std::vector<std::uint8_t> states_; // two bits each
    std::array<std::uint64_t, 4> counts_{};
    std::vector<Pass> passes_;
    Clock::duration offset_{}; // of the last pass from the first
    unsigned block_bits_ = 0;
    std::vector<Block> blocks_;
    std::vector<Held> held_;
    std::uint64_t answered_tries_ = 0; // summed over answered targets
    Clock::time_point last_first_{};   // the latest first datagram
    Clock::time_point last_sent_{};
    std::optional<std::vector<std::pair<std::uint64_t, TargetState>>> changes_; // kept once somebody asks for them
};

} // namespace phonescan
