#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// How far a run is.
struct ProgressState {
    std::uint64_t sent = 0;  ///< of `total`, for instance targets asked at least once
    std::uint64_t total = 0; ///< 0: not known
    std::uint64_t answered = 0;
    std::optional<std::chrono::seconds> left{}; ///< when the caller knows better than sent and rate tell
};

/// `sent 120/510 (23%) · 17 answered · 100/s · 4 s left`, at most `width` columns. `per_second` below 0: not known yet.
std::string progress_line(const ProgressState& state, double per_second, std::size_t width);

/// Writes how far a run is to a stream of messages. The clock's time is passed in.
class Progress {
public:
    using Clock = std::chrono::steady_clock;

    enum class Mode : std::uint8_t {
        bar,   ///< one line of a terminal, rewritten at most five times a second
        lines, ///< one line each interval
        silent,
    };

    /// What to show: `quiet` (-q) nothing; lines where `every` (--stats-every) asks for them; a bar on a terminal.
    static Mode mode_for(bool quiet, bool terminal, std::optional<std::chrono::nanoseconds> every) noexcept;

    /// every: how far apart two lines are; a bar has its own interval. width: columns of the terminal.
    Progress(std::ostream& out, Mode mode, std::chrono::nanoseconds every, std::size_t width);

    /// Shows the state if it is time to.
    void update(const ProgressState& state, Clock::time_point now);

    /// Writes a message on a line of its own, also in mode silent: warnings and errors go through here while a bar is
    /// on.
    void message(std::string_view text);

    /// Removes the bar. Called once more than needed it does nothing.
    void finish();

private:
    struct Sample {
        Clock::time_point time;
        std::uint64_t sent;
    };

    double rate(const ProgressState& state, Clock::time_point now);

    std::ostream& out_;
    Mode mode_;
    std::chrono::nanoseconds every_;
    std::size_t width_;
    std::deque<Sample> samples_; ///< of the last seconds, oldest first
    std::optional<Clock::time_point> shown_;
    bool bar_visible_ = false;
};

} // namespace phonescan
