#include "probes/turnstile.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/gates.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

using Answer = Permit::Answer;

/// Coroutines in front of one turnstile.
struct Queue {
    explicit Queue(FakeGate::Decide decide) : gate{std::move(decide)} {}

    void add(std::uint32_t to)
    {
        boost::asio::co_spawn(context, turnstile.pass(boost::asio::ip::address_v4{to}, SendKind::connection),
                              [this, to](std::exception_ptr, bool may) { (may ? passed : refused).push_back(to); });
    }

    FakeGate gate;
    boost::asio::io_context context;
    Turnstile turnstile{context.get_executor(), gate};
    std::vector<std::uint32_t> passed;
    std::vector<std::uint32_t> refused;
};

} // namespace

TEST_CASE("turnstile: lets through in the order they came", "[probes][web]")
{
    Clock::time_point next{};
    Queue queue{[&](const auto&, Clock::time_point now) -> Permit {
        if (now < next) return {Answer::pause, next};
        next = now + 2ms;
        return {Answer::now, now};
    }};
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < 50; ++i) {
        queue.add(i);
        expected.push_back(i);
    }
    queue.context.run();
    CHECK(queue.passed == expected);
    CHECK(queue.gate.asked < 200); // who waits in the queue asks nobody
    CHECK(queue.gate.kinds.front() == SendKind::connection);
}

TEST_CASE("turnstile: who must wait for his own address's sake holds up nobody, and is first then", "[probes][web]")
{
    const auto begin = Clock::now();
    Queue queue{[&](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) == 1 && now < begin + 30ms) return {Answer::later, begin + 30ms};
        return {Answer::now, now};
    }};
    for (const std::uint32_t to : {1U, 2U, 3U})
        queue.add(to);
    queue.context.run();
    CHECK(queue.passed == std::vector<std::uint32_t>{2, 3, 1});
    CHECK(Clock::now() >= begin + 30ms);
}

TEST_CASE("turnstile: who comes back asks before those who queue", "[probes][web]")
{
    const auto begin = Clock::now();
    Clock::time_point next{};
    Queue queue{[&](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) == 1 && now < begin + 10ms) return {Answer::later, begin + 10ms};
        if (now < next) return {Answer::pause, next};
        next = now + 5ms;
        return {Answer::now, now};
    }};
    for (std::uint32_t to = 1; to <= 20; ++to)
        queue.add(to);
    queue.context.run();
    REQUIRE(queue.passed.size() == 20);
    const auto place = std::ranges::find(queue.passed, 1U) - queue.passed.begin();
    CHECK(place > 0);
    CHECK(place < 10);
}

TEST_CASE("turnstile: who is never let through leaves the place to the next", "[probes][web]")
{
    Queue queue{[](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) % 2 == 0) return {Answer::never, {}};
        return {Answer::now, now};
    }};
    for (std::uint32_t to = 1; to <= 5; ++to)
        queue.add(to);
    queue.context.run();
    CHECK(queue.passed == std::vector<std::uint32_t>{1, 3, 5});
    CHECK(queue.refused == std::vector<std::uint32_t>{2, 4});
}

TEST_CASE("turnstile: closed, it lets nobody through, those who wait included", "[probes][web]")
{
    const auto answer = GENERATE(Answer::pause, Answer::later);
    CAPTURE(static_cast<int>(answer));
    const auto begin = Clock::now();
    const auto pause = answer == Answer::pause ? 1h : Clock::duration{200ms};
    Queue queue{[&](const auto&, Clock::time_point) -> Permit { return {answer, begin + pause}; }};
    for (std::uint32_t to = 1; to <= 3; ++to)
        queue.add(to);
    queue.context.run_for(20ms);
    CHECK(queue.refused.empty());
    queue.turnstile.close();
    queue.context.run();
    CHECK(Clock::now() - begin < 2s);
    CHECK(queue.passed.empty());
    CHECK(queue.refused.size() == 3);
    queue.add(4);
    queue.context.restart();
    queue.context.run();
    CHECK(queue.refused.size() == 4);
}
