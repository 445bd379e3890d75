#include "probes/visit_sweep.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/gates.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <csignal>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

/// 127.62.90.0 and so many behind it, each even one with a server, the others refusing.
struct Site {
    explicit Site(std::uint32_t size,
                  const WebServer::Script& script = always(http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n")))
        : targets{{{number("127.62.90.0"), number("127.62.90.0") + size - 1}}}, routes{routes_to(targets, "")}
    {
        std::signal(SIGPIPE, SIG_IGN); // as main() does
        for (std::uint32_t i = 0; i < size; i += 2)
            port = server.listen("127.62.90." + std::to_string(i), script, port);
        options.visit.ports.http = {port};
        options.visit.user_agent = "Scanner/1";
        options.visit.patience = {.exchange = 8s, .stalled = 8s, .device = 30s, .least = 40ms};
        options.most_open = 4;
        options.seed = 7;
        options.tells_changes = true;
    }

    /// tell: asks, before the sweep runs. later: on its event loop, after a while.
    VisitSweepOutcome sweep(SendGate& gate, const std::function<void(VisitSweep&)>& tell,
                            const std::function<void(VisitSweep&)>& later = {}, Clock::duration after = 50ms)
    {
        boost::asio::io_context context;
        VisitSweep sweep{targets, routes, gate, options,
                         [this](DeviceVisit visit) { visits.push_back(std::move(visit)); }};
        tell(sweep);
        boost::asio::steady_timer timer{context, after};
        if (later) timer.async_wait([&](const boost::system::error_code&) { later(sweep); });
        const auto outcome = run_coroutine(context, sweep.run());
        CHECK(outcome.addresses == outcome.answered + outcome.closed + outcome.silent + outcome.unsent);
        changes = sweep.take_changes();
        CHECK(sweep.take_changes().empty());
        for (std::uint64_t position = 0; position < targets.size(); ++position)
            known += sweep.ports().best(position) != PortState::open ? 1U : 0U;
        CHECK(sweep.progress().exchanges == outcome.exchanges);
        CHECK(sweep.progress().answered == outcome.answered);
        return outcome;
    }

    AddressSet targets;
    std::vector<Route> routes;
    WebServer server;
    std::uint16_t port = 0;
    VisitSweep::Options options;
    std::vector<DeviceVisit> visits;
    VisitSweep::States changes;
    std::size_t known = 0; ///< addresses with a state
};

void ask_everybody(VisitSweep& sweep)
{
    sweep.ask_all(VisitParts::all);
    sweep.no_more();
}

} // namespace

TEST_CASE("visit sweep: everybody is asked once", "[probes][web]")
{
    Site site{20};
    FakeGate gate;
    const auto outcome = site.sweep(gate, ask_everybody);
    CHECK(outcome.addresses == 20);
    CHECK(outcome.answered == 10);
    CHECK(outcome.closed == 10);
    CHECK(outcome.exchanges == 20);
    CHECK(site.server.connections() == 10);
    CHECK(site.visits.size() == 20);
    CHECK(site.changes.size() == 20);
    CHECK(site.known == 20);
    CHECK_FALSE(std::ranges::is_sorted(gate.passed)); // in the seeded order
    std::ranges::sort(gate.passed);
    CHECK(std::ranges::adjacent_find(gate.passed) == gate.passed.end());
}

TEST_CASE("visit sweep: some are asked, each once and only where it is a target", "[probes][web]")
{
    Site site{20};
    FakeGate gate;
    const auto outcome = site.sweep(gate, [](VisitSweep& sweep) {
        for (const auto* const address : {"127.62.90.4", "127.62.90.5", "127.62.90.4", "127.62.91.4"})
            sweep.ask(make_address(address));
        sweep.no_more();
    });
    CHECK(outcome.addresses == 2);
    CHECK(outcome.answered == 1);
    CHECK(outcome.closed == 1);
    CHECK(gate.passed == std::vector{make_address("127.62.90.4"), make_address("127.62.90.5")});
}

TEST_CASE("visit sweep: waits for more until there will be none", "[probes][web]")
{
    Site site{20};
    FakeGate gate;
    const auto outcome = site.sweep(
        gate, [](VisitSweep& sweep) { sweep.ask(make_address("127.62.90.0")); },
        [](VisitSweep& sweep) {
            CHECK(sweep.state(make_address("127.62.90.0")) == VisitState::answered);
            CHECK(sweep.state(make_address("127.62.90.1")) == VisitState::open);
            sweep.ask(make_address("127.62.90.1"));
            sweep.ask(make_address("127.62.90.0"));
            ask_everybody(sweep);
        });
    CHECK(outcome.addresses == 20);
    CHECK(outcome.exchanges == 20);
}

TEST_CASE("visit sweep: what is known is not asked again, and no news", "[probes][web]")
{
    Site site{20};
    site.options.known = {
        {0, PortState::answered}, {1, PortState::silent}, {2, PortState::closed}, {99, PortState::closed}};
    FakeGate gate;
    const auto outcome = site.sweep(gate, [](VisitSweep& sweep) {
        sweep.ask(make_address("127.62.90.0"));
        ask_everybody(sweep);
    });
    CHECK(outcome.addresses == 20);
    CHECK(outcome.exchanges == 17);
    CHECK(outcome.answered == 9); // one of them known
    CHECK(outcome.closed == 10);  // one known, nine of the ten that refuse
    CHECK(outcome.silent == 1);
    CHECK(site.changes.size() == 17);
    CHECK(site.known == 20);
}

TEST_CASE("visit sweep: no more connections are open than it may have", "[probes][web]")
{
    Site site{40, [](WebConnection& connection) {
                  connection.read_request();
                  connection.wait(20ms);
                  connection.send(http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n"));
                  connection.wait_for_client();
              }};
    FakeGate gate;
    CHECK(site.sweep(gate, ask_everybody).answered == 20);
    CHECK(site.server.most_open() <= 4);
    CHECK(site.server.most_open() >= 2);
}

TEST_CASE("visit sweep: who is excluded is never asked, and counts so", "[probes][web]")
{
    Site site{20};
    FakeGate gate{[](const auto& to, Clock::time_point now) -> Permit {
        if (to == make_address("127.62.90.4")) return {Permit::Answer::never, {}};
        return {Permit::Answer::now, now};
    }};
    const auto outcome = site.sweep(gate, ask_everybody);
    CHECK(outcome.answered == 9);
    CHECK(outcome.unsent == 1);
    CHECK(site.server.connections() == 9);
    CHECK(site.changes.size() == 19);
}

TEST_CASE("visit sweep: stopped, it asks nobody more and waits a second for those under way", "[probes][web]")
{
    Site site{200, [](WebConnection& connection) {
                  connection.read_request();
                  connection.wait(200ms);
                  connection.send(http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n"));
              }};
    FakeGate gate;
    const auto begin = Clock::now();
    const auto outcome = site.sweep(gate, ask_everybody, [](VisitSweep& sweep) {
        sweep.stop();
        sweep.stop();
    });
    CHECK(Clock::now() - begin < 1s);
    CHECK(outcome.answered == 4);
    CHECK(outcome.unsent > 150);
    CHECK(outcome.unsent < 200);
}

TEST_CASE("visit sweep: stopped, it leaves those that say nothing after a second", "[probes][web]")
{
    Site site{8, [](WebConnection& connection) { connection.wait_for_client(); }};
    site.options.visit.patience.exchange = 9s;
    site.options.visit.patience.stalled = 9s;
    FakeGate gate;
    const auto begin = Clock::now();
    const auto outcome = site.sweep(gate, ask_everybody, [](VisitSweep& sweep) { sweep.stop(); });
    CHECK(Clock::now() - begin > 900ms);
    CHECK(Clock::now() - begin < 2s);
    CHECK(outcome.unsent >= 4);
    CHECK(outcome.answered == 0);
}

TEST_CASE("visit sweep: stopped before it began, it ends", "[probes][web]")
{
    Site site{4};
    FakeGate gate;
    const auto outcome = site.sweep(gate, [](VisitSweep& sweep) {
        sweep.ask_all(VisitParts::all);
        sweep.stop();
    });
    CHECK(outcome.unsent == 4);
    CHECK(site.server.connections() == 0);
}

TEST_CASE("visit sweep: without targets it ends", "[probes][web]")
{
    Site site{4};
    const AddressSet nobody;
    FakeGate gate;
    boost::asio::io_context context;
    VisitSweep sweep{nobody, site.routes, gate, site.options, [](const DeviceVisit&) { FAIL("nobody is there"); }};
    CHECK(run_coroutine(context, sweep.run()).addresses == 0);
}
