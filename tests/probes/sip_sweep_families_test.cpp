#include "tests/probes/sip_sweeping.hpp"

#include <atomic>
#include <cerrno>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using State = SipTargetAccount::State;

namespace {

const AddressRange6 itself{1, 1}; // ::1

AddressRange range(const char* first, const char* last)
{
    return {number(first), number(last)};
}

/// Answers everybody.
void answer(std::size_t at, const Responder::Udp::endpoint& from, std::string_view request, const Responder::Send& send)
{
    send(at, from, sip_response(request, "200 OK", "User-Agent: Acme " + std::to_string(at) + "\r\n"));
}

/// A route by hand: whoever is behind it is asked through loopback.
Route route(AddressRange to, Route::Kind kind)
{
    Route route;
    route.range = to;
    route.kind = kind;
    route.interface = "lo";
    route.source = make_address("127.0.0.1");
    return route;
}

} // namespace

TEST_CASE("SIP sweep: a phone at an IPv6 address answers", "[probes][sip][ipv6]")
{
    std::string request;
    Responder phone{{"::1"}, 0, [&](auto at, const auto& from, auto bytes, const auto& send) {
                        request = bytes;
                        answer(at, from, bytes, send);
                    }};
    OpenGate gate;
    SipSweeping sweeping{AddressSet{{}, {itself}}, phone.port(), gate, quick()};
    const auto& outcome = sweeping.run();
    CHECK(outcome.targets == 1);
    CHECK(outcome.answered == 1);
    CHECK(sweeping.heard.at("::1").at(Field::sip_user_agent) == "Acme 0");
    CHECK(sweeping.account("::1").state == State::answered);
    const auto own = "[::1]:" + std::to_string(phone.port());
    CHECK(request.starts_with("OPTIONS sip:" + own + " SIP/2.0\r\n"));
    CHECK(request.find("Via: SIP/2.0/UDP [::1]:") != std::string::npos);
}

TEST_CASE("SIP sweep: a closed port at an IPv6 address refuses", "[probes][sip][ipv6]")
{
    std::uint16_t closed = 0;
    {
        const Responder gone{{"::1"}, 0, answer};
        closed = gone.port();
    }
    OpenGate gate;
    SipSweeping sweeping{AddressSet{{}, {itself}}, closed, gate, quick()};
    const auto& outcome = sweeping.run();
    CHECK(outcome.refused == 1);
    CHECK(sweeping.account("::1").state == State::refused);
}

TEST_CASE("SIP sweep: IPv4 and IPv6 targets are asked in one sweep", "[probes][sip][ipv6]")
{
    Responder phones{{"127.61.10.1", "::1", "127.61.10.3"}, 0, answer};
    OpenGate gate;
    SipSweeping sweeping{AddressSet{{range("127.61.10.1", "127.61.10.4")}, {itself}}, phones.port(), gate, quick(0)};
    const auto& outcome = sweeping.run();
    CHECK(outcome.targets == 5);
    CHECK(outcome.answered == 3);
    CHECK(outcome.refused == 2);
    CHECK(outcome.datagrams == 5);
    CHECK(phones.requests() == 3);
    CHECK(sweeping.heard.at("127.61.10.1").at(Field::sip_user_agent) == "Acme 0");
    CHECK(sweeping.heard.at("::1").at(Field::sip_user_agent) == "Acme 1");
    CHECK(sweeping.heard.at("127.61.10.3").at(Field::sip_user_agent) == "Acme 2");
}

TEST_CASE("SIP sweep: nothing leaves while the network is away, and whom it may have cost is asked once more",
          "[probes][sip]")
{
    std::array<std::atomic<unsigned>, 4> requests{};
    Responder phones{{"127.61.11.0", "127.61.11.1", "127.61.11.2", "127.61.11.3"},
                     0,
                     [&](auto at, const auto& from, auto request, const auto& send) {
                         const auto count = ++requests[at];
                         if (at == 0 || (at == 1 && count == 2)) answer(at, from, request, send);
                     }};
    bool is_open = false; // for the last two
    FakeGate gate{[&](const auto& to, Clock::time_point now) -> Permit {
        if (number(to) >= number("127.61.11.2") && !is_open) return {Permit::Answer::later, now + 2ms};
        return {Permit::Answer::now, now};
    }};
    SipSweeping sweeping{AddressSet{{range("127.61.11.0", "127.61.11.3")}}, phones.port(), gate, quick(0)};
    const auto come_back = [&] {
        CHECK(gate.passed.size() == 2);
        CHECK(phones.requests() == 2);
        sweeping.sweep.pause(false);
        sweeping.sweep.pause(false); // says nothing new
    };
    const auto go_away = [&] {
        sweeping.sweep.pause(true);
        is_open = true;
        sweeping.after(50ms, come_back);
    };
    sweeping.when([&] { return phones.requests() == 2 && sweeping.sweep.progress().answered == 1; }, go_away);
    const auto& outcome = sweeping.run();
    CHECK(requests[0] == 1); // it had answered
    CHECK(requests[1] == 2);
    CHECK(requests[2] == 2);
    CHECK(requests[3] == 2);
    CHECK(outcome.datagrams == 7);
    CHECK(outcome.answered == 2);
    CHECK(outcome.silent == 2);
    CHECK(sweeping.account("127.61.11.1").tries == 2);
}

