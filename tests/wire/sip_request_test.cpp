#include "probes/wire/byte_reader.hpp"
#include "probes/wire/sip_message.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view request = "REGISTER sip:10.99.0.1 SIP/2.0\r\n"
                                     "Via: SIP/2.0/UDP 10.99.0.21:5060;branch=z9hG4bKabc\r\n"
                                     "f: <sip:a@10.99.0.1>;tag=abc\r\n"
                                     "User-Agent: Acme Desk 300 2.1.7\r\n"
                                     "Content-Length: 4\r\n"
                                     "\r\n"
                                     "v=0\n";

} // namespace

TEST_CASE("SIP request: a complete one is read into its parts", "[wire][sip]")
{
    const auto read = parse_sip_request(request);
    REQUIRE(read.has_value());
    CHECK(read->method == "REGISTER");
    CHECK(read->uri == "sip:10.99.0.1");
    REQUIRE(read->headers.size() == 4);
    CHECK(read->header("FROM") == "<sip:a@10.99.0.1>;tag=abc");
    CHECK(read->header("user-agent") == "Acme Desk 300 2.1.7");
    CHECK_FALSE(read->header("Server").has_value());
    CHECK(read->body == "v=0\n");
    CHECK(read->complete);
}

TEST_CASE("SIP request: what devices write is read", "[wire][sip]")
{
    struct Row {
        std::string_view what;
        std::string_view message;
        std::string_view method;
        std::string_view uri;
        std::optional<std::string_view> user_agent;
    };
    const auto row = GENERATE(
        Row{"PnP", "SUBSCRIBE sip:MAC%3a0004F2ABCDEF@224.0.1.75 SIP/2.0\r\nUser-Agent: A\r\n\r\n", "SUBSCRIBE",
            "sip:MAC%3a0004F2ABCDEF@224.0.1.75", "A"},
        Row{"bare LF", "OPTIONS sip:a SIP/2.0\nUser-Agent: A\n\n", "OPTIONS", "sip:a", "A"},
        Row{"keep-alives in front", "\r\n\r\nOPTIONS sip:a SIP/2.0\r\nUser-Agent: A\r\n\r\n", "OPTIONS", "sip:a", "A"},
        Row{"many blanks", "OPTIONS \t sip:a   SIP/2.0 \r\nUser-Agent: A\r\n\r\n", "OPTIONS", "sip:a", "A"},
        Row{"blanks in the URI", "OPTIONS sip:a b@c SIP/2.0\r\n\r\n", "OPTIONS", "sip:a b@c", {}},
        Row{"lower case version", "OPTIONS sip:a sip/2.0\r\nUser-Agent: A\r\n\r\n", "OPTIONS", "sip:a", "A"},
        Row{"a method of its own", "x-PING.1 sip:a SIP/2.0\r\n\r\n", "x-PING.1", "sip:a", {}},
        Row{"no fields", "OPTIONS sip:a SIP/2.0\r\n\r\n", "OPTIONS", "sip:a", {}},
        Row{"request line without an end", "OPTIONS sip:a SIP/2.0", "OPTIONS", "sip:a", {}},
        Row{"lines without a colon", "OPTIONS sip:a SIP/2.0\r\nX\r\nUser-Agent: A\r\n\r\n", "OPTIONS", "sip:a", "A"},
        Row{"a field that the input ends in",
            "OPTIONS sip:a SIP/2.0\r\nUser-Agent: A 35.80.0.7",
            "OPTIONS",
            "sip:a",
            {}},
        Row{"ends in the folded part", "OPTIONS sip:a SIP/2.0\r\nUser-Agent: A\r\n 35.80.0.7", "OPTIONS", "sip:a", {}},
        Row{"ends behind a field", "OPTIONS sip:a SIP/2.0\r\nUser-Agent: A 1\r\n", "OPTIONS", "sip:a", "A 1"});
    CAPTURE(row.what);
    const auto read = parse_sip_request(row.message);
    REQUIRE(read.has_value());
    CHECK(read->method == row.method);
    CHECK(read->uri == row.uri);
    CHECK(read->header("User-Agent") == row.user_agent);
    CHECK(read->complete ==
          (row.message.find("\r\n\r\n", 4) != std::string_view::npos || row.message.ends_with("\n\n")));
}

