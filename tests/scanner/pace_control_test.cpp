#include "scanner/pace_control.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <cmath>
#include <deque>
#include <random>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

constexpr auto tick = 200ms;

/// A sweep whose targets answer so many ticks after they were asked, each with the same probability.
struct Sweep {
    explicit Sweep(double ceiling, unsigned seed = 1) : pace{ceiling}, random{seed} {}

    /// One reading, after so many more targets were asked.
    std::optional<std::string> go(std::uint64_t asked, double share, std::size_t delay = 1)
    {
        std::binomial_distribution<std::uint64_t> answers{asked, share};
        under_way.push_back(answers(random));
        while (under_way.size() > delay) {
            reading.answered += under_way.front();
            under_way.pop_front();
        }
        reading.begun += asked;
        reading.packets += asked;
        time += tick;
        return pace.read(reading, time);
    }

    /// So long nothing is sent, and nothing is wrong.
    void rest(Clock::duration length)
    {
        for (const auto end = time + length; time < end;) {
            time += tick;
            CHECK_FALSE(pace.read(reading, time).has_value());
        }
    }

    PaceControl pace;
    std::mt19937 random;
    std::deque<std::uint64_t> under_way{};
    PaceReading reading{};
    Clock::time_point time = Clock::time_point{} + 1h;
};

std::uint64_t targets_of_a_tick(double rate)
{
    return static_cast<std::uint64_t>(std::lround(rate / 5));
}

} // namespace

TEST_CASE("pace: steady answers never slow a scan down, however few or many they are", "[scanner][pace]")
{
    const double share = GENERATE(0.01, 0.02, 0.05, 0.1, 0.3, 0.6);
    const unsigned answers_of_a_tick = GENERATE(2U, 20U); // windows of many readings, and of two
    const auto asked = static_cast<std::uint64_t>(std::lround(answers_of_a_tick / share));
    CAPTURE(share, answers_of_a_tick);
    unsigned slowed = 0;
    for (unsigned run = 0; run < 300; ++run) {
        Sweep sweep{5.0 * static_cast<double>(asked), run};
        const std::size_t delay = run % 9; // up to 1.6 s
        for (int i = 0; i < 250 && !sweep.pace.has_slowed(); ++i)
            sweep.go(asked, share, delay);
        slowed += sweep.pace.has_slowed() ? 1U : 0U;
    }
    CHECK(slowed == 0);
}

TEST_CASE("pace: a scan whose rate changes, or that waits, is not taken for one without answers", "[scanner][pace]")
{
    const double share = GENERATE(0.02, 0.3, 0.6);
    const double rate = GENERATE(500.0, 20'000.0);
    const auto delay = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{8});
    CAPTURE(share, rate, delay);
    Sweep sweep{rate};
    std::mt19937 random{3}; // NOLINT(cert-msc51-cpp): the same on every run
    for (int phase = 0; phase < 60; ++phase) {
        const auto asked = targets_of_a_tick(rate) * (random() % 4) / 3; // none at all, too
        for (auto i = 2 + random() % 20; i != 0; --i)
            sweep.go(asked, share, delay);
    }
    CHECK_FALSE(sweep.pace.has_slowed());
}

TEST_CASE("pace: answers that stop coming slow a scan down within a few seconds", "[scanner][pace]")
{
    const double share = GENERATE(0.05, 0.2, 0.6);
    const double rest = GENERATE(0.0, 0.2);
    const double rate = GENERATE(1'000.0, 50'000.0);
    CAPTURE(share, rest, rate);
    Sweep sweep{rate};
    const auto asked = targets_of_a_tick(rate);
    for (int i = 0; i < 300; ++i)
        REQUIRE_FALSE(sweep.go(asked, share).has_value());
    std::optional<std::string> told;
    const auto begun = sweep.reading.begun;
    const auto stopped = sweep.time;
    while (!told && sweep.time < stopped + 60s)
        told = sweep.go(asked, share * rest);
    REQUIRE(told.has_value());
    CHECK_THAT(*told, contains("answers that were to be expected stopped coming: going on at"));
    CHECK(sweep.pace.rate() == rate / 2);
    const auto due = share * static_cast<double>(sweep.reading.begun - begun);
    CHECK((sweep.time <= stopped + 3s || due <= 40 * 3 + 2 * share * rate));
}

