// The program itself, asked over loopback by TCP and TLS clients.
#include "tests/field/running_field.hpp"
#include "tests/field/web_client.hpp"

#include <csignal>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

using namespace phonescan::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// A running site on 127.43.0.0/24 whose lines may say `WEB` for http and https at free ports, with these ports.
struct WebField {
    explicit WebField(const std::string& lines)
    {
        std::signal(SIGPIPE, SIG_IGN);                  // the client's own TLS writes
        for (int attempt = 0; attempt < 5; ++attempt) { // another program may take a port that was free
            ports = free_tcp_ports(2);
            field.emplace("play 127.43.0.0/24\nunlisted closed\ndefault sip=off\n" + with_ports(lines));
            if (field->ready()) return;
        }
        FAIL(field->errors());
    }
    std::string with_ports(std::string lines) const
    {
        const auto keys = "http-port=" + std::to_string(ports[0]) + " https-port=" + std::to_string(ports[1]);
        for (auto at = lines.find("WEB"); at != std::string::npos; at = lines.find("WEB"))
            lines.replace(at, 3, keys);
        return lines;
    }
    std::uint16_t http() const { return ports[0]; }
    std::uint16_t https() const { return ports[1]; }

    std::vector<std::uint16_t> ports;
    std::optional<RunningField> field;
};

std::string subject_of(X509* certificate)
{
    std::string text(1024, '\0');
    X509_NAME_oneline(X509_get_subject_name(certificate), text.data(), static_cast<int>(text.size()));
    return text.c_str();
}

} // namespace

TEST_CASE("phonefield: a phone serves HTTP and HTTPS, and everything is counted", "[field][web][program]")
{
    WebField web("device 127.43.0.1 WEB web-server=httpd web-title=\"Desk 3\"\n");
    {
        TcpClient client("127.43.0.1", web.http());
        for (int i = 0; i < 2; ++i) { // kept alive
            client.get(i == 0 ? "/" : "/none");
            CHECK_THAT(client.receive_until("</html>\n"), StartsWith(i == 0 ? "HTTP/1.1 200 OK" : "HTTP/1.1 404"));
        }
        client.send("POST / HTTP/1.1\r\nContent-Length: 3\r\nAuthorization: x\r\n\r\nabcGET / HTTP/1.0\r\n\r\n");
        CHECK_THAT(client.receive(), StartsWith("HTTP/1.1 405") && Contains("HTTP/1.1 200 OK"));
    }
    for (int i = 0; i < 20; ++i) { // one after the other is one at a time
        TcpClient client("127.43.0.1", web.https());
        TlsClient tls(client);
        REQUIRE(tls.connected());
        CHECK(tls.version() == "TLSv1.2");
        tls.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK_THAT(tls.receive(), Contains("<title>Desk 3</title>"));
    }
    CHECK(web.field->end() == 0);
    const auto json = web.field->statistics();
    CAPTURE(json);
    CHECK_THAT(json, Contains("\"web_connections\": 21,") && Contains("\"web_most_open_to_one\": 1,") &&
                         Contains("\"web_most_open\": 1,") && Contains("\"http_requests\": 24,") &&
                         Contains("\"http_methods\": {\"GET\": 23, \"POST\": 1},") &&
                         Contains("\"http_bad_requests\": 1,") &&
                         Contains("\"http_paths\": {\"/\": 23, \"/none\": 1},") &&
                         Contains("\"tls_handshakes\": 20,") && Contains("\"tls_failures\": 0,"));
    CHECK_THAT(web.field->errors(), Contains("21 TCP connections, at most 1 open at a time"));
}

TEST_CASE("phonefield: two connections to the ports of one phone are seen to be two", "[field][web][program]")
{
    WebField web("device 127.43.0.1-2 WEB\n");
    {
        TcpClient one("127.43.0.1", web.http()), other("127.43.0.1", web.https()), third("127.43.0.2", web.http());
        one.get("/");
        other.send("no ClientHello at all");
        third.get("/");
        CHECK_FALSE(third.receive(1).empty());
        CHECK_FALSE(one.receive(1).empty());
        other.receive();
        CHECK(other.error() != EAGAIN); // ended by the server
    }
    web.field->end();
    CHECK_THAT(web.field->statistics(), Contains("\"web_most_open_to_one\": 2,") &&
                                            Contains("\"web_most_open_to_one_at\": \"127.43.0.1\"") &&
                                            Contains("\"web_most_open\": 3,") && Contains("\"tls_failures\": 1,"));
}

