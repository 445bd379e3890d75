// The program itself, asked for SIP over TCP and TLS, over IPv6, and too fast.
#include "tests/field/running_field.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/web_client.hpp"

#include <csignal>
#include <cstdlib>
#include <functional>
#include <optional>
#include <tuple>

#include <fcntl.h>
#include <sched.h>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

std::string options(const std::string& address, const std::string& transport, const std::string& branch = "1")
{
    const bool ipv6 = address.find(':') != std::string::npos;
    const auto host = ipv6 ? '[' + address + ']' : address;
    return "OPTIONS sip:" + host + " SIP/2.0\r\nVia: SIP/2.0/" + transport + ' ' + (ipv6 ? "[::1]" : "127.0.0.1") +
           ":40000;branch=z9hG4bK" + branch +
           ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:t@x.invalid>;tag=1\r\nTo: <sip:" + host +
           ">\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
}

/// A running site whose lines may say TCP, TLS and WEB for sip-tcp, sips and http at free ports.
struct StreamField {
    explicit StreamField(const std::string& lines)
    {
        std::signal(SIGPIPE, SIG_IGN);                  // the client's own TLS writes
        for (int attempt = 0; attempt < 5; ++attempt) { // another program may take a port that was free
            ports = free_tcp_ports(3);
            field.emplace(with_ports(lines));
            if (field->ready()) return;
        }
        FAIL(field->errors());
    }
    std::string with_ports(std::string lines) const
    {
        for (const auto& [word, key, port] : {std::tuple{"TCP", "sip-tcp-port=", ports[0]},
                                              {"TLS", "sips-port=", ports[1]},
                                              {"WEB", "http-port=", ports[2]},
                                              {"UDP", "port=", ports[0]}})
            for (auto at = lines.find(word); at != std::string::npos; at = lines.find(word))
                lines.replace(at, 3, key + std::to_string(port));
        return lines;
    }
    std::uint16_t tcp() const { return ports[0]; }
    std::uint16_t tls() const { return ports[1]; }
    std::uint16_t web() const { return ports[2]; }

    std::vector<std::uint16_t> ports;
    std::optional<RunningField> field;
};

/// A UDP socket that asks one phone; what came back within 5 s, or the error.
class UdpClient {
public:
    UdpClient(const std::string& address, std::uint16_t port)
    {
        const auto place = field::to_socket_address({field::address_of(address), port});
        fd_ = socket(place.any.sa_family, SOCK_DGRAM, 0);
        const timeval patience{5, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        REQUIRE(connect(fd_, &place.any, place.size()) == 0); // what comes from elsewhere is not received
    }
    ~UdpClient() { close(fd_); }
    UdpClient(const UdpClient&) = delete;
    UdpClient& operator=(const UdpClient&) = delete;

    void send(const std::string& text) const { ::send(fd_, text.data(), text.size(), 0); }
    std::pair<std::string, int> receive(int flags = 0) const
    {
        std::array<char, 4096> bytes{};
        const auto got = recv(fd_, bytes.data(), bytes.size(), flags);
        if (got < 0) return {{}, errno};
        return {{bytes.data(), static_cast<std::size_t>(got)}, 0};
    }

private:
    int fd_ = -1;
};

std::string answer_over_tcp(TcpClient& client, const std::string& request)
{
    client.send(request);
    return client.receive_until("\r\n\r\n");
}

} // namespace

