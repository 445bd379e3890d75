#include "probes/echo_schedule.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace phonescan;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

using What = EchoSchedule::Turn::What;

const Clock::time_point start{1000s};

EchoSchedule with(std::size_t addresses, unsigned passes = 2)
{
    EchoSchedule schedule{false, passes, 1s};
    for (std::size_t i = 0; i < addresses; ++i)
        schedule.add(boost::asio::ip::address_v4{0x0a000000 + static_cast<std::uint32_t>(i)});
    return schedule;
}

/// The indexes that may be asked now, asked.
std::vector<std::size_t> ask_all(EchoSchedule& schedule, Clock::time_point now)
{
    std::vector<std::size_t> asked;
    for (;;) {
        const auto turn = schedule.next(now);
        if (turn.what != What::send) return asked;
        schedule.sent(turn.index);
        asked.push_back(turn.index);
    }
}

} // namespace

TEST_CASE("echo schedule: who has not replied is asked once more, a gap later", "[probes][echo]")
{
    auto schedule = with(4);
    CHECK(ask_all(schedule, start) == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(schedule.next(start).what == What::wait);
    CHECK(schedule.next(start).until == start + 1s);
    CHECK(schedule.settle(1, EchoState::answered));
    CHECK(schedule.settle(2, EchoState::prohibited));
    CHECK(schedule.settle(3, EchoState::unreachable));
    CHECK(ask_all(schedule, start + 999ms).empty());
    CHECK(ask_all(schedule, start + 1s) == std::vector<std::size_t>{0, 3});
    CHECK(schedule.next(start + 5s).what == What::idle);
    CHECK(schedule.remaining() == 0);
}

TEST_CASE("echo schedule: addresses come while it runs, and repeats of earlier ones before them", "[probes][echo]")
{
    auto schedule = with(2, 3);
    CHECK(ask_all(schedule, start) == std::vector<std::size_t>{0, 1});
    schedule.add(make_address("10.0.0.9"));
    CHECK(schedule.next(start + 100ms).index == 2);
    schedule.add(make_address("10.0.0.10"));
    CHECK(ask_all(schedule, start + 1s) == std::vector<std::size_t>{0, 1, 3});
    CHECK(schedule.next(start + 1s).until == start + 1100ms);
    CHECK(ask_all(schedule, start + 2s) == std::vector<std::size_t>{0, 1, 2, 3});
    CHECK(ask_all(schedule, start + 3s) == std::vector<std::size_t>{2, 3});
    CHECK(schedule.next(start + 9s).what == What::idle);
}

TEST_CASE("echo schedule: nobody is asked twice within a gap, however slowly the first requests leave",
          "[probes][echo]")
{
    auto schedule = with(200);
    std::vector<Clock::time_point> first(200);
    std::size_t repeats = 0;
    auto now = start;
    for (; schedule.next(now).what != What::idle && now < start + 60s; now += 20ms) {} // all but what is checked below
    REQUIRE(now < start + 60s);

    auto slow = with(200);
    for (now = start; now < start + 60s; now += 20ms) {
        const auto turn = slow.next(now);
        if (turn.what == What::idle) break;
        if (turn.what == What::wait) continue;
        if (turn.pass == 0) {
            first[turn.index] = now;
            continue;
        }
        ++repeats;
        CHECK(now - first[turn.index] >= 1s - 10ms); // the resolution of its marks
    }
    CHECK(repeats == 200);
}

TEST_CASE("echo schedule: what is held comes back when its time has come, and keeps the rest open", "[probes][echo]")
{
    auto schedule = with(2, 1);
    auto turn = schedule.next(start);
    turn.failures = 2;
    schedule.hold(turn, start + 3s);
    CHECK(schedule.next(start).index == 1);
    CHECK(schedule.next(start).what == What::wait);
    CHECK(schedule.next(start).until == start + 3s);
    CHECK(schedule.remaining() == 1);
    const auto again = schedule.next(start + 3s);
    CHECK(again.what == What::send);
    CHECK(again.index == 0);
    CHECK(again.failures == 2);
    CHECK(schedule.next(start + 3s).what == What::idle);
}

TEST_CASE("echo schedule: held up, it leaves a gap before it repeats", "[probes][echo]")
{
    auto schedule = with(1);
    CHECK(ask_all(schedule, start).size() == 1);
    schedule.repeat_not_before(start + 7s);
    CHECK(schedule.next(start + 2s).until == start + 7s);
    CHECK(ask_all(schedule, start + 7s).size() == 1);
}

TEST_CASE("echo schedule: a reply outweighs every error, the first error stands", "[probes][echo]")
{
    auto schedule = with(2);
    CHECK(schedule.unsent() == 2);
    schedule.sent(0);
    CHECK(schedule.unsent() == 1);
    CHECK(schedule.settle(0, EchoState::unreachable));
    CHECK_FALSE(schedule.settle(0, EchoState::prohibited));
    CHECK(schedule.state(0) == EchoState::unreachable);
    CHECK(schedule.settle(0, EchoState::answered));
    CHECK_FALSE(schedule.settle(0, EchoState::unreachable));
    CHECK_FALSE(schedule.settle(0, EchoState::answered));
    CHECK(schedule.is_sent(0));
    CHECK(schedule.count(EchoState::answered) == 1);
    CHECK(schedule.count(EchoState::unreachable) == 0);
    CHECK(schedule.count(EchoState::open) == 1);
}

TEST_CASE("echo schedule: an address is found by the low bits of its index", "[probes][echo]")
{
    const auto schedule = with(150'000);
    CHECK(schedule.find(schedule.at(140'000), 140'000 & 0xffff) == 140'000);
    CHECK(schedule.find(schedule.at(7), 7) == 7);
    CHECK_FALSE(schedule.find(schedule.at(7), 8).has_value());
    CHECK_FALSE(schedule.find(make_address("10.9.9.9"), 7).has_value());
    CHECK_FALSE(schedule.find(make_address("::a00:7"), 7).has_value());

    EchoSchedule v6{true, 2, 1s};
    v6.add(make_address("2001:db8::1"));
    v6.add(make_address("fe80::1"));
    CHECK(v6.at(0) == make_address("2001:db8::1"));
    CHECK(v6.find(make_address("fe80::1%3"), 1) == 1);
    CHECK(v6.next(start).v6);
}