TEST_CASE("SIP sweep: stopped while the network is away, it ends", "[probes][sip]")
{
    Responder phones{{"127.61.12.1"}, 0, [](auto&&...) {}};
    OpenGate gate;
    auto options = quick(0);
    options.patience.wait = 1h;
    SipSweeping sweeping{AddressSet{{range("127.61.12.1", "127.61.12.1")}}, phones.port(), gate, options};
    sweeping.when([&] { return phones.requests() == 1; },
                  [&] {
                      sweeping.sweep.pause(true);
                      sweeping.sweep.stop();
                  });
    CHECK(sweeping.run().silent == 1);
}

TEST_CASE("SIP sweep: what is known of each target", "[probes][sip]")
{
    Responder phones{{"127.61.13.0", "127.61.13.1"}, 0, [](auto at, const auto& from, auto request, const auto& send) {
                         if (at == 0) answer(at, from, request, send);
                     }};
    const auto broadcast = make_address("255.255.255.255"); // the kernel sends nothing there
    OpenGate gate{AddressSet{{range("127.61.13.3", "127.61.13.3")}}};
    auto options = quick(0);
    options.patience.wait = 1h;
    options.is_absent = [](const auto& address) { return address == make_address("127.61.13.4"); };
    SipSweeping sweeping{AddressSet{{range("127.61.13.0", "127.61.13.5"), {0xffffffff, 0xffffffff}}},
                         phones.port(),
                         {route(range("127.61.13.0", "127.61.13.3"), Route::Kind::local),
                          route(range("127.61.13.4", "127.61.13.4"), Route::Kind::on_link),
                          route(range("127.61.13.5", "127.61.13.5"), Route::Kind::none),
                          route({0xffffffff, 0xffffffff}, Route::Kind::local)},
                         gate,
                         options};
    CHECK(sweeping.account("127.61.13.0").state == State::unsent);
    CHECK(sweeping.account("127.61.13.0").tries == 0);
    const auto is_settled = [&] {
        const auto unsent = sweeping.account("255.255.255.255");
        return phones.requests() == 2 && unsent.error != 0 &&
               sweeping.account("127.61.13.0").state == State::answered &&
               sweeping.account("127.61.13.2").state == State::refused;
    };
    sweeping.when(is_settled, [&] { sweeping.sweep.stop(); });
    const auto& outcome = sweeping.run();
    const struct {
        const char* address;
        State state;
        unsigned tries;
        int error;
    } rows[] = {
        {"127.61.13.0", State::answered, 1, 0},        {"127.61.13.1", State::silent, 1, 0},
        {"127.61.13.2", State::refused, 1, 0},         {"127.61.13.3", State::unsent, 0, 0}, // excluded
        {"127.61.13.4", State::unreachable, 1, 0},                                           // absent
        {"127.61.13.5", State::unsent, 0, 0},                                                // no way
        {"255.255.255.255", State::unsent, 0, EACCES},
    };
    for (const auto& row : rows) {
        CAPTURE(row.address);
        const auto account = sweeping.account(row.address);
        CHECK(account.state == row.state);
        CHECK(account.tries == row.tries);
        CHECK(account.error == row.error);
    }
    CHECK(outcome.unreachable == 1);
    CHECK(outcome.prohibited == 0);
    CHECK(outcome.unsent == 3);
    CHECK(outcome.datagrams == 3);
    CHECK(sweeping.sweep.is_silent(make_address("127.61.13.1")));
    CHECK_FALSE(sweeping.sweep.is_silent(broadcast));
}

TEST_CASE("SIP sweep: who is known to be absent from the link gets nothing; elsewhere nobody can be", "[probes][sip]")
{
    const auto kind = GENERATE(Route::Kind::on_link, Route::Kind::local, Route::Kind::routed);
    CAPTURE(kind);
    Responder phones{{"127.61.14.0", "127.61.14.1"}, 0, answer};
    FakeGate gate;
    auto options = quick(0);
    options.is_absent = [](const auto& address) { return address == make_address("127.61.14.1"); };
    const auto both = range("127.61.14.0", "127.61.14.1");
    SipSweeping sweeping{AddressSet{{both}}, phones.port(), {route(both, kind)}, gate, options};
    const std::size_t neighbours = GENERATE(
        std::size_t{1}, std::size_t{512}, std::size_t{513}); // that the link has; a table may have no room for so many
    sweeping.sweep.know_neighbours(neighbours);
    const auto& outcome = sweeping.run();
    const bool is_spared = kind == Route::Kind::on_link;
    CHECK(outcome.answered == (is_spared ? 1 : 2));
    CHECK(outcome.unreachable == (is_spared ? 1 : 0));
    CHECK(phones.requests() == outcome.answered);
    const bool is_tight = is_spared && neighbours > 512;
    CHECK(gate.kinds == std::vector(outcome.answered, is_tight ? SendKind::new_neighbour : SendKind::ordinary));
}
