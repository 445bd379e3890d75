#pragma once

#include "probes/send_gate.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace phonescan {

/// What a sweep has done so far, as the pace is judged by.
struct PaceReading {
    std::uint64_t begun = 0;         ///< targets that have been asked
    std::uint64_t answered = 0;      ///< of them
    std::uint64_t packets = 0;       ///< of all kinds, connection attempts among them
    std::uint64_t receive_drops = 0; ///< datagrams the system threw away unread
    std::uint64_t full_buffers = 0;  ///< times that the system had no room for a datagram (ENOBUFS)
};

/// Decides how fast a scan may go, below a ceiling: it falls when the system drops datagrams, when answers that were to
/// be expected stop coming, and when devices that had answered fall silent; it rises again while all is well. Pure
/// logic, time passed in.
///
/// Targets are asked in random order, so the share of those that answer is about the same all the time: where far fewer
/// answer than before, something on the way, or the devices, are overrun.
class PaceControl {
public:
    /// ceiling: packets a second, 0: no limit.
    explicit PaceControl(double ceiling) : ceiling_{ceiling}, rate_{ceiling} {}

    /// Now and then, about five times a second. Returns what to tell people when the rate falls for a new reason.
    std::optional<std::string> read(const PaceReading& now, Clock::time_point time);
    /// What happened until now is no sign of anything: the network was away.
    void forget(const PaceReading& now, Clock::time_point time);
    /// So many of so many that had answered are silent when asked again. It does not rise after that.
    std::optional<std::string> fell_silent(std::size_t silent, std::size_t asked, Clock::time_point time);

    /// Packets a second now; 0: no limit.
    double rate() const noexcept { return rate_; }
    /// The lowest there was.
    double lowest() const noexcept { return lowest_; }
    bool has_slowed() const noexcept { return lowest_ != 0; }

private:
    struct Sample {
        Clock::time_point time{};
        std::uint64_t begun = 0;
    };
    /// Where a window begins, or ends.
    struct Mark {
        std::array<std::uint64_t, 11> begun{}; ///< by how long before, in fifths of a second
        std::uint64_t answered = 0;
    };

    std::string slow_down(const std::string& why, Clock::time_point time);
    Mark mark(const PaceReading& now, Clock::time_point time) const;
    bool are_answers_missing(const PaceReading& now, Clock::time_point time);
    bool is_beyond_chance(std::uint64_t asked, std::uint64_t answered) const;
    void measure(const PaceReading& now, Clock::time_point time);
    void rise(Clock::time_point time);

    double ceiling_;
    double rate_;
    double lowest_ = 0;
    double measured_ = 0; ///< packets a second lately
    double before_ = 0;   ///< an unlimited scan's, before it slowed down
    bool is_harmful_ = false;
    PaceReading seen_;
    Clock::time_point seen_at_{};
    Clock::time_point changed_{}; ///< the rate

    std::deque<Sample> samples_;    ///< of the last seconds
    std::optional<Mark> window_;    ///< that is being watched
    std::uint64_t usual_asked_ = 0; ///< in windows in which nothing was missing
    std::uint64_t usual_answered_ = 0;
};

} // namespace phonescan
