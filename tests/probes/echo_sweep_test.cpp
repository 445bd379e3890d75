#include "probes/echo_sweep.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdlib>
#include <map>
#include <set>

using namespace phonescan;
using namespace std::chrono_literals;
using boost::asio::ip::address;
using boost::asio::ip::make_address;

namespace {

/// Lets everything through but what is excluded.
class OpenGate final : public SendGate {
public:
    explicit OpenGate(std::set<address> excluded = {}) : excluded_{std::move(excluded)} {}
    Permit ask(const address& to, SendKind, Clock::time_point now) override
    {
        if (excluded_.contains(to)) return {Permit::Answer::never, {}};
        ++passed[to];
        return {Permit::Answer::now, now};
    }
    std::map<address, unsigned> passed;

private:
    std::set<address> excluded_;
};

/// The system's word counts: net.ipv4.ping_group_range is often closed. The end-to-end test opens it in a network of
/// its own and requires sockets there.
bool may_ask(const EchoPort& port, bool v6 = false)
{
    if (port.is_open(v6)) return true;
    WARN("SKIPPED, no ping socket can be had: " << port.why_not(v6));
    CHECK(std::getenv("PHONESCAN_PING") == nullptr);
    CHECK_FALSE(port.why_not(v6).empty());
    return false;
}

EchoSweepOptions quick()
{
    return {.passes = 2, .gap = 50ms, .wait = 300ms};
}

std::vector<Route> routes_of(const char* first, const char* last)
{
    using boost::asio::ip::make_address_v4;
    return routes_to(AddressSet{{{make_address_v4(first).to_uint(), make_address_v4(last).to_uint()}}}, "");
}

void check_sum(const EchoSweepOutcome& outcome)
{
    CHECK(outcome.answered + outcome.prohibited + outcome.unreachable + outcome.silent + outcome.unsent ==
          outcome.addresses);
}

} // namespace

TEST_CASE("echo sweep: where the system opens no socket, nothing is sent and the outcome says why", "[probes][echo]")
{
    EchoPort port{"no-such-link0"};
    REQUIRE_FALSE(port.is_open(false));
    REQUIRE_FALSE(port.is_open(true));
    OpenGate gate;
    boost::asio::io_context context;
    const std::vector<Route> routes;
    EchoSweep sweep{std::move(port), routes, gate, quick(), [](const EchoNews&) { FAIL("nobody can have answered"); }};
    sweep.ask(make_address("127.0.0.1"));
    sweep.ask(make_address("::1"));
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK_FALSE(outcome.not_available.empty());
    CHECK_FALSE(outcome.not_available6.empty());
    CHECK(outcome.requests == 0);
    CHECK(outcome.addresses == 2);
    CHECK(outcome.unsent == 2);
    CHECK(gate.passed.empty());
    check_sum(outcome);
}

TEST_CASE("echo sweep: every address that answers is told once, and not asked again", "[probes][echo][ping]")
{
    EchoPort port;
    if (!may_ask(port)) return;
    OpenGate gate;
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.0.0", "127.62.1.255");
    std::map<address, unsigned> heard;
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews& news) {
                        CHECK(news.state == EchoState::answered);
                        CHECK(news.by == news.asked);
                        ++heard[news.asked];
                    }};
    for (std::uint32_t i = 0; i < 512; ++i)
        sweep.ask(boost::asio::ip::address_v4{0x7f3e0000 + i});
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 512);
    CHECK(heard.size() == 512);
    for (const auto& [who, times] : heard)
        CHECK(times == 1);
    CHECK(outcome.requests >= 512);
    CHECK(outcome.forged == 0);
    CHECK(outcome.elsewhere == 0);
    CHECK(outcome.not_available.empty());
    CHECK(sweep.progress().remaining == 0);
    check_sum(outcome);
}

TEST_CASE("echo sweep: IPv6 is asked likewise", "[probes][echo][ping]")
{
    EchoPort port;
    if (!may_ask(port, true)) return;
    OpenGate gate;
    boost::asio::io_context context;
    const std::vector<Route> routes;
    std::vector<address> heard;
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews& news) { heard.push_back(news.asked); }};
    sweep.ask(make_address("::1"));
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 1);
    CHECK(heard == std::vector{make_address("::1")});
    check_sum(outcome);
}

