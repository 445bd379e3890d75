#include "tests/probes/sip_asking.hpp"
#include "tests/probes/visiting.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// Channels in the order of what was said, each once.
std::vector<Channel> channels(const DeviceVisit& visit)
{
    std::vector<Channel> found;
    for (const auto& observation : visit.said)
        if (std::ranges::find(found, observation.channel) == found.end()) found.push_back(observation.channel);
    return found;
}

using States = std::vector<PortState>;

} // namespace

TEST_CASE("device visit: ports are asked by protocol, SIP first, in the order given", "[probes][visit]")
{
    const ConnectionPorts ports{.sip = {5060, 5070}, .sips = {5061}, .http = {80, 8080}, .https = {443}};
    const std::vector<AskedPort> expected = {{Channel::sip_tcp, 5060}, {Channel::sip_tcp, 5070},
                                             {Channel::sip_tls, 5061}, {Channel::http, 80},
                                             {Channel::http, 8080},    {Channel::https, 443}};
    CHECK(in_order(ports) == expected);
    CHECK(in_order({}).empty());
    CHECK(ConnectionPorts{}.empty());
    CHECK_FALSE(ports.empty());
    CHECK(ports.has_sip());
    CHECK(ports.has_web());
}

TEST_CASE("device visit: the best of the ports tells what becomes of the address", "[probes][visit]")
{
    CHECK(visit_state(PortState::open) == VisitState::open);
    CHECK(visit_state(PortState::silent) == VisitState::silent);
    CHECK(visit_state(PortState::unreachable) == VisitState::silent);
    CHECK(visit_state(PortState::refused) == VisitState::closed);
    CHECK(visit_state(PortState::closed) == VisitState::closed);
    CHECK(visit_state(PortState::answered) == VisitState::answered);
}

TEST_CASE("device visit: SIP over TCP answers", "[probes][visit][sip]")
{
    const std::string address = GENERATE("127.62.81.1", "::1");
    CAPTURE(address);
    WebServer server;
    Visiting visiting;
    visiting.address = address;
    visiting.options.ports.sip = {server.listen(address, answering_sip())};
    FakeGate gate;
    const auto visit = visiting.visit(gate);
    CHECK(visit.ports == States{PortState::answered});
    CHECK(values(visit, Field::sip_user_agent) == Texts{"Acme Desk 300"});
    CHECK(channels(visit) == std::vector{Channel::sip_tcp});
    CHECK(visit.said.front().source.address.to_string() == address);
    CHECK(visit.said.front().source.port == visiting.options.ports.sip.front());
    CHECK_FALSE(visit.is_cut_off);
    CHECK(visiting.exchanges == 1);
    CHECK(gate.passed.size() == 1);
    CHECK(server.connections() == 1);
    REQUIRE(server.requests().size() == 1);
    CHECK(server.requests().front().starts_with("OPTIONS sip:"));
}

TEST_CASE("device visit: SIP over TCP, then TLS, then HTTP, then HTTPS, one connection at a time", "[probes][visit]")
{
    WebServer server;
    Visiting visiting;
    auto& ports = visiting.options.ports;
    ports.https = {server.listen_tls(phone, {.common_name = "web"}, always(page("secure")))};
    ports.http = {server.listen(phone, always(page("plain")))};
    ports.sips = {server.listen_tls(phone, {.common_name = "sip"}, answering_sip())};
    ports.sip = {server.listen(phone, answering_sip())};
    const auto visit = visiting.visit();
    CHECK(visit.ports == States(4, PortState::answered));
    CHECK(channels(visit) == std::vector{Channel::sip_tcp, Channel::sip_tls, Channel::http, Channel::https});
    CHECK(values(visit, Field::tls_subject) == Texts{"CN=sip", "CN=web"});
    Texts methods;
    for (const auto& request : server.requests())
        methods.push_back(request.substr(0, request.find(' ')));
    CHECK(methods == Texts{"OPTIONS", "OPTIONS", "GET", "GET"});
    CHECK(server.connections() == 4);
    CHECK(server.most_open() == 1);
    CHECK(visiting.exchanges == 4);
}

