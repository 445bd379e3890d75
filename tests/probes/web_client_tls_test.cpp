#include "probes/wire/certificate.hpp"
#include "tests/probes/web_asking.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

std::string subject_of(const WebReply& reply)
{
    const auto certificate = wire::read_certificate(reply.tls.certificate);
    return certificate ? certificate->subject : std::string{};
}

const auto page = http_response("HTTP/1.1 200 OK\r\nServer: Acme\r\n", "a page");

} // namespace

TEST_CASE("web client: TLS of every age gives version, certificate and page", "[probes][web][tls]")
{
    const struct {
        std::uint16_t version;
        bool is_weak;
    } rows[] = {{0x0301, true}, {0x0301, false}, {0x0302, true}, {0x0303, true}, {0x0303, false}, {0x0304, false}};
    for (const auto& row : rows) {
        CAPTURE(row.version, row.is_weak);
        WebServer server;
        const auto port =
            server.listen_tls("127.62.40.1", {.version = row.version, .is_weak = row.is_weak}, always(page));
        Asking asking;
        const auto reply = asking.ask("127.62.40.1", port, true);
        CHECK(reply.end == End::answered);
        CHECK(reply.status == 200);
        CHECK(reply.body == "a page");
        CHECK(reply.tls.version == row.version);
        CHECK(subject_of(reply) == "CN=device");
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("web client: every question over a kept TLS connection has its answer", "[probes][web][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.41.1", {}, always(page));
    const auto plain = server.listen("127.62.41.1", always(page));
    Asking asking;
    CHECK(asking.ask("127.62.41.1", port, true, "/a").body == "a page");
    CHECK(asking.ask("127.62.41.1", port, true, "/b").body == "a page");
    CHECK(server.connections() == 1);
    const auto reply = asking.ask("127.62.41.1", plain);
    CHECK(reply.body == "a page");
    CHECK(reply.tls.version == 0);
    CHECK(reply.tls.certificate.empty());
    CHECK(server.most_open() == 1);
}

TEST_CASE("web client: without a path the certificate is read and nothing asked", "[probes][web][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.42.1", {.common_name = "sip"},
                                        [](WebConnection& connection) { connection.wait_for_client(); });
    Asking asking;
    for (int i = 0; i < 2; ++i) {
        const auto reply = asking.ask("127.62.42.1", port, true, "");
        CHECK(reply.end == End::answered);
        CHECK(reply.status == 0);
        CHECK(reply.body.empty());
        CHECK_FALSE(reply.is_cut);
        CHECK(reply.tls.version == 0x0303);
        CHECK(subject_of(reply) == "CN=sip");
    }
    CHECK(server.connections() == 2);
    CHECK(server.most_open() == 1);
    CHECK(server.requests().empty());
}

TEST_CASE("web client: a handshake that fails after the certificate still gives it", "[probes][web][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.43.1", {.wants_certificate = true}, always(page));
    Asking asking;
    for (const auto* const path : {"/", ""}) {
        CAPTURE(path);
        const auto reply = asking.ask("127.62.43.1", port, true, path);
        CHECK(reply.end == End::broken);
        CHECK(reply.status == 0);
        CHECK(reply.tls.version == 0x0303);
        CHECK(subject_of(reply) == "CN=device");
    }
}

TEST_CASE("web client: what is no TLS gives neither version nor certificate", "[probes][web][tls]")
{
    const auto* const bytes = GENERATE("HTTP/1.1 400 Bad Request\r\n\r\n", "\x15\x03\x01\x00\x02\x02\x28", "");
    WebServer server;
    const auto port = server.listen("127.62.44.1", [&](WebConnection& connection) {
        connection.read_some();
        connection.send(std::string_view{bytes, bytes[0] == '\x15' ? 7U : std::string_view{bytes}.size()});
    });
    Asking asking;
    const auto reply = asking.ask("127.62.44.1", port, true);
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK(reply.tls.certificate.empty());
}

TEST_CASE("web client: a connection that is reset after the TLS handshake", "[probes][web][tls]")
{
    WebServer server;
    const auto port = server.listen_tls("127.62.45.1", {}, [](WebConnection& connection) {
        connection.read_request();
        connection.reset();
    });
    Asking asking;
    const auto reply = asking.ask("127.62.45.1", port, true);
    CHECK(reply.end == End::broken);
    CHECK(subject_of(reply) == "CN=device");
}