TEST_CASE("phonefield: certificates, keys and versions are as the site file says", "[field][web][program]")
{
    WebField web("device 127.43.0.1-2 WEB mac=64:16:7f:00:00:01 cert-subject=\"CN={MAC},O=Acme\\\\, Inc.\" "
                 "cert-issuer=\"CN=Acme CA\" cert-names=\"a.example,{ip}\" cert-key=rsa1024 cert-hash=sha1 tls=1.0\n"
                 "device 127.43.0.3 WEB tls=1.3 tls-least=1.3\n"
                 "device 127.43.0.4 WEB hostile=nul-cert\n"
                 "device 127.43.0.5 WEB hostile=huge-cert\n");
    TcpClient old_client("127.43.0.2", web.https());
    const TlsClient old(old_client);
    REQUIRE(old.connected());
    CHECK(old.version() == "TLSv1");
    CHECK(subject_of(old.certificate()) == "/CN=64167F000002/O=Acme, Inc.");
    CHECK(EVP_PKEY_get_bits(X509_get0_pubkey(old.certificate())) == 1024);
    CHECK(X509_get_signature_nid(old.certificate()) == NID_sha1WithRSAEncryption);
    CHECK(X509_check_host(old.certificate(), "a.example", 0, 0, nullptr) == 1);
    TcpClient new_client("127.43.0.3", web.https());
    const TlsClient newest(new_client);
    CHECK(newest.version() == "TLSv1.3");
    CHECK(subject_of(newest.certificate()) == "/CN=127.43.0.3");
    TcpClient refused("127.43.0.3", web.https());
    CHECK_FALSE(TlsClient(refused, TLS1_2_VERSION).connected());
    TcpClient nul_client("127.43.0.4", web.https());
    const TlsClient nul(nul_client);
    CHECK_THAT(subject_of(nul.certificate()), StartsWith("/CN=phone.example\\x00.attacker"));
    TcpClient huge_client("127.43.0.5", web.https());
    CHECK(TlsClient(huge_client).chain_length() == 200);
}

TEST_CASE("phonefield: servers that cannot or will not do TLS", "[field][web][program]")
{
    WebField web("device 127.43.0.1 WEB tls=old cert-subject=CN=old cert-key=rsa1024\n"
                 "device 127.43.0.2 WEB hostile=tls-alert\n"
                 "device 127.43.0.3 WEB hostile=reset-hello\n");
    const std::string hello("\x16\x03\x01\x00\x01\x01", 6);
    TcpClient old("127.43.0.1", web.https());
    old.send(hello);
    const auto records = old.receive();
    CHECK_THAT(records, StartsWith(std::string("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01", 11)) &&
                            Catch::EndsWith(std::string("\x15\x03\x01\x00\x02\x02\x28", 7)));
    const auto length = [&records](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(records.at(at))) << 8 |
               static_cast<unsigned char>(records.at(at + 1));
    };
    const std::size_t certificate_record = 5 + length(3);
    const auto* der = reinterpret_cast<const unsigned char*>(records.data()) + certificate_record + 5 + 4 + 3 + 3;
    auto* certificate = d2i_X509(nullptr, &der, static_cast<long>(length(certificate_record + 3)) - 10);
    REQUIRE(certificate != nullptr);
    CHECK(subject_of(certificate) == "/CN=old");
    X509_free(certificate);
    TcpClient again("127.43.0.1", web.https());
    CHECK_FALSE(TlsClient(again).connected());
    TcpClient alerted("127.43.0.2", web.https());
    alerted.send(hello);
    CHECK(alerted.receive() == std::string("\x15\x03\x01\x00\x02\x02\x28", 7));
    TcpClient reset("127.43.0.3", web.https());
    reset.send(hello);
    CHECK(reset.receive().empty());
    CHECK(reset.error() == ECONNRESET);
}

