#include "probes/visit_sweep.hpp"

#include "tests/probes/sip_asking.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gates.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <csignal>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;

namespace {

const AddressRange6 itself{1, 1}; // ::1

/// A sweep over a few addresses, with the patience of a busy machine.
struct Sweeping {
    explicit Sweeping(AddressSet of) : targets{std::move(of)}, routes{routes_to(targets, "")}
    {
        std::signal(SIGPIPE, SIG_IGN); // as main() does
        options.visit.user_agent = "Scanner/1";
        options.tells_changes = true;
    }

    VisitSweep& sweep()
    {
        if (!sweep_)
            sweep_.emplace(targets, routes, gate, options,
                           [this](DeviceVisit visit) { visits.push_back(std::move(visit)); });
        return *sweep_;
    }

    /// Calls `then` on the event loop as soon as that holds.
    void when(std::function<bool()> holds, std::function<void()> then)
    {
        timer_.expires_after(2ms);
        timer_.async_wait([this, holds = std::move(holds), then = std::move(then)](boost::system::error_code error) {
            if (error) return;
            if (holds()) return then();
            when(holds, then);
        });
    }

    VisitSweepOutcome run()
    {
        const auto outcome = run_coroutine(context_, sweep().run());
        CHECK(outcome.addresses == outcome.answered + outcome.closed + outcome.silent + outcome.unsent);
        CHECK(outcome.unsent <= targets.size());
        return outcome;
    }