TEST_CASE("echo sweep: addresses are added while it runs, which goes on until there are no more",
          "[probes][echo][ping]")
{
    EchoPort port;
    if (!may_ask(port)) return;
    OpenGate gate;
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.2.0", "127.62.2.255");
    EchoSweep* running = nullptr;
    std::uint32_t next = 0x7f3e0201;
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews&) {
                        if (next < 0x7f3e0214)
                            running->ask(boost::asio::ip::address_v4{next++});
                        else
                            running->no_more();
                    }};
    running = &sweep;
    boost::asio::steady_timer later{context, 100ms};
    later.async_wait([&](auto) { sweep.ask(boost::asio::ip::address_v4{0x7f3e0200}); });
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.addresses == 20);
    CHECK(outcome.answered == 20);
    check_sum(outcome);
}

TEST_CASE("echo sweep: what the gate never lets through is not asked", "[probes][echo][ping]")
{
    EchoPort port;
    if (!may_ask(port)) return;
    OpenGate gate{{make_address("127.62.3.1")}};
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.3.0", "127.62.3.3");
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews&) {}};
    for (const auto* const who : {"127.62.3.0", "127.62.3.1", "127.62.3.2"})
        sweep.ask(make_address(who));
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 2);
    CHECK(outcome.unsent == 1);
    CHECK(outcome.incomplete.empty());
    check_sum(outcome);
}

TEST_CASE("echo sweep: a gate that says later or pause is asked again", "[probes][echo][ping]")
{
    class SlowGate final : public SendGate {
    public:
        Permit ask(const address& to, SendKind, Clock::time_point now) override
        {
            if (++asked[to] == 1) return {Permit::Answer::later, now + 30ms};
            if (now < next_) return {Permit::Answer::pause, next_};
            next_ = now + 5ms;
            return {Permit::Answer::now, now};
        }
        std::map<address, unsigned> asked;

    private:
        Clock::time_point next_{};
    };
    EchoPort port;
    if (!may_ask(port)) return;
    SlowGate gate;
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.4.0", "127.62.4.15");
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews&) {}};
    for (std::uint32_t i = 0; i < 16; ++i)
        sweep.ask(boost::asio::ip::address_v4{0x7f3e0400 + i});
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 16);
    CHECK(gate.asked.size() == 16);
    check_sum(outcome);
}

TEST_CASE("echo sweep: what the system refuses to send is unsent, with the reason", "[probes][echo][ping]")
{
    EchoPort port;
    if (!may_ask(port)) return;
    OpenGate gate;
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.5.0", "127.62.5.3");
    EchoSweep sweep{std::move(port), routes, gate, {.passes = 1, .gap = 50ms, .wait = 300ms}, [&](const EchoNews&) {}};
    sweep.ask(make_address("127.62.5.1"));
    sweep.ask(make_address("127.255.255.255")); // no broadcast leaves a socket that did not ask for it
    sweep.ask(make_address("127.62.5.2"));
    sweep.no_more();
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 2);
    CHECK(outcome.unsent == 1);
    REQUIRE(outcome.incomplete.size() == 1);
    CHECK(outcome.incomplete.front() == "the system refused to send to 1 addresses: Permission denied");
    check_sum(outcome);
}

TEST_CASE("echo sweep: stopped, it keeps what it has and says what it did not ask", "[probes][echo][ping]")
{
    class FiveGate final : public SendGate {
    public:
        Permit ask(const address&, SendKind, Clock::time_point now) override
        {
            if (passed_ == 5) return {Permit::Answer::pause, now + 1h};
            ++passed_;
            return {Permit::Answer::now, now};
        }

    private:
        unsigned passed_ = 0;
    };
    EchoPort port;
    if (!may_ask(port)) return;
    FiveGate gate;
    boost::asio::io_context context;
    const auto routes = routes_of("127.62.6.0", "127.62.6.15");
    unsigned heard = 0;
    EchoSweep* running = nullptr;
    EchoSweep sweep{std::move(port), routes, gate, quick(), [&](const EchoNews&) {
                        if (++heard == 5) running->stop();
                    }};
    running = &sweep;
    for (std::uint32_t i = 0; i < 16; ++i)
        sweep.ask(boost::asio::ip::address_v4{0x7f3e0600 + i});
    const auto outcome = test::run_coroutine(context, sweep.run());
    CHECK(outcome.answered == 5);
    CHECK(outcome.unsent == 11);
    CHECK(outcome.requests == 5);
    check_sum(outcome);
}