TEST_CASE("phonefield: SIP over TCP, several requests in a connection, and keep-alives", "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/24\nunlisted closed\ndefault loss=100%\n"
                    "device 127.45.0.1 TCP sip-udp=closed user-agent=\"Acme 1\"\n");
    TcpClient client("127.45.0.1", sip.tcp());
    CHECK_THAT(answer_over_tcp(client, options("127.45.0.1", "TCP", "a")), StartsWith("SIP/2.0 200 OK\r\n") &&
                                                                               Contains("branch=z9hG4bKa;rport=") &&
                                                                               Contains("User-Agent: Acme 1\r\n"));
    client.send("\r\n\r\n"); // a ping
    CHECK(client.receive(2) == "\r\n");
    client.send("\r\n" + options("127.45.0.1", "TCP", "b") + options("127.45.0.1", "TCP", "c"));
    CHECK_THAT(client.receive_until("\r\n\r\n"), Contains("branch=z9hG4bKb;"));
    CHECK_THAT(client.receive_until("\r\n\r\n"), Contains("branch=z9hG4bKc;"));
    client.send(options("127.45.0.1", "UDP"));        // invalid over TCP: not answered
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"); // no SIP
    CHECK(client.receive().empty());
    CHECK(client.error() == 0);
    UdpClient udp("127.45.0.1", 5060);
    udp.send(options("127.45.0.1", "UDP"));
    CHECK(udp.receive().second == ECONNREFUSED);
    CHECK(sip.field->end() == 0);
    const auto json = sip.field->statistics();
    CAPTURE(json);
    CHECK_THAT(json, Contains("\"sip_tcp_connections\": 1,") && Contains("\"sip_stream_requests\": 5,") &&
                         Contains("\"sip_stream_valid\": 3,") && Contains("\"sip_keep_alives\": 1,") &&
                         Contains("\"sip_stream_invalid_reasons\": {\"not-sip\": 1, \"via-transport\": 1},") &&
                         Contains("\"lost_in\": 0,") && Contains("\"lost_out\": 0,"));
}

TEST_CASE("phonefield: SIP over TLS, with and without a certificate of the client", "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/24\nunlisted closed\n"
                    "device 127.45.0.1 TLS sip-udp=closed user-agent=\"Acme 1\"\n"
                    "device 127.45.0.2 TLS sip=off user-agent=\"Acme 2\"\n"
                    "device 127.45.0.3 TLS tls-client-cert=required user-agent=\"Acme 3\"\n"
                    "device 127.45.0.4 TLS tls-client-cert=required tls=1.3 user-agent=\"Acme 4\"\n"
                    "device 127.45.0.5 TLS tls-client-cert=asked user-agent=\"Acme 5\"\n");
    for (const auto* host : {"127.45.0.1", "127.45.0.5"}) {
        TcpClient tcp(host, sip.tls());
        TlsClient tls(tcp);
        REQUIRE(tls.connected());
        tls.send(options(host, "TLS", "t"));
        CHECK_THAT(tls.receive(), StartsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS ") && Contains("User-Agent: Acme"));
    }
    TcpClient bare("127.45.0.2", sip.tls());
    TlsClient mute(bare);
    REQUIRE(mute.connected());
    mute.send(options("127.45.0.2", "TLS"));
    CHECK(bare.silent_for(200ms));
    TcpClient wants("127.45.0.3", sip.tls());
    CHECK_FALSE(TlsClient(wants).connected());
    TcpClient wants_later("127.45.0.4", sip.tls()); // in TLS 1.3 a client learns it only after the handshake
    TlsClient later(wants_later);
    if (later.connected()) later.send(options("127.45.0.4", "TLS"));
    CHECK(later.ended());
    sip.field->end();
    CHECK_THAT(sip.field->statistics(), Contains("\"sip_tls_connections\": 5,") &&
                                            Contains("\"sip_stream_requests\": 2,") &&
                                            Contains("\"tls_failures\": 2,"));
}

