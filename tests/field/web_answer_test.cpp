#include "tests/field/hostile.hpp"
#include "tests/field/site_file.hpp"
#include "tests/field/tls_records.hpp"
#include "tests/field/web_answer.hpp"
#include "tests/field/web_statistics.hpp"
#include "tests/support/catch.hpp"

#include <zlib.h>

using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t first = 127U << 24 | 43U << 16 | 1;

/// A device of a site of its own.
struct Played {
    explicit Played(const std::string& keys)
        : site{read_site_text("play 127.43.0.0/24\ndevice 127.43.0.1 " + keys, "test.site")}, device{*site.at(first)}
    {
    }
    Site site;
    PlayedDevice device;
};

WebRequest request_of(std::string_view text)
{
    const auto read = read_web_request(text);
    REQUIRE(read.has_value());
    return read->request;
}

WebRequest get(std::string_view target)
{
    WebRequest request;
    request.method = "GET";
    request.target = target;
    return request;
}

/// What a script sends, each step's bytes once.
std::string sent(const Script& script)
{
    std::string out;
    for (const auto& step : script)
        if (step.kind == Step::Kind::send) out += step.bytes;
    return out;
}

std::string answer_to(const std::string& keys, const WebRequest& request, WebProtocol protocol = WebProtocol::http)
{
    const Played played("http https " + keys);
    return sent(script_of_request(request, played.device, protocol));
}

} // namespace

