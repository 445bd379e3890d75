#include "probes/sip_stream_client.hpp"

#include "probes/wire/certificate.hpp"
#include "tests/probes/sip_asking.hpp"
#include "tests/support/catch.hpp"

#include <atomic>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

std::string subject_of(const SipStreamReply& reply)
{
    const auto certificate = wire::read_certificate(reply.tls.certificate);
    return certificate ? certificate->subject : std::string{};
}

} // namespace

TEST_CASE("SIP stream client: TLS of every age gives version, certificate and answer", "[probes][sip][tls]")
{
    const struct {
        const char* address;
        std::uint16_t version;
        bool is_weak;
    } rows[] = {{"127.62.80.1", 0x0301, true}, {"127.62.80.1", 0x0301, false}, {"::1", 0x0302, true},
                {"127.62.80.1", 0x0303, true}, {"::1", 0x0303, false},         {"127.62.80.1", 0x0304, false},
                {"::1", 0x0304, false}};
    for (const auto& row : rows) {
        CAPTURE(row.address, row.version, row.is_weak);
        WebServer server;
        const auto port =
            server.listen_tls(row.address, {.version = row.version, .is_weak = row.is_weak}, answering_sip());
        SipAsking asking;
        const auto reply = asking.ask(row.address, port, true);
        CHECK(reply.end == End::answered);
        CHECK(reply.status == 200);
        CHECK(reply.tls.version == row.version);
        CHECK(subject_of(reply) == "CN=device");
        CHECK(heard(reply, Field::sip_transport) == "tls");
        CHECK(heard(reply, Field::sip_user_agent) == "Acme Desk 300");
        CHECK(reply.heard.front().channel == Channel::sip_tls);
        CHECK(server.connections() == 1);
        const auto requests = server.requests();
        REQUIRE(requests.size() == 1);
        CHECK(requests.front().find("\r\nVia: SIP/2.0/TLS ") != std::string::npos);
    }
}

TEST_CASE("SIP stream client: the server is told of the end of TLS", "[probes][sip][tls]")
{
    const auto version = GENERATE(as<std::uint16_t>{}, 0x0301, 0x0303, 0x0304);
    CAPTURE(version);
    std::atomic<bool> is_told = false;
    {
        WebServer server;
        const auto port = server.listen_tls("127.62.81.1", {.version = version}, [&](WebConnection& connection) {
            connection.send(sip_response_to(connection.read_request(), "200 OK", acme));
            connection.wait_for_client(); // it says nothing more, and waits for nothing of ours
            is_told = connection.is_told_of_end();
        });
        SipAsking asking;
        CHECK(asking.ask("127.62.81.1", port, true).end == End::answered);
    }
    CHECK(is_told);
}

TEST_CASE("SIP stream client: a handshake that fails after the certificate still gives it", "[probes][sip][tls]")
{
    const auto version = GENERATE(as<std::uint16_t>{}, 0x0301, 0x0303, 0x0304);
    CAPTURE(version);
    WebServer server;
    const auto port =
        server.listen_tls("127.62.82.1", {.version = version, .wants_certificate = true}, answering_sip());
    SipAsking asking;
    const auto reply = asking.ask("127.62.82.1", port, true);
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK(reply.status == 0);
    CHECK(reply.tls.version == version);
    CHECK(subject_of(reply) == "CN=device");
}

TEST_CASE("SIP stream client: what is no TLS on a port of TLS", "[probes][sip][tls]")
{
    const auto* const bytes = GENERATE("SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
                                       "HTTP/1.1 400 Bad Request\r\n\r\n", "garbage, and more of it", "");
    WebServer server;
    const auto port = server.listen("127.62.83.1", [&](WebConnection& connection) {
        connection.read_some();
        connection.send(bytes);
    });
    SipAsking asking;
    const auto reply = asking.ask("127.62.83.1", port, true);
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK_FALSE(reply.is_sip);
    CHECK(reply.tls.version == 0);
    CHECK(reply.tls.certificate.empty());
}

TEST_CASE("SIP stream client: TLS on a port of TCP", "[probes][sip][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.84.1", {}, answering_sip());
    SipAsking asking;
    const auto reply = asking.ask("127.62.84.1", port);
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_sip);
}

TEST_CASE("SIP stream client: TLS that stands, or does not, when the time is over", "[probes][sip][tls]")
{
    WebServer server;
    const auto wait = [](WebConnection& connection) { connection.wait_for_client(); };
    SipAsking asking;
    const auto no_handshake = asking.ask("127.62.85.1", server.listen("127.62.85.1", wait), true, 200ms);
    CHECK(no_handshake.end == End::late);
    CHECK(no_handshake.is_out_of_time);
    CHECK(no_handshake.tls.certificate.empty());
    const auto no_answer = asking.ask("127.62.85.1", server.listen_tls("127.62.85.1", {}, wait), true, 2s);
    CHECK(no_answer.end == End::late);
    CHECK(no_answer.is_out_of_time);
    CHECK(subject_of(no_answer) == "CN=device");
    CHECK(server.most_open() == 1);
}

TEST_CASE("SIP stream client: a connection that is reset after the TLS handshake", "[probes][sip][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.86.1", {}, [](WebConnection& connection) {
        connection.read_request();
        connection.reset();
    });
    SipAsking asking;
    const auto reply = asking.ask("127.62.86.1", port, true);
    CHECK(reply.end == End::broken);
    CHECK(subject_of(reply) == "CN=device");
}