TEST_CASE("phonefield: odd servers of SIP over TCP", "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/24\nunlisted closed\ndefault TCP TLS sip-udp=closed user-agent=x\n"
                    "device 127.45.0.1 sip-stream=bytes\ndevice 127.45.0.2 sip-stream=silent\n"
                    "device 127.45.0.3 sip-stream=closes\ndevice 127.45.0.4 sip-stream=closes-after\n"
                    "device 127.45.0.5 sip-stream=never-closes\ndevice 127.45.0.6 sip-stream=huge-length\n");
    TcpClient bytes("127.45.0.1", sip.tcp()), silent("127.45.0.2", sip.tcp()), closes("127.45.0.3", sip.tcp()),
        after("127.45.0.4", sip.tcp()), never("127.45.0.5", sip.tcp()), huge("127.45.0.6", sip.tcp()),
        plain("127.45.0.5", sip.tcp());
    silent.send(options("127.45.0.2", "TCP"));
    CHECK_THAT(answer_over_tcp(bytes, options("127.45.0.1", "TCP")), Catch::EndsWith("Content-Length: 0\r\n\r\n"));
    CHECK(closes.receive().empty());
    CHECK(closes.error() == 0);
    after.send(options("127.45.0.4", "TCP"));
    CHECK_THAT(after.receive(), StartsWith("SIP/2.0 200 OK") && Catch::EndsWith("\r\n\r\n")); // up to its FIN
    CHECK(after.error() == 0);
    CHECK_THAT(answer_over_tcp(huge, options("127.45.0.6", "TCP")), Contains("Content-Length: 9999999999\r\n"));
    CHECK_THAT(answer_over_tcp(never, options("127.45.0.5", "TCP")), StartsWith("SIP/2.0 200 OK"));
    shutdown(never.descriptor(), SHUT_WR);
    shutdown(bytes.descriptor(), SHUT_WR);
    CHECK(bytes.receive().empty()); // others end what their client has ended
    CHECK(bytes.error() == 0);
    CHECK(never.silent_for(300ms));
    CHECK(silent.silent_for(1ms));
    CHECK(huge.silent_for(1ms));
    TcpClient no_hello("127.45.0.2", sip.tls());
    no_hello.send(std::string("\x16\x03\x01\x00\x01\x01", 6));
    CHECK(no_hello.silent_for(200ms));
}

TEST_CASE("phonefield: a phone that is asked too fast falls silent on all channels, and its SYNs are lost",
          "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/24\nunlisted closed\n"
                    "device 127.45.0.1-2 UDP TCP user-agent=x silent-above=3\n"
                    "device 127.45.0.3 UDP TCP user-agent=x silent-above=1 silent-for=1s\n");
    TcpClient early("127.45.0.1", sip.tcp());
    CHECK_THAT(answer_over_tcp(early, options("127.45.0.1", "TCP")), StartsWith("SIP/2.0 200 OK"));
    UdpClient udp("127.45.0.1", sip.tcp());
    for (int i = 0; i < 10; ++i)
        udp.send(options("127.45.0.1", "UDP", std::to_string(i)));
    UdpClient neighbour("127.45.0.2", sip.tcp());
    for (int i = 0; i < 2; ++i) { // by the second answer it has seen all ten, and done what follows from it
        neighbour.send(options("127.45.0.2", "UDP", std::to_string(i)));
        CHECK_THAT(neighbour.receive().first, StartsWith("SIP/2.0 200 OK"));
    }
    std::size_t answers = 0;
    while (udp.receive(MSG_DONTWAIT).second == 0)
        ++answers;
    CHECK(answers <= 3);
    early.send(options("127.45.0.1", "TCP", "late"));
    CHECK(early.silent_for(200ms));
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const auto place = place_of("127.45.0.1", sip.tcp());
    connect(fd, reinterpret_cast<const sockaddr*>(&place), sizeof place);
    pollfd writable{fd, POLLOUT, 0};
    CHECK(poll(&writable, 1, 300) == 0); // neither accepted nor refused
    close(fd);
    UdpClient short_of_breath("127.45.0.3", sip.tcp());
    for (int i = 0; i < 2; ++i)
        short_of_breath.send(options("127.45.0.3", "UDP", std::to_string(i)));
    bool again = false;
    for (int i = 0; i < 20 && !again; ++i) { // it speaks again after a second, over TCP, too
        TcpClient client("127.45.0.3", sip.tcp());
        client.send(options("127.45.0.3", "TCP"));
        again = !client.silent_for(2s) && client.receive(4) == "SIP/";
    }
    CHECK(again);
    CHECK(sip.field->end() == 0);
    const auto json = sip.field->statistics();
    CAPTURE(json);
    CHECK_THAT(json, Contains("\"phones_fell_silent\": 2,") &&
                         Contains("\"fell_silent\": [{\"address\": \"127.45.0.1\", \"second\": ") &&
                         Contains("\"cause\": \"rate\"}"));
}

