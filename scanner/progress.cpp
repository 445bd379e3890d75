#include "scanner/progress.hpp"

#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

namespace phonescan {

namespace {

constexpr std::chrono::milliseconds bar_interval{200};
constexpr std::chrono::seconds rate_window{5}; // the recent rate counts, not the average since the start
constexpr std::string_view erase_line = "\r\x1b[K";

std::string duration_text(std::chrono::seconds duration)
{
    const auto seconds = duration.count();
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {:02} min", seconds / 3600, seconds / 60 % 60);
}

std::optional<std::chrono::seconds> time_left(const ProgressState& state, double per_second)
{
    constexpr double longest = 1e9; // seconds; beyond, the estimate says nothing
    if (state.left) return state.left;
    if (per_second <= 0 || state.sent >= state.total) return std::nullopt;
    const double seconds = std::ceil(static_cast<double>(state.total - state.sent) / per_second);
    if (seconds > longest) return std::nullopt;
    return std::chrono::seconds{static_cast<std::int64_t>(seconds)};
}

/// Rounded down, so that 100 % is only said when nothing is left.
std::uint64_t percent(std::uint64_t part, std::uint64_t whole)
{
    if (part >= whole) return 100;
    return static_cast<std::uint64_t>(static_cast<double>(part) / static_cast<double>(whole) * 100.0);
}

} // namespace

std::string progress_line(const ProgressState& state, double per_second, std::size_t width)
{
    std::string line = fmt::format("sent {}", state.sent);
    if (state.total != 0) line += fmt::format("/{} ({}%)", state.total, percent(state.sent, state.total));
    line += fmt::format(" · {} answered", state.answered);
    if (per_second >= 0) line += fmt::format(" · {:.0f}/s", per_second);
    if (const auto left = time_left(state, per_second)) line += fmt::format(" · {} left", duration_text(*left));
    return shortened(line, width);
}

Progress::Mode Progress::mode_for(bool quiet, bool terminal, std::optional<std::chrono::nanoseconds> every) noexcept
{
    if (quiet) return Mode::silent;
    if (every) return Mode::lines;
    return terminal ? Mode::bar : Mode::silent;
}

Progress::Progress(std::ostream& out, Mode mode, std::chrono::nanoseconds every, std::size_t width)
    : out_{out}, mode_{mode}, every_{mode == Mode::bar ? bar_interval : every}, width_{width < 2 ? 2 : width}
{
}

double Progress::rate(const ProgressState& state, Clock::time_point now)
{
    samples_.push_back({now, state.sent});
    while (samples_.size() > 2 && now - samples_[1].time >= rate_window)
        samples_.pop_front();
    const auto& oldest = samples_.front();
    const std::chrono::duration<double> span = now - oldest.time;
    if (span.count() <= 0 || state.sent < oldest.sent) return -1;
    return static_cast<double>(state.sent - oldest.sent) / span.count();
}

void Progress::update(const ProgressState& state, Clock::time_point now)
{
    if (mode_ == Mode::silent) return;
    if (!shown_ && mode_ == Mode::lines) {
        samples_.push_back({now, state.sent}); // the first line comes after the first interval
        shown_ = now;
        return;
    }
    if (shown_ && now - *shown_ < every_) return;
    shown_ = now;
    const double per_second = rate(state, now);
    if (mode_ == Mode::bar) { // the last column stays free: some terminals wrap there
        out_ << erase_line << progress_line(state, per_second, width_ - 1) << std::flush;
        bar_visible_ = true;
    } else {
        constexpr std::size_t unlimited = 1000;
        out_ << progress_line(state, per_second, unlimited) << '\n' << std::flush;
    }
}

void Progress::message(std::string_view text)
{
    finish();
    out_ << text << '\n' << std::flush;
}

void Progress::finish()
{
    if (!bar_visible_) return;
    out_ << erase_line << std::flush;
    bar_visible_ = false;
}

} // namespace phonescan