TEST_CASE("web request: method, target and what a good scanner must not send are read", "[field][web]")
{
    const auto plain = request_of("GET /a?b=c HTTP/1.1\r\nHost: x\r\naccept-encoding: br, gzip\r\n\r\nrest");
    CHECK((plain.valid && plain.keep_alive && plain.takes_gzip && !plain.has_credentials && !plain.has_body));
    CHECK(plain.method == "GET");
    CHECK(plain.target == "/a?b=c");
    CHECK(request_of("GET / HTTP/1.1\r\nauthorization: Basic eDp5\r\n\r\n").has_credentials);
    CHECK(request_of("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").body == 3);
    CHECK(request_of("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").has_body);
    CHECK_FALSE(request_of("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").keep_alive);
    CHECK_FALSE(request_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
    CHECK_FALSE(read_web_request("GET / HTTP/1.1\r\nHost: x\r\n").has_value());
}

TEST_CASE("web request: what is no HTTP/1.x is not valid", "[field][web]")
{
    const auto* text =
        GENERATE("\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET http://x/ HTTP/1.1\r\n\r\n",
                 "GET /a b HTTP/1.1\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    CAPTURE(text);
    CHECK_FALSE(request_of(text).valid);
}

TEST_CASE("web answer: page, title, realm, paths and redirects", "[field][web]")
{
    using Catch::Contains;
    using Catch::StartsWith;
    CHECK_THAT(answer_to("web-server=\"Acme {firmware}\" firmware=2.1 web-title=\"Desk {n}\"", get("/")),
               StartsWith("HTTP/1.1 200 OK\r\nServer: Acme 2.1\r\nContent-Type: text/html\r\n") &&
                   Contains("<title>Desk 0</title>") && Contains("\r\nConnection: keep-alive\r\n"));
    CHECK_THAT(answer_to("web-server=A web-realm=\"Basic realm=\\\"D 1\\\"\"", get("/")),
               StartsWith("HTTP/1.1 401 Unauthorized\r\nServer: A\r\nWWW-Authenticate: Basic realm=\"D 1\"\r\n"));
    CHECK_THAT(answer_to("web-path=/i?a=b==<x>1</x>", get("/i?a=b")),
               Contains("\r\nContent-Type: text/xml\r\nContent-Length: 8\r\n") && Catch::EndsWith("<x>1</x>"));
    CHECK_THAT(answer_to("web-path=/i?a=b==x web-server=A", get("/i")),
               StartsWith("HTTP/1.1 404 Not Found\r\nServer: A\r\n"));
    CHECK_THAT(answer_to("web-location=/login.htm", get("/")), Contains("302 Found\r\nLocation: /login.htm\r\n"));
    CHECK_THAT(answer_to("web-redirect-https", get("/x")), Contains("Location: https://127.43.0.1/\r\n"));
    CHECK_THAT(answer_to("web-redirect-https https-port=8443", get("/")), Contains("https://127.43.0.1:8443/\r\n"));
    CHECK_THAT(answer_to("web-redirect-https web-title=T", get("/"), WebProtocol::https), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("web answer: chunks, gzip, an end after each answer, a delay", "[field][web]")
{
    using Catch::Contains;
    auto request = get("/");
    CHECK_THAT(answer_to("web-chunked web-page=abc", request), Catch::EndsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
    CHECK_THAT(answer_to("web-gzip web-page=abc", request), Catch::EndsWith("\r\n\r\nabc"));
    request.takes_gzip = true;
    CHECK_THAT(answer_to("web-gzip web-page=abc", request), Contains("\r\nContent-Encoding: gzip\r\n"));
    const Played played("http web-close web-delay=500ms web-page=abc");
    const auto script = script_of_request(request, played.device, WebProtocol::http);
    REQUIRE(script.size() == 3);
    CHECK(script[0].time == 500ms);
    CHECK_THAT(script[1].bytes, Contains("\r\nConnection: close\r\n"));
    CHECK(script[2].kind == Step::Kind::close);
    request.method = "HEAD";
    CHECK_THAT(answer_to("web-page=abc", request), Contains("Content-Length: 3\r\n") && Catch::EndsWith("\r\n\r\n"));
    request.method = "POST";
    CHECK_THAT(answer_to("web-page=abc", request), Catch::StartsWith("HTTP/1.1 405 "));
}

TEST_CASE("hostile: redirects lead where they should not", "[field][web]")
{
    const auto [kind, target, location] = GENERATE(table<std::string, std::string, std::string>({
        {"redirect-away", "/", "http://198.51.100.7/"},
        {"redirect-name", "/", "http://phones.example/"},
        {"redirect-scheme", "/", "file:///etc/passwd"},
        {"redirect-loop", "/", "/a"},
        {"redirect-loop", "/a", "/b"},
        {"redirect-loop", "/b", "/a"},
        {"redirect-chain", "/", "/hop-1"},
        {"redirect-chain", "/hop-41", "/hop-42"},
    }));
    CAPTURE(kind, target);
    CHECK_THAT(answer_to("hostile=" + kind, get(target)), Catch::Contains("\r\nLocation: " + location + "\r\n"));
}

TEST_CASE("hostile: endless answers end at their limit", "[field][web]")
{
    const auto* kind = GENERATE("endless-headers", "endless-body");
    const Played played(std::string("http hostile=") + kind);
    std::uint64_t octets = 0;
    for (const auto& step : script_of_request(get("/"), played.device, WebProtocol::http))
        octets += step.bytes.size() * step.times;
    CHECK(octets > endless_limit / 2);
    CHECK(octets < endless_limit + 65536);
}

TEST_CASE("hostile: the gzip bomb is a valid gzip of 1 GB of zeros", "[field][web]")
{
    const Played played("http hostile=gzip-bomb");
    const auto script = script_of_request(get("/"), played.device, WebProtocol::http);
    REQUIRE(script.size() == 3);
    const auto head = script[0].bytes.find("\r\n\r\n") + 4;
    const auto size = script[0].bytes.size() - head + script[1].bytes.size() * script[1].times + script[2].bytes.size();
    CHECK_THAT(script[0].bytes, Catch::Contains("Content-Length: " + std::to_string(size) + "\r\n"));
    CHECK(script[1].times == 1024);
    const std::string check_and_length("\xb0\xc2\x64\x5b\x00\x00\x00\x40", 8); // RFC 1952, 2.3.1
    CHECK_THAT(script[2].bytes, Catch::EndsWith(check_and_length));
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, -15) == Z_OK); // without gzip's head and tail: three blocks stand for all
    auto bytes = script[1].bytes + script[1].bytes + script[1].bytes + script[2].bytes;
    std::string out(4U << 20, 'x');
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    CHECK(stream.avail_in == check_and_length.size());
    CHECK(stream.total_out == 3U << 20);
    CHECK(out.find_first_not_of('\0') == stream.total_out);
    inflateEnd(&stream);
}

TEST_CASE("hostile: the welcome and the refusal of TLS", "[field][web]")
{
    CHECK(hostile_welcome(Played("http hostile=silent").device.behaviour->web)->front().kind == Step::Kind::hold);
    CHECK(hostile_welcome(Played("http hostile=reset-accept").device.behaviour->web)->front().kind ==
          Step::Kind::reset);
    CHECK_FALSE(hostile_welcome(Played("http hostile=garbage").device.behaviour->web).has_value());
    CHECK(refuses_tls(Played("https tls=old").device.behaviour->web));
    CHECK(refuses_tls(Played("https hostile=tls-alert").device.behaviour->web));
    CHECK_FALSE(refuses_tls(Played("https hostile=nul-cert").device.behaviour->web));
}

TEST_CASE("old TLS: a record is whole only with all of its octets", "[field][web]")
{
    const auto alert = fatal_alert();
    REQUIRE(alert.size() == 7);
    for (std::size_t size = 0; size < alert.size(); ++size)
        CHECK_FALSE(holds_record(alert.substr(0, size)));
    CHECK(holds_record(alert));
}

TEST_CASE("web statistics: most open, in all and to one address", "[field][web]")
{
    WebStatistics statistics;
    statistics.opened(1s, first, false);
    statistics.opened(1s, first + 1, false);
    statistics.closed(first);
    statistics.opened(1100ms, first, false);
    statistics.opened(3s, first, true); // its client had gone already
    statistics.request(get("/\"\xff"));
    const auto json = statistics.json_lines();
    const auto line = GENERATE("\"web_connections\": 4,", "\"web_most_open\": 2,", "\"web_most_open_to_one\": 1,",
                               "\"most_connections_a_second\": 3,", "\"http_methods\": {\"GET\": 1},",
                               "\"http_bad_requests\": 0,", "\"http_paths\": {\"/\\\"\\u00ff\": 1},");
    CHECK_THAT(json, Catch::Contains(line));
}