TEST_CASE("SIP request: what is none is malformed", "[wire][sip]")
{
    const auto message =
        GENERATE(""sv, "\r\n\r\n"sv, "OPTIONS"sv, "OPTIONS sip:a"sv, "OPTIONS sip:a SIP/2."sv,
                 "OPTIONS SIP/2.0\r\n\r\n"sv, "OPTIONS  SIP/2.0\r\n\r\n"sv, "OPTIONS sip:a SIP/3.0\r\n\r\n"sv,
                 "OPTIONS sip:a SIP/2.00\r\n\r\n"sv, " OPTIONS sip:a SIP/2.0\r\n\r\n"sv,
                 "OPT/IONS sip:a SIP/2.0\r\n\r\n"sv, "OPT\xffIONS sip:a SIP/2.0\r\n\r\n"sv, "SIP/2.0 200 OK\r\n\r\n"sv,
                 "SIP/2.0 200 SIP/2.0\r\n\r\n"sv, "GET / HTTP/1.1\r\n\r\n"sv, "\x00\x01\x00\x00!\x12\xa4\x42"sv);
    CAPTURE(message);
    const auto read = parse_sip_request(message);
    REQUIRE(read.has_error());
    CHECK(read.error() == Errc::malformed);
}

TEST_CASE("SIP request: the bounds hold, and what lies on them is read", "[wire][sip]")
{
    std::string fields = "OPTIONS sip:a SIP/2.0\r\n";
    for (std::size_t i = 0; i < max_sip_headers; ++i)
        fields += "X: y\r\n";
    CHECK(parse_sip_request(fields + "\r\n").has_value());
    CHECK(parse_sip_request(fields + "X: y\r\n\r\n").error() == Errc::too_long);

    std::string longest = "OPTIONS sip:a SIP/2.0\r\n\r\n";
    longest.resize(max_sip_message, 'x');
    CHECK(parse_sip_request(longest).has_value());
    CHECK(parse_sip_request(longest + 'x').error() == Errc::too_long);
}

TEST_CASE("SIP: messages are told by their first bytes", "[wire][sip]")
{
    for (const auto start : {"REGISTER sip:a"sv, "REFER "sv, "SUBSCRIBE sip:a"sv, "OPTIONS "sv, "INVITE sip:"sv,
                             "INFO sip:"sv, "ACK "sv, "BYE "sv, "CANCEL "sv, "NOTIFY "sv, "PUBLISH "sv, "PRACK "sv,
                             "MESSAGE "sv, "UPDATE "sv, "SIP/2.0 200 OK"sv, "\r\n\r\nREGISTER sip:a"sv}) {
        CAPTURE(start);
        CHECK(may_be_sip(start));
    }
    for (const auto start : {""sv, "\r\n\r\n"sv, "R"sv, "REGISTER"sv, "REGISTERx"sv, "register sip:a"sv, "SIP/2.0"sv,
                             "SIP/3.0 200"sv, "GET / HTTP/1.1"sv, "\x00\x01\x00\x00"sv, "\x16\x03\x01"sv, "jaK\0"sv}) {
        CAPTURE(start);
        CHECK_FALSE(may_be_sip(start));
    }
}

TEST_CASE("SIP request: cut anywhere it gives whole fields only", "[wire][sip]")
{
    const auto request_line = request.find('\r');
    const auto user_agent_line = request.find("\r\nContent-Length") + 1;
    test::for_every_prefix(std::as_bytes(std::span{request}), [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto message = text_of(cut);
        CHECK(may_be_sip(message) == (cut.size() >= "REGISTER "sv.size()));
        const auto read = parse_sip_request(message);
        REQUIRE(read.has_value() == (cut.size() >= request_line));
        if (!read) {
            CHECK(read.error() == Errc::malformed);
            return;
        }
        CHECK(test::lies_in(read->body, cut));
        for (const auto& header : read->headers) {
            CHECK(test::lies_in(header.name, cut));
            CHECK(test::lies_in(header.value, cut));
        }
        CHECK(read->header("User-Agent").value_or("") == (cut.size() >= user_agent_line ? "Acme Desk 300 2.1.7" : ""));
    });
}
