#include "probes/wire/byte_reader.hpp"
#include "probes/wire/http_request.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view request = "GET /cfg/0004f2abcdef.cfg HTTP/1.1\r\n"
                                     "Host: 10.99.0.1\r\n"
                                     "User-Agent: Acme Desk 300 2.1.7\r\n"
                                     "Accept: */*\r\n"
                                     "\r\n"
                                     "body";

} // namespace

TEST_CASE("HTTP request: a complete head is read into its parts", "[wire][http]")
{
    const auto read = read_http_request(request);
    REQUIRE(read.has_value());
    CHECK(read->method == "GET");
    CHECK(read->target == "/cfg/0004f2abcdef.cfg");
    CHECK(read->user_agent == "Acme Desk 300 2.1.7");
    CHECK(read->host == "10.99.0.1");
    CHECK(read->complete);
}

TEST_CASE("HTTP request: what devices write is read", "[wire][http]")
{
    struct Row {
        std::string_view what;
        std::string_view message;
        std::string_view target;
        std::string_view user_agent;
        bool complete;
    };
    const auto row = GENERATE(
        Row{"HTTP/1.0", "GET /a HTTP/1.0\r\nUser-Agent: A\r\n\r\n", "/a", "A", true},
        Row{"no fields", "GET / HTTP/1.1\r\n\r\n", "/", "", true},
        Row{"nothing but the request line", "GET / HTTP/1.1\r\n", "/", "", false},
        Row{"request line without an end", "GET / HTTP/1.1", "/", "", false},
        Row{"upper case, no blank", "GET / HTTP/1.1\r\nUSER-AGENT:A\r\n\r\n", "/", "A", true},
        Row{"bare LF", "GET / HTTP/1.1\nuser-agent: A \n\n", "/", "A", true},
        Row{"empty lines in front", "\r\n\r\nGET / HTTP/1.1\r\nUser-Agent: A\r\n\r\n", "/", "A", true},
        Row{"many blanks", "GET   /a   HTTP/1.1\r\nUser-Agent: \t A\r\n\r\n", "/a", "A", true},
        Row{"blanks in the target", "GET /a b c HTTP/1.1\r\n\r\n", "/a b c", "", true},
        Row{"absolute target", "GET http://10.0.0.1/a HTTP/1.1\r\n\r\n", "http://10.0.0.1/a", "", true},
        Row{"folded", "GET / HTTP/1.1\r\nUser-Agent: A\r\n B\r\n\r\n", "/", "A\r\n B", true},
        Row{"a line without a colon", "GET / HTTP/1.1\r\nX\r\nUser-Agent: A\r\n\r\n", "/", "A", true},
        Row{"several", "GET / HTTP/1.1\r\nUser-Agent: A\r\nUser-Agent: B\r\n\r\n", "/", "A", true},
        Row{"an empty one first", "GET / HTTP/1.1\r\nUser-Agent:\r\nUser-Agent: B\r\n\r\n", "/", "B", true},
        Row{"behind the head", "GET / HTTP/1.1\r\n\r\nUser-Agent: A\r\n\r\n", "/", "", true},
        Row{"a field that the input ends in", "GET / HTTP/1.1\r\nUser-Agent: A 35.80.0.7", "/", "", false},
        Row{"ends behind a field", "GET / HTTP/1.1\r\nUser-Agent: A 35.80.0.70\r\n", "/", "A 35.80.0.70", false},
        Row{"WebDAV", "M-SEARCH * HTTP/1.1\r\nUser-Agent: A\r\n\r\n", "*", "A", true});
    CAPTURE(row.what);
    const auto read = read_http_request(row.message);
    REQUIRE(read.has_value());
    CHECK(read->target == row.target);
    CHECK(read->user_agent == row.user_agent);
    CHECK(read->complete == row.complete);
}

TEST_CASE("HTTP request: what is none is malformed", "[wire][http]")
{
    const auto message =
        GENERATE(""sv, "\r\n"sv, "GET"sv, "GET "sv, "GET /"sv, "GET /a\r\nUser-Agent: A\r\n\r\n"sv, "GET /a HTTP/1"sv,
                 "GET /a HTTP/1.\r\n"sv, "GET /a HTTP/1.x\r\n"sv, "GET /a HTTP/1.10\r\n"sv, "GET /a HTTP/2.0\r\n"sv,
                 "GET /a http/1.1\r\n"sv, "get /a HTTP/1.1\r\n"sv, " GET /a HTTP/1.1\r\n"sv, "G\0T /a HTTP/1.1\r\n"sv,
                 "HTTP/1.1 200 OK\r\nServer: A\r\n\r\n"sv, "HTTP/1.1 200 HTTP/1.1\r\n\r\n"sv,
                 "OPTIONS sip:10.0.0.1 SIP/2.0\r\nUser-Agent: A\r\n\r\n"sv, "OPTIONS rtsp://10.0.0.1/ RTSP/1.0\r\n"sv,
                 "\x16\x03\x01\x02\x00\x01"sv);
    CAPTURE(message);
    const auto read = read_http_request(message);
    REQUIRE(read.has_error());
    CHECK(read.error() == Errc::malformed);
}

TEST_CASE("HTTP request: a head longer than the bound is too long, a body is not", "[wire][http]")
{
    std::string head = "GET / HTTP/1.1\r\nUser-Agent: A\r\nX: ";
    head.resize(max_http_request_head - 4, 'x');
    const auto longest = head + "\r\n\r\n";
    REQUIRE(read_http_request(longest).has_value());
    CHECK(read_http_request(longest)->complete);
    CHECK(read_http_request(longest + std::string(100'000, 'b'))->user_agent == "A");

    const auto too_long = head + "yy\r\n\r\n";
    REQUIRE(read_http_request(too_long).has_error());
    CHECK(read_http_request(too_long).error() == Errc::too_long);
}

TEST_CASE("HTTP request: may begin one with a method, or a prefix of it", "[wire][http]")
{
    for (const auto start : {"G"sv, "GET"sv, "GET "sv, "GET /"sv, "HEAD /"sv, "P"sv, "POST "sv, "PUT "sv, "DEL"sv,
                             "CONNECT a:1"sv, "OPTIONS *"sv, "TRACE /"sv, "OPTIONS sip:a SIP/2.0"sv}) {
        CAPTURE(start);
        CHECK(may_be_http_request(start));
    }
    for (const auto start : {""sv, "GETX"sv, "get "sv, "GET\t/"sv, "PATCH "sv, " GET "sv, "HTTP/1.1 200 OK"sv,
                             "\x16\x03\x01"sv, "REGISTER sip:a SIP/2.0"sv, "\0\0\0\0"sv}) {
        CAPTURE(start);
        CHECK_FALSE(may_be_http_request(start));
    }
}

TEST_CASE("HTTP request: cut anywhere it gives whole fields only", "[wire][http]")
{
    const auto request_line = request.find('\r');
    const auto user_agent_line = request.find("\r\nAccept") + 1;
    test::for_every_prefix(std::as_bytes(std::span{request}), [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto read = read_http_request(text_of(cut));
        REQUIRE(read.has_value() == (cut.size() >= request_line));
        CHECK((cut.empty() || may_be_http_request(text_of(cut))));
        if (!read) {
            CHECK(read.error() == Errc::malformed);
            return;
        }
        for (const auto part : {read->method, read->target, read->user_agent, read->host})
            CHECK(test::lies_in(part, cut));
        CHECK(read->user_agent == (cut.size() >= user_agent_line ? "Acme Desk 300 2.1.7" : ""));
    });
}
