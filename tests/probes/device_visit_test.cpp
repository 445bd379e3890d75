#include "tests/probes/visiting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tls_builder.hpp"

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("device visit: SIP over TLS before HTTP before HTTPS, one connection at a time", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    auto& ports = visiting.options.ports;
    ports.sips = {server.listen_tls(phone, {.common_name = "sip"}, [](auto& connection) { connection.read_some(); })};
    ports.https = {server.listen_tls(phone, {.common_name = "web"}, always(page("secure")))};
    ports.http = {server.listen(phone, always(page("first"))), server.listen(phone, always(page("second")))};
    FakeGate gate;
    const auto visit = visiting.visit(gate);
    CHECK(state_of(visit) == VisitState::answered);
    CHECK_FALSE(visit.is_cut_off);
    CHECK(visit.address.to_string() == phone);
    CHECK(values(visit, Field::http_server) == Texts{"first", "second", "secure"});
    CHECK(values(visit, Field::tls_subject) == Texts{"CN=sip", "CN=web"});
    CHECK(visit.said.front().channel == Channel::sip_tls);
    CHECK(visit.ports == std::vector(4, PortState::answered));
    CHECK(server.connections() == 4);
    CHECK(server.most_open() == 1);
    CHECK(visiting.exchanges == 4);
    CHECK(gate.kinds == std::vector<SendKind>(4, SendKind::connection_to_new_neighbour));
}

TEST_CASE("device visit: a redirect to HTTPS at the same address is asked there, and nowhere twice", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    const auto https = server.listen_tls(phone, {}, always(page("secure")));
    const auto location = "https://" + phone + ":" + std::to_string(https) + "/login";
    visiting.options.ports.https = {https};
    visiting.options.ports.http = {server.listen(phone, always(redirect(location)))};
    const auto visit = visiting.visit();
    CHECK(paths(server) == Texts{"/", "/login"});
    CHECK(values(visit, Field::http_location) == Texts{location});
    CHECK(values(visit, Field::http_server) == Texts{"secure"});
    CHECK(server.most_open() == 1);
}

TEST_CASE("device visit: a redirect on the same port goes over the same connection", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.ports.http = {server.listen(phone, [](WebConnection& connection) {
        connection.read_request();
        connection.send(redirect("/start"));
        connection.read_request();
        connection.send(page("there"));
        connection.wait_for_client();
    })};
    const auto visit = visiting.visit();
    CHECK(paths(server) == Texts{"/", "/start"});
    CHECK(server.connections() == 1);
    CHECK(values(visit, Field::http_server) == Texts{"there"});
    CHECK(values(visit, Field::http_path) == Texts{"/start"});
}

TEST_CASE("device visit: redirects elsewhere are not followed", "[probes][web]")
{
    WebServer server;
    const auto other = std::to_string(server.listen("127.62.80.2", always(page("other"))));
    const auto unasked = std::to_string(server.listen(phone, always(page("unasked"))));
    const auto location = GENERATE_COPY("http://127.62.80.2:" + other + "/", "http://" + phone + ":" + unasked + "/",
                                        std::string{"http://phone.example/"}, std::string{"ftp://" + phone + "/"});
    CAPTURE(location);
    Visiting visiting;
    visiting.options.ports.http = {server.listen(phone, always(redirect(location)))};
    const auto visit = visiting.visit();
    CHECK(server.connections() == 1);
    CHECK(state_of(visit) == VisitState::answered);
    CHECK(values(visit, Field::http_location) == Texts{location});
}

TEST_CASE("device visit: a redirect to a path that acts is not followed", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.acts = [](std::string_view path) { return path == "/reboot"; };
    visiting.options.ports.http = {server.listen(phone, always(redirect("/reboot")))};
    CHECK(state_of(visiting.visit()) == VisitState::answered);
    REQUIRE(server.requests().size() == 1);
    CHECK(server.requests().front().starts_with("GET / "));
}

TEST_CASE("device visit: a redirect loop, and redirects without an end, end", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    SECTION("a loop")
    {
        visiting.options.ports.http = {server.listen(phone, always(redirect("/a")))};
        (void)visiting.visit();
        CHECK(paths(server) == Texts{"/", "/a"});
    }
    SECTION("without an end")
    {
        visiting.options.ports.http = {server.listen(phone, [](WebConnection& connection) {
            for (int i = 0; !connection.read_request().empty(); ++i)
                connection.send(redirect("/" + std::to_string(i)));
        })};
        (void)visiting.visit();
        CHECK(server.requests().size() == 1 + DeviceVisitor::most_redirects);
    }
}

TEST_CASE("device visit: what it is worth asking for then is asked once, over the same connection", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.ports.http = {server.listen(phone, always(page("Acme"))),
                                   server.listen(phone, always(page("Acme 2")))};
    SECTION("after what was said")
    {
        visiting.options.follow_ups = [](auto address, const Observations& said) {
            CHECK(address.to_string() == phone);
            REQUIRE_FALSE(said.empty());
            CHECK(said.front().value == "Acme");
            return Texts{"/", "/info", "/status?x=1"};
        };
        const auto visit = visiting.visit();
        CHECK(paths(server) == Texts{"/", "/info", "/status?x=1", "/"});
        CHECK(values(visit, Field::http_server) == Texts{"Acme", "Acme 2"}); // not what is known already
    }
    SECTION("four at most")
    {
        visiting.options.follow_ups = [](auto, const Observations&) {
            return Texts{"/1", "/2", "/3", "/4", "/5", "/6"};
        };
        (void)visiting.visit();
        CHECK(paths(server) == Texts{"/", "/1", "/2", "/3", "/4", "/"});
    }
    CHECK(server.connections() == 2);
    CHECK(server.most_open() == 1);
}