    AddressSet targets;
    std::vector<Route> routes;
    FakeGate gate;
    VisitSweep::Options options;
    std::vector<DeviceVisit> visits;

private:
    boost::asio::io_context context_;
    boost::asio::steady_timer timer_{context_};
    std::optional<VisitSweep> sweep_;
};

WebServer::Script web_page()
{
    return always(http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n"));
}

} // namespace

TEST_CASE("visit sweep: IPv6 and IPv4 addresses are visited in one sweep", "[probes][visit][ipv6]")
{
    WebServer server;
    const auto first = number("127.62.91.0");
    Sweeping sweeping{AddressSet{{{first, first + 1}}, {itself}}};
    const auto sip = server.listen("::1", answering_sip());
    server.listen("127.62.91.0", answering_sip(), sip);
    const auto http = server.listen("::1", web_page());
    sweeping.options.visit.ports = {.sip = {sip}, .sips = {}, .http = {http}, .https = {}};
    sweeping.sweep().ask_all(VisitParts::all);
    sweeping.sweep().no_more();
    const auto outcome = sweeping.run();
    CHECK(outcome.addresses == 3);
    CHECK(outcome.answered == 2);
    CHECK(outcome.closed == 1);
    CHECK(outcome.exchanges == 6);
    const auto& ports = sweeping.sweep().ports();
    CHECK(ports.get(0, 0) == PortState::answered);
    CHECK(ports.get(0, 1) == PortState::refused);
    CHECK(ports.best(1) == PortState::refused);
    CHECK(ports.get(2, 0) == PortState::answered); // ::1 comes last
    CHECK(ports.get(2, 1) == PortState::answered);
    CHECK(sweeping.sweep().state(make_address("::1")) == VisitState::answered);
    CHECK(sweeping.sweep().state(make_address("::2")) == VisitState::open);
    CHECK(sweeping.sweep().take_changes().size() == 6);
    CHECK(sweeping.gate.passed.size() == 6);
}

TEST_CASE("visit sweep: SIP of everybody, and the web of those who show life", "[probes][visit]")
{
    WebServer server;
    const auto first = number("127.62.92.0");
    Sweeping sweeping{AddressSet{{{first, first + 9}}}};
    const auto http = server.listen("127.62.92.4", web_page());
    const auto sip = server.listen("127.62.92.4", answering_sip());
    sweeping.options.visit.ports = {.sip = {sip}, .sips = {}, .http = {http}, .https = {}};
    sweeping.sweep().ask_all(VisitParts::sip);
    CHECK(sweeping.sweep().is_wanted(4, VisitParts::sip));
    CHECK_FALSE(sweeping.sweep().is_wanted(4, VisitParts::all));
    sweeping.when([&] { return sweeping.sweep().state(make_address("127.62.92.4")) == VisitState::answered; },
                  [&] {
                      sweeping.sweep().ask(make_address("127.62.92.4"));
                      sweeping.sweep().no_more();
                      CHECK(sweeping.sweep().is_wanted(4, VisitParts::all));
                  });
    const auto outcome = sweeping.run();
    CHECK(outcome.addresses == 10);
    CHECK(outcome.answered == 1);
    CHECK(outcome.closed == 9);
    CHECK(outcome.exchanges == 11);
    CHECK(sweeping.visits.size() == 11);
    CHECK(sweeping.sweep().ports().get(4, 1) == PortState::answered);
    CHECK(sweeping.sweep().ports().get(5, 1) == PortState::open);
}

TEST_CASE("visit sweep: of what is half known the other half is asked", "[probes][visit]")
{
    WebServer server;
    const auto first = number("127.62.93.0");
    Sweeping sweeping{AddressSet{{{first, first + 2}}}};
    const auto http = server.listen("127.62.93.0", web_page());
    const auto sip = server.listen("127.62.93.0", answering_sip());
    const auto other = closed_port("127.62.93.0");
    sweeping.options.visit.ports = {.sip = {sip}, .sips = {}, .http = {http, other}, .https = {}};
    SECTION("a part")
    {
        sweeping.options.known = {{0, PortState::refused}};
        sweeping.sweep().ask(make_address("127.62.93.0"));
        sweeping.sweep().no_more();
        const auto outcome = sweeping.run();
        CHECK(outcome.addresses == 1);
        CHECK(outcome.exchanges == 2);
        CHECK(sweeping.sweep().ports().get(0, 0) == PortState::refused); // not asked again
        CHECK(sweeping.sweep().ports().get(0, 1) == PortState::answered);
    }
    SECTION("less than a part, and nobody asks")
    {
        sweeping.options.known = {{1, PortState::refused}};
        sweeping.sweep().no_more();
        const auto outcome = sweeping.run();
        CHECK(outcome.closed == 1);
        CHECK(outcome.unsent == 0);
    }
    SECTION("less than a part: all of it is asked")
    {
        sweeping.options.known = {{1, PortState::refused}};
        sweeping.sweep().ask_all(VisitParts::web);
        sweeping.sweep().no_more();
        const auto outcome = sweeping.run();
        CHECK(outcome.addresses == 3);
        CHECK(outcome.exchanges == 6);
        CHECK(sweeping.sweep().ports().get(0, 1) == PortState::answered);
    }
}

TEST_CASE("visit sweep: whom a network that was away took the question from is asked again", "[probes][visit]")
{
    WebServer server;
    const auto first = number("127.62.94.0");
    Sweeping sweeping{AddressSet{{{first, first + 1}}}};
    const auto http = server.listen("127.62.94.0", [](WebConnection& connection) {
        if (connection.number() == 1) return connection.wait_for_client();
        connection.read_request();
        connection.send(http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n"));
    });
    sweeping.options.visit.ports.http = {http};
    sweeping.options.visit.patience = {.exchange = 1h, .stalled = 1h, .device = 1h};
    auto& sweep = sweeping.sweep();
    sweep.ask(make_address("127.62.94.0"));
    sweep.no_more();
    sweeping.when([&] { return server.connections() == 1; },
                  [&] {
                      sweep.pause(true);
                      sweep.ask(make_address("127.62.94.1"));
                      const auto is_quiet = [&, rounds = 0]() mutable { return ++rounds == 20; };
                      sweeping.when(is_quiet, [&] {
                          CHECK(sweeping.gate.passed.size() == 1);
                          CHECK(sweeping.visits.empty());
                          sweep.pause(false);
                      });
                  });
    const auto outcome = sweeping.run();
    CHECK(outcome.answered == 1);
    CHECK(outcome.closed == 1);
    CHECK(server.connections() == 2);
    CHECK(sweeping.visits.size() == 2);
    CHECK(std::ranges::none_of(sweeping.visits, &DeviceVisit::is_cut_off));
}

TEST_CASE("visit sweep: stopped while the network is away, it ends", "[probes][visit]")
{
    WebServer server;
    const auto first = number("127.62.95.0");
    Sweeping sweeping{AddressSet{{{first, first + 9}}}};
    sweeping.options.visit.ports.http = {server.listen("127.62.95.0", web_page())};
    sweeping.sweep().pause(true);
    sweeping.sweep().ask_all(VisitParts::all);
    sweeping.when([] { return true; }, [&] { sweeping.sweep().stop(); });
    CHECK(sweeping.run().unsent == 10);
    CHECK(server.connections() == 0);
}

TEST_CASE("visit sweep: who is known to be absent from the link is not asked", "[probes][visit]")
{
    WebServer server;
    const auto first = number("127.62.96.0");
    Sweeping sweeping{AddressSet{{{first, first + 1}}}};
    const auto http = server.listen("127.62.96.0", web_page());
    server.listen("127.62.96.1", web_page(), http);
    sweeping.options.visit.ports.http = {http};
    sweeping.options.is_absent = [](const auto& address) { return address == make_address("127.62.96.1"); };
    const bool on_link = GENERATE(true, false);
    CAPTURE(on_link);
    sweeping.routes.front().kind = on_link ? Route::Kind::on_link : Route::Kind::local;
    sweeping.sweep().ask_all(VisitParts::all);
    sweeping.sweep().no_more();
    const auto outcome = sweeping.run();
    CHECK(outcome.answered == (on_link ? 1 : 2));
    CHECK(outcome.silent == (on_link ? 1 : 0));
    CHECK(server.connections() == outcome.answered);
    const auto state = sweeping.sweep().ports().get(1, 0);
    CHECK(state == (on_link ? PortState::unreachable : PortState::answered));
}

TEST_CASE("visit sweep: only ports that said nothing are asked again", "[probes][visit]")
{
    WebServer server;
    const std::string first = "127.62.93.1";
    const auto open = server.listen(first, web_page());
    const auto deaf = server.listen_deaf(first);
    const auto itself4 = make_address(first).to_v4().to_uint();
    Sweeping sweeping{AddressSet{{{itself4, itself4}}}};
    sweeping.options.visit.ports = {.sip = {}, .sips = {}, .http = {open, deaf}, .https = {}};
    sweeping.options.visit.tries = [] { return 1U; };
    auto& sweep = sweeping.sweep();
    CHECK_FALSE(sweep.ask_again(0, true)); // before anything is known
    sweep.ask_all(VisitParts::all);
    bool has_any = false;
    const auto idle = [&] { return sweeping.visits.size() == 1 && sweep.is_idle(); };
    sweeping.when(idle, [&] {
        CHECK_FALSE(sweep.ask_again(1, false));
        has_any = sweep.ask_again(0, false);
        sweep.no_more();
    });
    const auto outcome = sweeping.run();
    CHECK(has_any);
    CHECK(outcome.exchanges == 3); // both, then the one that said nothing
    CHECK(server.connections() == 1);
    CHECK(sweep.ports().get(0, 0) == PortState::answered);
    CHECK(sweep.ports().get(0, 1) == PortState::silent);
    CHECK_FALSE(sweep.ask_again(7, true));
}
