#include "tests/field/sip_stream.hpp"
#include "tests/field/site_file.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan::field;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

constexpr std::uint32_t phone = 127U << 24 | 42U << 16 | 7;
constexpr Endpoint scanner{127U << 24 | 1, 40000};

std::string request_of(const std::string& last_headers, const std::string& transport = "TCP")
{
    return "OPTIONS sip:127.42.0.7 SIP/2.0\r\n"
           "Via: SIP/2.0/" +
           transport +
           " 127.0.0.1:40000;branch=z9hG4bKabc;rport\r\n"
           "Max-Forwards: 70\r\n"
           "From: <sip:scan@127.0.0.1>;tag=77\r\n"
           "To: <sip:127.42.0.7>\r\n"
           "Call-ID: one@127.0.0.1\r\n"
           "CSeq: 1 OPTIONS\r\n" +
           last_headers + "\r\n";
}

const std::string request = request_of("Content-Length: 0\r\n");

Script script_of(const std::string& keys, const std::string& text = request)
{
    const auto site = read_site_text("play 127.42.0.0/24\ndevice 127.42.0.7 " + keys + "\n", "test.site");
    const auto read = read_sip_stream(text, SipTransport::tcp);
    REQUIRE(read.has_value());
    return sip_stream_script(read->request, scanner, site.at(phone).value());
}