TEST_CASE("device visit: a phone that speaks nothing but SIP over TLS gives its words and its certificate",
          "[probes][visit][sip][tls]")
{
    WebServer server;
    Visiting visiting;
    auto& ports = visiting.options.ports;
    ports.sip = {closed_port(phone)};
    ports.sips = {server.listen_tls(phone, {.common_name = "0004f2aabbcc"}, answering_sip())};
    ports.http = {closed_port(phone)};
    const auto visit = visiting.visit();
    CHECK(visit.ports == States{PortState::refused, PortState::answered, PortState::refused});
    CHECK(channels(visit) == std::vector{Channel::sip_tls});
    CHECK(values(visit, Field::sip_user_agent) == Texts{"Acme Desk 300"});
    CHECK(values(visit, Field::tls_subject) == Texts{"CN=0004f2aabbcc"});
    CHECK(values(visit, Field::tls_version) == Texts{"TLS 1.2"});
    CHECK(server.connections() == 1);
}

TEST_CASE("device visit: a SIP port that speaks no SIP has not answered", "[probes][visit][sip]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.ports.sip = {server.listen(phone, always(page("Acme")))};
    const auto visit = visiting.visit();
    CHECK(visit.ports == States{PortState::closed});
    CHECK(visit.said.empty());
}

TEST_CASE("device visit: only the parts that are wanted are asked", "[probes][visit]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.ports.sip = {server.listen(phone, answering_sip())};
    visiting.options.ports.http = {server.listen(phone, always(page("Acme")))};
    SECTION("SIP")
    {
        visiting.parts = VisitParts::sip;
        CHECK(visiting.visit().ports == States{PortState::answered, PortState::open});
    }
    SECTION("web")
    {
        visiting.parts = VisitParts::web;
        CHECK(visiting.visit().ports == States{PortState::open, PortState::answered});
    }
    SECTION("none")
    {
        visiting.parts = VisitParts::none;
        CHECK(visiting.visit().ports == States{PortState::open, PortState::open});
    }
    CHECK(server.connections() == (visiting.parts == VisitParts::none ? 0 : 1));
}

TEST_CASE("device visit: abandoned while SIP is asked, it is cut off and asks no more", "[probes][visit][sip]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.patience.exchange = visiting.options.patience.stalled = 1h;
    visiting.options.patience.device = 1h;
    visiting.options.ports.sip = {server.listen(phone, [](auto& connection) { connection.wait_for_client(); })};
    visiting.options.ports.http = {server.listen(phone, always(page("Acme")))};
    FakeGate gate;
    const auto visit = visiting.visit(gate, 100ms);
    CHECK(visit.is_cut_off);
    CHECK(visit.ports[1] == PortState::open);
    CHECK(visit.said.empty());
    CHECK(server.requests().empty());
}

TEST_CASE("device visit: a connection that nobody answers is tried again, past the gate each time", "[probes][visit]")
{
    WebServer server;
    Visiting visiting;
    visiting.be_impatient();
    const auto deaf = server.listen_deaf(phone);
    const auto closed = closed_port(phone);
    for (const bool is_sip : {true, false}) {
        CAPTURE(is_sip);
        visiting.options.ports = is_sip ? ConnectionPorts{.sip = {deaf}, .sips = {}, .http = {}, .https = {}}
                                        : ConnectionPorts{.sip = {}, .sips = {}, .http = {deaf, closed}, .https = {}};
        const std::size_t others = is_sip ? 0 : 1; // who is refused needs no second try
        for (const unsigned tries : {1U, 2U, 3U}) {
            CAPTURE(tries);
            visiting.options.tries = [tries] { return tries; };
            FakeGate gate;
            CHECK(visiting.visit(gate).ports.front() == PortState::silent);
            CHECK(gate.passed.size() == tries + others);
            CHECK(visiting.exchanges == tries + others);
        }
        visiting.options.tries = {};
        FakeGate gate;
        CHECK(visiting.visit(gate).ports.front() == PortState::silent);
        CHECK(gate.passed.size() == 2 + others);
    }
}