TEST_CASE("pace: it is not slowed down again by what it slowed down for", "[scanner][pace]")
{
    const double rate = GENERATE(500.0, 20'000.0);
    const double share = GENERATE(0.1, 0.6);
    CAPTURE(rate, share);
    Sweep sweep{rate};
    for (int i = 0; i < 100; ++i)
        REQUIRE_FALSE(sweep.go(targets_of_a_tick(rate), share).has_value());
    sweep.reading.receive_drops += 5;
    CHECK_THAT(sweep.go(targets_of_a_tick(rate), share).value(), contains("lost 5 datagrams in its receive buffer"));
    CHECK(sweep.pace.rate() == rate / 2);
    for (int i = 0; i < 45; ++i) // 9 s
        CHECK_FALSE(sweep.go(targets_of_a_tick(sweep.pace.rate()), share).has_value());
    CHECK(sweep.pace.rate() == rate / 2);
}

TEST_CASE("pace: what the system throws away or refuses halves the rate, once in two seconds", "[scanner][pace]")
{
    const bool is_drop = GENERATE(false, true);
    Sweep sweep{400};
    auto& count = is_drop ? sweep.reading.receive_drops : sweep.reading.full_buffers;
    sweep.go(80, 0);
    std::vector<double> rates;
    for (int i = 0; i < 21; ++i) {
        ++count;
        const auto told = sweep.go(80, 0);
        if (told) rates.push_back(sweep.pace.rate());
        if (told) CHECK_THAT(*told, contains(is_drop ? "receive buffer" : "ENOBUFS") && contains("packets a second"));
    }
    CHECK(rates == std::vector<double>{200, 100, 50});
    CHECK(sweep.pace.has_slowed());
    CHECK(sweep.pace.lowest() == 50);
}

TEST_CASE("pace: it never falls below 10 packets a second, or below the user's rate", "[scanner][pace]")
{
    const double ceiling = GENERATE(0.0, 5.0, 12.0, 400.0);
    CAPTURE(ceiling);
    Sweep sweep{ceiling};
    sweep.go(80, 0);
    for (int i = 0; i < 200; ++i) {
        ++sweep.reading.receive_drops;
        sweep.go(80, 0);
    }
    CHECK(sweep.pace.rate() == (ceiling == 5 ? 5 : 10));
    CHECK(sweep.pace.lowest() == sweep.pace.rate());
}

TEST_CASE("pace: after a calm it rises step by step, up to the user's rate and not beyond", "[scanner][pace]")
{
    Sweep sweep{400};
    sweep.go(80, 0);
    ++sweep.reading.receive_drops;
    REQUIRE(sweep.go(80, 0).has_value());
    REQUIRE(sweep.pace.rate() == 200);
    const auto fallen = sweep.time;
    std::vector<double> rates;
    while (sweep.time < fallen + 120s) {
        const auto before = sweep.pace.rate();
        sweep.rest(tick);
        if (sweep.pace.rate() != before) rates.push_back(sweep.pace.rate());
        if (sweep.time < fallen + 10s) CHECK(rates.empty());
    }
    CHECK(rates == std::vector<double>{250, 312.5, 390.625, 400});
    CHECK(sweep.pace.lowest() == 200);
}

TEST_CASE("pace: a scan without a limit falls to half of what it did, and has none again at last", "[scanner][pace]")
{
    Sweep sweep{0};
    CHECK(sweep.pace.rate() == 0);
    for (int i = 0; i < 10; ++i)
        sweep.go(200, 0);
    CHECK(sweep.pace.rate() == 0);
    ++sweep.reading.full_buffers;
    REQUIRE(sweep.go(200, 0).has_value());
    CHECK(sweep.pace.rate() == Approx(500)); // of 1,000 a second
    CHECK(sweep.pace.has_slowed());
    sweep.rest(35s);
    CHECK(sweep.pace.rate() == Approx(500 * 1.25 * 1.25 * 1.25));
    sweep.rest(60s);
    CHECK(sweep.pace.rate() == 0);
}

TEST_CASE("pace: after devices fell silent it never rises again", "[scanner][pace]")
{
    Sweep sweep{400};
    CHECK_FALSE(sweep.pace.fell_silent(0, 9, sweep.time).has_value());
    CHECK(sweep.pace.rate() == 400);
    CHECK_THAT(sweep.pace.fell_silent(2, 9, sweep.time).value(),
               contains("2 of 9 devices that had answered are silent when asked again") && contains("at 200 packets"));
    CHECK(sweep.pace.rate() == 200);
    sweep.rest(300s);
    CHECK(sweep.pace.rate() == 200);
    ++sweep.reading.receive_drops; // it may fall further
    CHECK(sweep.go(40, 0).has_value());
    CHECK(sweep.pace.rate() == 100);
    sweep.rest(300s);
    CHECK(sweep.pace.rate() == 100);
}

TEST_CASE("pace: a scan that goes on is judged by its own answers, not by those of before", "[scanner][pace]")
{
    Sweep sweep{1'000};
    sweep.reading.begun = 50'000;
    sweep.reading.answered = 40'000;
    for (int i = 0; i < 300; ++i)
        sweep.go(200, 0.1);
    CHECK_FALSE(sweep.pace.has_slowed());
}
