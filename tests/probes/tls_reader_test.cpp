#include "probes/tls_reader.hpp"

#include "probes/wire/certificate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/tls_builder.hpp"
#include "tests/support/web_server.hpp"

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using End = WebReply::End;

namespace {

WebReply read_server(std::uint16_t port, Clock::duration limit = 2s, bool extensions = true)
{
    WebRequest request;
    request.address = boost::asio::ip::make_address_v4("127.62.60.1");
    request.port = port;
    request.tls = true;
    request.limit = limit;
    boost::asio::io_context context;
    return run_coroutine(context, read_tls_server(request, "", extensions));
}

/// What a server is read to be that answers a ClientHello so.
WebReply read_script(const WebServer::Script& script, Clock::duration limit = 2s)
{
    WebServer server;
    const auto reply = read_server(server.listen("127.62.60.1", script), limit);
    CHECK(server.connections() == 1);
    return reply;
}

WebServer::Script answering(std::string bytes)
{
    return [bytes = std::move(bytes)](WebConnection& connection) {
        connection.read_some();
        connection.send(bytes);
        connection.wait_for_client();
    };
}

} // namespace

TEST_CASE("TLS reader: version and certificate of a server that speaks it", "[probes][tls]")
{
    for (const auto version : std::array<std::uint16_t, 3>{0x0301, 0x0302, 0x0303})
        for (const bool extensions : {true, false}) {
            CAPTURE(version, extensions);
            WebServer server;
            const auto port = server.listen_tls("127.62.60.1", {.version = version, .is_weak = true}, {});
            const auto reply = read_server(port, 2s, extensions);
            CHECK(reply.end == End::answered);
            CHECK(reply.tls.version == version);
            const auto certificate = wire::read_certificate(reply.tls.certificate);
            REQUIRE(certificate.has_value());
            CHECK(certificate->subject == "CN=device");
            CHECK_FALSE(reply.is_out_of_time);
        }
}

TEST_CASE("TLS reader: a server of RC4 and nothing else", "[probes][tls]")
{
    constexpr std::uint16_t rc4_md5 = 0x0004;
    const auto flight = tls_record(22, tls_server_hello(0x0301, rc4_md5)) +
                        tls_record(22, tls_certificates({"the first", "the second"})) +
                        tls_record(22, tls_message(14, ""));
    const auto reply = read_script(answering(flight));
    CHECK(reply.end == End::answered);
    CHECK(reply.tls.version == 0x0301);
    CHECK(reply.tls.certificate == "the first");
    SECTION("octet by octet")
    {
        const auto slow = read_script([&](WebConnection& connection) {
            connection.read_some();
            connection.trickle(flight, 1ms);
        });
        CHECK(slow.tls.certificate == "the first");
    }
}

TEST_CASE("TLS reader: an alert is TLS without a certificate", "[probes][tls]")
{
    const auto reply = read_script(answering(tls_record(21, std::string{"\x02\x28", 2})));
    CHECK(reply.end == End::answered);
    CHECK(reply.tls.version == 0);
    CHECK(reply.tls.certificate.empty());
}

TEST_CASE("TLS reader: what is no TLS is no answer", "[probes][tls]")
{
    CHECK(read_script(answering("HTTP/1.1 400 Bad Request\r\n\r\n")).end == End::broken);
    CHECK(read_script(answering(std::string(100, '\0'))).end == End::broken);
    CHECK(read_script([](WebConnection&) {}).end == End::broken);
    const auto reset = read_script([](WebConnection& connection) {
        connection.read_some();
        connection.reset();
    });
    CHECK(reset.end == End::broken);
    CHECK_FALSE(reset.is_out_of_time);
}

TEST_CASE("TLS reader: a server that says nothing, or too little, is late", "[probes][tls]")
{
    const auto begin = Clock::now();
    const auto reply = read_script([](WebConnection& connection) { connection.wait_for_client(); }, 200ms);
    CHECK(reply.end == End::late);
    CHECK(reply.is_out_of_time);
    CHECK(Clock::now() - begin < 1s);
    const auto half = read_script(answering(tls_record(22, tls_server_hello(0x0301, 4))), 200ms);
    CHECK(half.end == End::answered);
    CHECK(half.tls.version == 0x0301);
    CHECK(half.is_out_of_time);
}

TEST_CASE("TLS reader: endless records end at the bound", "[probes][tls]")
{
    const auto reply = read_script([](WebConnection& connection) {
        connection.read_some();
        const auto record = tls_record(22, tls_message(4, std::string(16'000, 't')));
        while (connection.send(record)) {}
    });
    CHECK(reply.end == End::answered);
    CHECK_FALSE(reply.is_out_of_time);
}

TEST_CASE("TLS reader: a port that nobody listens on, and one that is silent", "[probes][tls]")
{
    CHECK(read_server(closed_port("127.62.60.1")).end == End::refused);
    WebServer server;
    const auto begin = Clock::now();
    const auto reply = read_server(server.listen_deaf("127.62.60.1"), 200ms);
    CHECK(reply.end == End::silent);
    CHECK(Clock::now() - begin < 1s);
}