TEST_CASE("phonefield: a phone of a population that fell silent accepts connections, but says nothing on them",
          "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/24\ntype t UDP TCP TLS user-agent=x silent-gap=10s\n"
                    "population 127.45.0.0/24 share=100% type=t\n");
    TcpClient first("127.45.0.1", sip.tcp());
    CHECK_THAT(answer_over_tcp(first, options("127.45.0.1", "TCP")), StartsWith("SIP/2.0 200 OK"));
    TcpClient second("127.45.0.1", sip.tls()), beside("127.45.0.2", sip.tcp());
    CHECK(second.error() == 0);
    second.send(std::string("\x16\x03\x01\x00\x01\x01", 6));
    CHECK(second.silent_for(200ms));
    CHECK_THAT(answer_over_tcp(beside, options("127.45.0.2", "TCP")), StartsWith("SIP/2.0 200 OK"));
    first.send(options("127.45.0.1", "TCP"));
    CHECK(first.silent_for(200ms));
    CHECK(sip.field->end() == 0);
    CHECK_THAT(sip.field->statistics(), Contains("\"cause\": \"gap\"}]") && Contains("\"falls_silent\": 1,"));
}

TEST_CASE("phonefield: a branch behind a router that is asked too fast goes silent, the others do not",
          "[field][sip][program]")
{
    StreamField sip("play 127.45.0.0/23\nbottleneck 127.45.0.0/24 rate=5 silent-for=ever\n"
                    "device 127.45.0.1,127.45.1.1 UDP TCP user-agent=x\n");
    UdpClient branch("127.45.0.1", sip.tcp()), other("127.45.1.1", sip.tcp());
    for (int i = 0; i < 20; ++i) {
        branch.send(options("127.45.0.1", "UDP", std::to_string(i)));
        other.send(options("127.45.1.1", "UDP", std::to_string(i)));
    }
    for (int i = 0; i < 20; ++i)
        CHECK(other.receive().second == 0);
    std::size_t answers = 0; // those of the branch were sent before the last of the others
    while (branch.receive(MSG_DONTWAIT).second == 0)
        ++answers;
    CHECK(answers <= 5);
    TcpClient tcp("127.45.0.1", sip.tcp());
    tcp.send(options("127.45.0.1", "TCP"));
    CHECK(tcp.silent_for(200ms));
    CHECK(sip.field->end() == 0);
    CHECK_THAT(sip.field->statistics(),
               Contains("\"bottleneck_overloads\": 1,") && Contains("\"phones_fell_silent\": 0,"));
}

TEST_CASE("phonefield: one process plays a /12, and each phone of it answers from its own address", "[field][program]")
{
    const std::string lines = "play 127.64.0.0/12\ntype t UDP user-agent=\"Acme {ip}\"\n"
                              "population 127.64.0.0/12 share=50% type=t seed=12\n";
    StreamField sip(lines);
    const auto site = field::read_site_text(sip.with_ports(lines), "test.site");
    const auto first = field::address_of("127.64.0.0");
    CHECK(site.play[0].size() == 1048576);
    std::size_t phones = 0;
    for (std::uint64_t i = 0; i < site.play[0].size() && phones < 100; i += 10007) { // all over it
        if (!site.at(first + i)) continue;
        const auto address = field::dotted(first + i);
        CAPTURE(address, ++phones);
        UdpClient udp(address, sip.tcp());
        udp.send(options(address, "UDP"));
        CHECK_THAT(udp.receive().first, Contains("User-Agent: Acme " + address + "\r\n"));
    }
    CHECK(phones > 30); // 52 expected, standard deviation 5
    CHECK(sip.field->end() == 0);
    CHECK_THAT(sip.field->statistics(),
               Contains("\"to_devices\": " + std::to_string(phones) + ",") && Contains("\"to_silent\": 0,"));
}