TEST_CASE("phonefield: hostile servers do their harm over HTTP", "[field][web][program]")
{
    WebField web("device 127.43.0.1 WEB hostile=reset-accept\ndevice 127.43.0.2 WEB hostile=reset-request\n"
                 "device 127.43.0.3 WEB hostile=reset-headers\ndevice 127.43.0.4 WEB hostile=reset-body\n"
                 "device 127.43.0.5 WEB hostile=silent\ndevice 127.43.0.6 WEB hostile=trickle\n"
                 "device 127.43.0.7 WEB hostile=endless-body\ndevice 127.43.0.8 WEB hostile=lying-length\n"
                 "device 127.43.0.9 WEB hostile=long-line\ndevice 127.43.0.10 WEB hostile=many-realms\n"
                 "device 127.43.0.11 WEB hostile=http09\ndevice 127.43.0.12 WEB hostile=garbage\n");
    const auto answer_of = [&web](int host, std::size_t size) {
        TcpClient client("127.43.0." + std::to_string(host), web.http());
        client.get("/");
        auto text = client.receive(size);
        return std::pair{std::move(text), client.error()};
    };
    constexpr std::size_t all = 1U << 30;
    CHECK(answer_of(1, all) == std::pair{std::string(), ECONNRESET});
    CHECK(answer_of(2, all) == std::pair{std::string(), ECONNRESET});
    CHECK(answer_of(3, all) == std::pair{std::string("HTTP/1.1 200 OK\r\nServer: httpd\r\nContent-Le"), ECONNRESET});
    const auto [cut, error] = answer_of(4, all);
    CHECK_THAT(cut, Catch::EndsWith("<title>Pho"));
    CHECK(error == ECONNRESET);
    TcpClient silent("127.43.0.5", web.http()), trickle("127.43.0.6", web.http());
    silent.get("/");
    trickle.get("/");
    CHECK_THAT(trickle.receive_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK"));
    CHECK_THAT(answer_of(7, 8U << 20).first, Catch::EndsWith("\n") || Contains("nothing of interest"));
    CHECK_THAT(answer_of(8, all).first, Contains("Content-Length: 100000") && Catch::EndsWith("short</html>"));
    CHECK(answer_of(9, 1U << 20).first.size() == 1U << 20);
    CHECK_THAT(answer_of(10, 8000).first, Contains("Basic realm=\"realm 99\""));
    CHECK_THAT(answer_of(11, all).first, StartsWith("<html>"));
    CHECK(answer_of(12, all).first.size() == 4096);
    CHECK(trickle.receive(1) == "<");
    CHECK(silent.silent_for(1ms));
}

TEST_CASE("phonefield: where no device is, TCP is refused; under a wildcard it is reset", "[field][web][program]")
{
    WebField own("device 127.43.0.1 WEB\n");
    CHECK(TcpClient("127.43.0.2", own.http()).error() == ECONNREFUSED);
    CHECK(TcpClient("127.43.0.1", own.http()).error() == 0);
    WebField wild("type t WEB web-title={ip}\npopulation 127.43.0.0/25 share=100% type=t\n");
    TcpClient nobody("127.43.0.200", wild.http());
    nobody.get("/");
    CHECK(nobody.receive().empty());
    CHECK(nobody.error() == ECONNRESET);
    TcpClient phone("127.43.0.100", wild.http());
    phone.get("/");
    CHECK_THAT(phone.receive_until("</html>"), Contains("<title>127.43.0.100</title>"));
    wild.field->end();
    CHECK_THAT(wild.field->statistics(), Contains("\"web_refused\": 1,") && Contains("\"web_connections\": 1,"));
}

TEST_CASE("phonefield: without SIP the port of SIP is closed", "[field][web][program]")
{
    WebField web("device 127.43.0.1 WEB\n");
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const auto place = place_of("127.43.0.1", 5060);
    connect(fd, reinterpret_cast<const sockaddr*>(&place), sizeof place);
    CHECK(send(fd, "x", 1, 0) == 1);
    pollfd readable{fd, POLLIN, 0};
    CHECK(poll(&readable, 1, 5000) == 1);
    char byte = 0;
    CHECK(recv(fd, &byte, 1, MSG_DONTWAIT) < 0);
    CHECK(errno == ECONNREFUSED);
    close(fd);
}

TEST_CASE("phonefield: a TCP port that is taken, and what TLS does not take, are named", "[field][web][program]")
{
    const int holder = socket(AF_INET, SOCK_STREAM, 0);
    auto own = place_of("127.0.0.1", 0);
    socklen_t size = sizeof own;
    REQUIRE(bind(holder, reinterpret_cast<const sockaddr*>(&own), size) == 0);
    REQUIRE(listen(holder, 1) == 0);
    getsockname(holder, reinterpret_cast<sockaddr*>(&own), &size);
    const auto port = std::to_string(ntohs(own.sin_port));
    RunningField taken("play 127.0.0.0/24\nunlisted closed\ndevice 127.0.0.1 sip=off http-port=" + port + "\n");
    CHECK_FALSE(taken.ready());
    CHECK(taken.end() != 0);
    CHECK_THAT(taken.errors(), Contains("cannot play 127.0.0.1 TCP port " + port));
    close(holder);
    const auto [key, message] = GENERATE(table<std::string, std::string>({
        {"tls-ciphers=NONE-SUCH", "tls-ciphers=NONE-SUCH"},
        {"cert-subject=CN=x,C=Germany", "the certificate's name C=Germany"},
    }));
    RunningField wrong("play 127.43.0.0/24\nunlisted closed\ndevice 127.43.0.1 sip=off " + key +
                       " https-port=" + std::to_string(free_tcp_ports(1).front()) + "\n");
    CHECK_FALSE(wrong.ready());
    CHECK(wrong.end() != 0);
    CHECK_THAT(wrong.errors(), Contains(message));
}