TEST_CASE("device visit: what becomes of an address", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.be_impatient();
    auto& ports = visiting.options.ports;
    const auto deaf = server.listen_deaf(phone);
    const auto closed = closed_port(phone);
    const auto mute = server.listen(phone, [](WebConnection& connection) { connection.wait_for_client(); });
    const auto closing = server.listen(phone, [](WebConnection& connection) { connection.read_some(); });
    const auto answering = server.listen(phone, always(page("Acme")));
    const struct {
        ConnectionPorts ports; // sip, sips, http, https
        VisitState state;
    } rows[] = {
        {{{}, {}, {deaf}, {}}, VisitState::silent},
        {{{}, {deaf}, {deaf}, {deaf}}, VisitState::silent},
        {{{}, {}, {closed}, {}}, VisitState::closed},
        {{{}, {}, {deaf}, {closed}}, VisitState::closed},
        {{{}, {}, {closed}, {deaf}}, VisitState::closed},
        {{{}, {}, {mute}, {}}, VisitState::closed},
        {{{}, {}, {}, {mute}}, VisitState::closed},
        {{{}, {mute}, {}, {}}, VisitState::closed},
        {{{mute}, {}, {}, {}}, VisitState::closed},
        {{{}, {}, {closing}, {}}, VisitState::closed},
        {{{}, {}, {}, {closing}}, VisitState::closed},
        {{{}, {closing}, {}, {}}, VisitState::closed},
        {{{closing}, {}, {}, {}}, VisitState::closed},
        {{{deaf}, {}, {}, {}}, VisitState::silent},
        {{{closed}, {}, {}, {}}, VisitState::closed},
        {{{}, {deaf}, {answering}, {closed}}, VisitState::answered},
        {{{}, {}, {}, {}}, VisitState::open},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        ports = row.ports;
        const auto visit = visiting.visit();
        CHECK(state_of(visit) == row.state);
        CHECK_FALSE(visit.is_cut_off);
        CHECK(visit.said.empty() == (row.state != VisitState::answered));
    }
}

TEST_CASE("device visit: a server of ciphers that nobody speaks any more gives its certificate", "[probes][web][tls]")
{
    const auto flight = tls_record(22, tls_server_hello(0x0301, 0x0004)) +
                        tls_record(22, tls_certificates({"no DER"})) + tls_record(22, tls_message(14, ""));
    WebServer server;
    Visiting visiting;
    visiting.options.ports.https = {server.listen(phone, [&](WebConnection& connection) {
        connection.read_some();
        connection.send(connection.number() == 1 ? tls_record(21, std::string{"\x02\x28", 2}) : flight);
        connection.wait_for_client();
    })};
    const auto visit = visiting.visit();
    CHECK(state_of(visit) == VisitState::answered);
    CHECK(values(visit, Field::tls_version) == Texts{"TLS 1.0"});
    CHECK(server.connections() == 2);
    CHECK(server.most_open() == 1);
}

TEST_CASE("device visit: a server that wants a certificate of us has given its own", "[probes][web][tls]")
{
    const auto version = GENERATE(std::uint16_t{0x0303}, std::uint16_t{0x0304});
    CAPTURE(version);
    WebServer server;
    Visiting visiting;
    visiting.options.ports.https = {server.listen_tls(
        phone, {.version = version, .wants_certificate = true, .common_name = "0004f2aabbcc"}, always(page("Acme")))};
    const auto visit = visiting.visit();
    CHECK(state_of(visit) == VisitState::answered);
    CHECK(std::ranges::any_of(visit.said, [](const Observation& said) {
        return said.field == Field::tls_subject && said.value == "CN=0004f2aabbcc";
    }));
}

TEST_CASE("device visit: a tarpit on every port does not hold it up for long", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.be_impatient();
    const auto trickle = [](WebConnection& connection) {
        connection.read_some();
        connection.trickle("HTTP/1.1 200 OK\r\nServer: Acme\r\n\r\n" + std::string(1'000, 'x'), 10ms);
    };
    for (int i = 0; i < 4; ++i)
        visiting.options.ports.http.push_back(server.listen(phone, trickle));
    for (int i = 0; i < 4; ++i)
        visiting.options.ports.https.push_back(server.listen(phone, trickle));
    const auto begin = Clock::now();
    const auto visit = visiting.visit();
    CHECK(Clock::now() - begin < 300ms + 12 * 40ms + 300ms); // what may stall, then the least for each
    CHECK(server.most_open() == 1);
    CHECK(state_of(visit) >= VisitState::closed);
    CHECK_FALSE(visit.is_cut_off);
}

TEST_CASE("device visit: is cut off by abandon() and by the gate", "[probes][web]")
{
    WebServer server;
    Visiting visiting;
    visiting.options.patience.exchange = 5s;
    visiting.options.patience.stalled = 5s;
    visiting.options.ports.http = {server.listen(phone, always(page("Acme"))),
                                   server.listen(phone, [](auto& connection) { connection.wait_for_client(); })};
    SECTION("abandoned")
    {
        FakeGate gate;
        const auto begin = Clock::now();
        const auto visit = visiting.visit(gate, 100ms);
        CHECK(Clock::now() - begin < 1s);
        CHECK(visit.is_cut_off);
        CHECK(values(visit, Field::http_server) == Texts{"Acme"});
    }
    SECTION("never let through")
    {
        FakeGate gate{[](const auto&, Clock::time_point) -> Permit { return {Permit::Answer::never, {}}; }};
        const auto visit = visiting.visit(gate);
        CHECK(visit.is_cut_off);
        CHECK(server.connections() == 0);
        CHECK(visiting.exchanges == 0);
    }
}