namespace {

/// A network namespace of one's own, for as long as it lives, in which loopback is up.
class Namespace {
public:
    Namespace() : old_{open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)}
    {
        entered_ = old_ >= 0 && unshare(CLONE_NEWNET) == 0;
        works_ = entered_ && std::system("ip link set lo up 2>/dev/null") == 0;
    }
    ~Namespace()
    {
        if (entered_) setns(old_, CLONE_NEWNET);
        if (old_ >= 0) close(old_);
    }
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;
    bool works() const { return works_; }

private:
    int old_;
    bool entered_ = false;
    bool works_ = false;
};

/// All services of one phone at an IPv6 address.
void check_services(const StreamField& sip, const std::string& address)
{
    CAPTURE(address);
    UdpClient udp(address, sip.tcp());
    udp.send(options(address, "UDP"));
    CHECK_THAT(udp.receive().first, StartsWith("SIP/2.0 200 OK") && Contains("User-Agent: Acme " + address + "\r\n"));
    TcpClient tcp(address, sip.tcp());
    CHECK_THAT(answer_over_tcp(tcp, options(address, "TCP")), Contains("User-Agent: Acme " + address + "\r\n"));
    TcpClient bare(address, sip.tls());
    TlsClient tls(bare);
    REQUIRE(tls.connected());
    tls.send(options(address, "TLS"));
    CHECK_THAT(tls.receive(), Contains("User-Agent: Acme " + address + "\r\n"));
    TcpClient http(address, sip.web());
    http.get("/");
    CHECK_THAT(http.receive_until("</html>"), Contains("<title>" + address + "</title>"));
}

} // namespace

TEST_CASE("phonefield: plays ::1 with all services", "[field][sip][program]")
{
    const int probe = socket(AF_INET6, SOCK_DGRAM, 0);
    const auto place = field::to_socket_address({field::address_of("::1"), 0});
    const bool there = probe >= 0 && bind(probe, &place.any, place.size()) == 0;
    if (probe >= 0) close(probe);
    if (!there) {
        WARN("no IPv6 on this machine: not tested");
        return;
    }
    const auto* unlisted = GENERATE("silent", "closed");
    StreamField sip(std::string("play ::1\nunlisted ") + unlisted +
                    "\ndevice ::1 UDP TCP TLS WEB user-agent=\"Acme {ip}\" web-title={ip}\n");
    check_services(sip, "::1");
    CHECK(sip.field->end() == 0);
    CHECK_THAT(sip.field->statistics(),
               Contains("\"requests\": 1,") && Contains("\"peak_per_second_24_at\": \"::/120\""));
}

TEST_CASE("phonefield: plays an IPv6 prefix that a route makes local, each phone from its own address",
          "[field][sip][program]")
{
    const Namespace own;
    if (!own.works() || std::system("ip -6 route add local fd00:1::/112 dev lo 2>/dev/null") != 0) {
        WARN("no network namespace with IPv6 to be had: not tested");
        return;
    }
    const bool wildcard = GENERATE(true, false);
    CAPTURE(wildcard);
    StreamField sip(std::string("play fd00:1::/112\n") + (wildcard ? "" : "unlisted closed\n") +
                    "device fd00:1::10-14 UDP TCP TLS WEB user-agent=\"Acme {ip}\" web-title={ip}\n"
                    "device fd00:1::2 UDP user-agent=x sip-udp=closed\n");
    check_services(sip, "fd00:1::10");
    check_services(sip, "fd00:1::14");
    UdpClient closed("fd00:1::2", sip.tcp());
    closed.send(options("fd00:1::2", "UDP"));
    CHECK(closed.receive().second == ECONNREFUSED);
    CHECK(sip.field->end() == 0);
}