std::size_t count_of(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("SIP stream: a message is there only with all of its head and of its body", "[field][sip]")
{
    const auto message = request_of("Content-Type: text/plain\r\nContent-Length: 5\r\n") + "hello";
    const auto read = read_sip_stream(message + request, SipTransport::tcp);
    REQUIRE(read.has_value());
    CHECK(read->size == message.size());
    CHECK(read->request.fault == RequestFault::none);
    for (std::size_t size = 0; size < message.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(read_sip_stream(std::string(message, 0, size), SipTransport::tcp).has_value());
    }
}

TEST_CASE("SIP stream: line ends in front of a message are skipped, two of them are a ping", "[field][sip]")
{
    const auto text = "\r\n" + request;
    const auto after_one = read_sip_stream(text, SipTransport::tcp);
    REQUIRE(after_one.has_value());
    CHECK_FALSE(after_one->ping);
    CHECK(after_one->request.method == "OPTIONS");
    CHECK(after_one->size == request.size() + 2);
    CHECK_FALSE(read_sip_stream("\r\n", SipTransport::tcp).has_value());
    const auto pinged = "\r\n\r\n" + request;
    const auto ping = read_sip_stream(pinged, SipTransport::tcp);
    REQUIRE(ping.has_value());
    CHECK(ping->ping);
    CHECK(ping->size == 4);
}

TEST_CASE("SIP stream: whatever the bytes are, what is read lies inside of them", "[field][sip]")
{
    const auto start = "\r\n" + request_of("Content-Length: 5\r\n") + "hello";
    for (std::uint64_t round = 0; round < 20000; ++round) {
        auto text = start;
        for (std::uint64_t change = 0; change <= round % 4; ++change) {
            constexpr std::string_view likely = "\r\n :;,=0129\0\xff";
            const auto dice = mixed(round, change);
            text[dice % text.size()] = likely[(dice >> 32) % likely.size()];
        }
        text.resize(mixed(round, 77) % 2 == 0 ? text.size() : 1 + mixed(round, 78) % text.size());
        const std::vector<char> bytes(text.begin(), text.end()); // its own heap block, so that ASan sees any overrun
        const auto read = read_sip_stream({bytes.data(), bytes.size()}, SipTransport::tcp);
        if (!read) continue;
        CAPTURE(text);
        REQUIRE(read->size > 0);
        REQUIRE(read->size <= bytes.size());
        REQUIRE((read->ping || !read->request.answerable() || read->request.top_via.element.size() < bytes.size()));
    }
}

TEST_CASE("SIP stream: the transport of the Via and a Content-Length are checked", "[field][sip]")
{
    const auto [text, transport, fault] = GENERATE(table<std::string, SipTransport, RequestFault>({
        {request, SipTransport::tcp, RequestFault::none},
        {request, SipTransport::tls, RequestFault::via_transport},
        {request, SipTransport::udp, RequestFault::via_transport},
        {request_of("l: 0\r\n", "TLS"), SipTransport::tls, RequestFault::none},
        {request_of("", "TCP"), SipTransport::tcp, RequestFault::content_length},
        {request_of("", "UDP"), SipTransport::udp, RequestFault::none},
        {request_of("Content-Length: 99999999999\r\n"), SipTransport::tcp, RequestFault::content_length},
        {request_of("Content-Length: 1x\r\n"), SipTransport::tcp, RequestFault::content_length},
        {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", SipTransport::tcp, RequestFault::not_sip},
    }));
    CAPTURE(text);
    const auto read = read_sip_stream(text, transport);
    REQUIRE(read.has_value());
    CHECK(read->size == text.size());
    CHECK(read->request.fault == fault);
}

TEST_CASE("SIP stream: a phone answers as over UDP, after its latency", "[field][sip]")
{
    const auto script = script_of("user-agent=\"Acme 1\" latency=30ms trying");
    REQUIRE(script.size() == 3);
    CHECK_THAT(script[0].bytes,
               StartsWith("SIP/2.0 100 Trying\r\nVia: SIP/2.0/TCP 127.0.0.1:40000;") && !Contains("User-Agent"));
    CHECK(script[1].kind == Step::Kind::pause);
    CHECK(script[1].time == 30ms);
    CHECK_THAT(script[2].bytes, StartsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bKabc;"
                                           "rport=40000;received=127.0.0.1\r\n") &&
                                    Contains("User-Agent: Acme 1\r\n") && Catch::EndsWith("Content-Length: 0\r\n\r\n"));
}

TEST_CASE("SIP stream: odd manners", "[field][sip]")
{
    CHECK_THAT(script_of("sip-stream=no-length").at(0).bytes, !Contains("Content-Length"));
    const auto huge = script_of("sip-stream=huge-length");
    REQUIRE(huge.size() == 2);
    CHECK_THAT(huge[0].bytes, Catch::EndsWith("Content-Length: 9999999999\r\n\r\n"));
    CHECK(huge[1].kind == Step::Kind::hold);
    const auto bytes = script_of("sip-stream=bytes");
    REQUIRE(bytes.size() == 1);
    CHECK(bytes[0].kind == Step::Kind::drip);
    CHECK(bytes[0].time < 10ms);
    const auto twice = script_of("sip-stream=two-answers").at(0).bytes;
    CHECK(count_of(twice, "SIP/2.0 200 OK\r\n") == 2);
    CHECK(count_of(twice, "branch=z9hG4bKabc;") == 2);
    const auto foreign = script_of("sip-stream=foreign-first");
    REQUIRE(foreign.size() == 1);
    CHECK(count_of(foreign[0].bytes, "SIP/2.0 200 OK\r\n") == 2);
    CHECK(count_of(foreign[0].bytes, "branch=z9hG4bKabc;") == 1);
    CHECK(count_of(foreign[0].bytes, "Call-ID: one@127.0.0.1\r\n") == 1);
    CHECK(count_of(foreign[0].bytes, ";tag=77\r\n") == 1);
    CHECK(foreign[0].bytes.rfind("SIP/2.0 200 OK") < foreign[0].bytes.find("branch=z9hG4bKabc;"));
    CHECK(script_of("sip-stream=closes-after").back().kind == Step::Kind::close);
}

TEST_CASE("SIP stream: what is wrong stays unanswered, what is no SIP ends the connection", "[field][sip]")
{
    const auto no_length = request_of("");
    CHECK(script_of("user-agent=x", no_length).empty());
    CHECK(script_of("user-agent=x reply-to=source", no_length).size() == 1);
    const auto http = script_of("user-agent=x", "GET / HTTP/1.1\r\n\r\n");
    REQUIRE(http.size() == 1);
    CHECK(http[0].kind == Step::Kind::close);
}

TEST_CASE("SIP stream: what is done before anything was read", "[field][sip]")
{
    const auto welcome = [](SipStream kind, bool off = false) {
        SipService service;
        service.stream = kind;
        service.off = off;
        const auto script = sip_stream_welcome(service);
        return script ? std::optional{script->at(0).kind} : std::nullopt;
    };
    CHECK(welcome(SipStream::silent) == Step::Kind::hold);
    CHECK(welcome(SipStream::closes) == Step::Kind::close);
    CHECK(welcome(SipStream::plain) == std::nullopt);
    CHECK(welcome(SipStream::silent, true) == std::nullopt);
}
