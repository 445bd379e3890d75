#include "scanner/progress.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <sstream>

using namespace phonescan;
using namespace std::chrono_literals;

namespace {

constexpr Progress::Clock::time_point start{};

ProgressState state(std::uint64_t sent, std::uint64_t answered = 0)
{
    return {.sent = sent, .total = 510, .answered = answered, .left = {}};
}

} // namespace

TEST_CASE("progress line: counts, percent, rate and time left", "[scanner]")
{
    CHECK(progress_line(state(120, 17), 100, 80) == "sent 120/510 (23%) · 17 answered · 100/s · 4 s left");
    CHECK(progress_line(state(0), -1, 80) == "sent 0/510 (0%) · 0 answered");
    CHECK(progress_line(state(0), 0, 80) == "sent 0/510 (0%) · 0 answered · 0/s");
    CHECK(progress_line(state(509), 100, 80) == "sent 509/510 (99%) · 0 answered · 100/s · 1 s left");
    CHECK(progress_line(state(510), 100, 80) == "sent 510/510 (100%) · 0 answered · 100/s");
    CHECK(progress_line({.sent = 510, .total = 510, .answered = 2, .left = 125s}, 0, 80) ==
          "sent 510/510 (100%) · 2 answered · 0/s · 2 min 05 s left");
    CHECK(progress_line({.sent = 5, .total = 0, .answered = 2, .left = {}}, 1, 80) == "sent 5 · 2 answered · 1/s");
    CHECK(progress_line({.sent = 0, .total = 65'536, .answered = 0, .left = {}}, 10, 80).ends_with("1 h 49 min left"));
    CHECK(progress_line(state(120, 17), 100, 12) == "sent 120/51…");
    CHECK(progress_line({.sent = 1, .total = ~std::uint64_t{0}, .answered = 0, .left = {}}, 0.001, 200)
              .ends_with("(0%) · 0 answered · 0/s"));
}

TEST_CASE("progress: what is shown follows the options", "[scanner]")
{
    using Mode = Progress::Mode;
    CHECK(Progress::mode_for(true, true, 5s) == Mode::silent);
    CHECK(Progress::mode_for(false, true, {}) == Mode::bar);
    CHECK(Progress::mode_for(false, true, 5s) == Mode::lines);
    CHECK(Progress::mode_for(false, false, 5s) == Mode::lines);
    CHECK(Progress::mode_for(false, false, {}) == Mode::silent);
}

TEST_CASE("progress: a bar is rewritten in place at most five times a second", "[scanner]")
{
    std::ostringstream out;
    Progress progress{out, Progress::Mode::bar, 0s, 80};
    for (int i = 0; i <= 1000; ++i)
        progress.update(state(static_cast<std::uint64_t>(i) / 10), start + i * 1ms);
    const auto text = out.str();
    CHECK(std::ranges::count(text, '\r') == 6);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.ends_with("\r\x1b[Ksent 100/510 (19%) · 0 answered · 100/s · 5 s left"));
    progress.message("warning: x");
    CHECK(out.str().ends_with("\r\x1b[Kwarning: x\n"));
    progress.finish();
    CHECK(out.str().ends_with("x\n"));
}

TEST_CASE("progress: the rate is that of the last seconds", "[scanner]")
{
    std::ostringstream out;
    Progress progress{out, Progress::Mode::lines, 1s, 80};
    for (int i = 0; i <= 10; ++i)
        progress.update(state(static_cast<std::uint64_t>(i) * 20), start + i * 1s);
    for (int i = 11; i <= 20; ++i)
        progress.update(state(200), start + i * 1s);
    CHECK(out.str().starts_with("sent 20/510 (3%) · 0 answered · 20/s · 25 s left\n"));
    CHECK(out.str().ends_with("sent 200/510 (39%) · 0 answered · 0/s\n"));
    CHECK(std::ranges::count(out.str(), '\n') == 20);
    CHECK(out.str().find('\r') == std::string::npos);
}

TEST_CASE("progress: silence is silent, but a message gets through", "[scanner]")
{
    std::ostringstream out;
    Progress progress{out, Progress::Mode::silent, 1s, 80};
    for (int i = 0; i <= 10; ++i)
        progress.update(state(1), start + i * 1s);
    progress.finish();
    CHECK(out.str().empty());
    progress.message("error: x");
    CHECK(out.str() == "error: x\n");
}
