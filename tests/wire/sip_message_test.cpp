#include "probes/wire/sip_message.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view answer =
    "SIP/2.0 200 OK\r\n"
    "Via: SIP/2.0/UDP 10.0.0.9:40000;branch=z9hG4bKabc;rport=40000;received=10.0.0.9\r\n"
    "From: <sip:a@10.0.0.9>;tag=abc\r\n"
    "To: <sip:10.0.0.1>;tag=1\r\n"
    "Call-ID: abc\r\n"
    "CSeq: 1 OPTIONS\r\n"
    "User-Agent: Acme Desk 300 2.1.7\r\n"
    "Content-Length: 4\r\n"
    "\r\n"
    "v=0\n";

struct Shape {
    std::string_view what;
    std::string_view message;
    int status;
    std::string_view reason;
    std::string_view user_agent;
};

bool lies_in(std::string_view part, std::string_view whole)
{
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

} // namespace

TEST_CASE("SIP response: a complete one is read into its parts", "[wire][sip]")
{
    const auto response = parse_sip_response(answer);
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->reason == "OK");
    REQUIRE(response->headers.size() == 7);
    CHECK(response->headers[1].name == "From");
    CHECK(response->headers[1].value == "<sip:a@10.0.0.9>;tag=abc");
    CHECK(response->header("user-AGENT") == "Acme Desk 300 2.1.7");
    CHECK_FALSE(response->header("Server").has_value());
    CHECK(response->body == "v=0\n");
    CHECK(response->complete);
}

TEST_CASE("SIP response: what devices write is read", "[wire][sip]")
{
    const auto row = GENERATE(
        Shape{"upper case", "SIP/2.0 200 OK\r\nUSER-AGENT: A\r\n\r\n", 200, "OK", "A"},
        Shape{"lower case", "sip/2.0 200 ok\r\nuser-agent: A\r\n\r\n", 200, "ok", "A"},
        Shape{"no blank after the colon", "SIP/2.0 401 Unauthorized\r\nUser-Agent:A\r\n\r\n", 401, "Unauthorized", "A"},
        Shape{"blanks before the colon", "SIP/2.0 200 OK\r\nUser-Agent \t : A \r\n\r\n", 200, "OK", "A"},
        Shape{"folded by a blank", "SIP/2.0 200 OK\r\nUser-Agent: A\r\n B\r\n\r\n", 200, "OK", "A B"},
        Shape{"folded by a TAB, twice", "SIP/2.0 200 OK\r\nUser-Agent:\r\n\tA\r\n\t B\r\nX: y\r\n\r\n", 200, "OK",
              "A B"},
        Shape{"folded with bare LF", "SIP/2.0 200 OK\nUser-Agent: A \n  B\n\n", 200, "OK", "A B"},
        Shape{"bare LF", "SIP/2.0 404 Not Found\nX: y\nUser-Agent: A\n\nbody", 404, "Not Found", "A"},
        Shape{"bare CR", "SIP/2.0 404 Not Found\rX: y\rUser-Agent: A\r\rbody", 404, "Not Found", "A"},
        Shape{"CR CR LF", "SIP/2.0 200 OK\r\r\nX: y\r\r\nUser-Agent: A\r\r\n\r\r\n", 200, "OK", "A"},
        Shape{"mixed ends", "SIP/2.0 200 OK\r\nX: y\nZ: z\rUser-Agent: A\n\r\n", 200, "OK", "A"},
        Shape{"no empty line", "SIP/2.0 200 OK\r\nUser-Agent: A\r\n", 200, "OK", "A"},
        Shape{"no end of the last line", "SIP/2.0 200 OK\r\nUser-Agent: A", 200, "OK", "A"},
        Shape{"keep-alives in front", "\r\n\r\n\nSIP/2.0 200 OK\r\nUser-Agent: A\r\n\r\n", 200, "OK", "A"},
        Shape{"no reason", "SIP/2.0 486\r\nUser-Agent: A\r\n\r\n", 486, "", "A"},
        Shape{"blank instead of a reason", "SIP/2.0 486 \r\nUser-Agent: A\r\n\r\n", 486, "", "A"},
        Shape{"no blank before the reason", "SIP/2.0 200OK\r\nUser-Agent: A\r\n\r\n", 200, "OK", "A"},
        Shape{"many blanks", "SIP/2.0   503 \tBusy now \r\nUser-Agent:\t A\t\r\n\r\n", 503, "Busy now", "A"},
        Shape{"a line without a colon", "SIP/2.0 200 OK\r\ngarbage\r\n folded\r\nUser-Agent: A\r\n\r\n", 200, "OK",
              "A"},
        Shape{"a line without a name", "SIP/2.0 200 OK\r\n : x\r\n: y\r\nUser-Agent: A\r\n\r\n", 200, "OK", "A"},
        Shape{"latin-1", "SIP/2.0 200 D'accord \xe9\r\nUser-Agent: T\xe9l\r\n\r\n", 200, "D'accord \xe9", "T\xe9l"},
        Shape{"NUL bytes", "SIP/2.0 200 OK\r\nX\0: \0\r\nUser-Agent: A\0B\r\n\r\n"sv, 200, "OK", "A\0B"sv},
        Shape{"a CR in a value", "SIP/2.0 200 OK\r\nX: a\rb\r\nUser-Agent: A\r\n\r\n", 200, "OK", "A"},
        Shape{"lowest status", "SIP/2.0 100 Trying\r\nUser-Agent: A\r\n\r\n", 100, "Trying", "A"},
        Shape{"highest status", "SIP/2.0 699 No\r\nUser-Agent: A\r\n\r\n", 699, "No", "A"},
        Shape{"several of a name", "SIP/2.0 200 OK\r\nUser-Agent: A\r\nUser-Agent: B\r\n\r\n", 200, "OK", "A"},
        Shape{"nothing after the end", "SIP/2.0 200 OK\r\nUser-Agent: A\r\n\r\nUser-Agent: B\r\n", 200, "OK", "A"});
    CAPTURE(row.what);
    const auto response = parse_sip_response(row.message);
    REQUIRE(response.has_value());
    CHECK(response->status == row.status);
    CHECK(response->reason == row.reason);
    REQUIRE(response->header("User-Agent").has_value());
    CHECK(unfold(*response->header("User-Agent")) == row.user_agent);
}

TEST_CASE("SIP response: what is none is malformed", "[wire][sip]")
{
    const auto message = GENERATE(
        ""sv, "\r\n\r\n"sv, "S"sv, "SIP/2.0"sv, "SIP/2.0 "sv, "SIP/2.0\r\n200 OK"sv, "SIP/2.0 20"sv, "SIP/2.0 2 OK"sv,
        "SIP/2.0 2000 OK\r\n\r\n"sv, "SIP/2.0 099 OK\r\n\r\n"sv, "SIP/2.0 700 OK\r\n\r\n"sv, "SIP/2.0 -10 OK\r\n\r\n"sv,
        "SIP/2.0 +20 OK\r\n\r\n"sv, "SIP/2.0 OK\r\n\r\n"sv, "SIP/2.0200 OK\r\n\r\n"sv, "SIP/3.0 200 OK\r\n\r\n"sv,
        "SIP/2.00 200 OK\r\n\r\n"sv, " SIP/2.0 200 OK\r\n\r\n"sv, "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: x\r\n\r\n"sv,
        "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"sv, "\x00\x01\x00\x00!\x12\xa4\x42"sv, "\0\0\0\0"sv,
        "220 mail ready\r\n"sv);
    CAPTURE(message);
    const auto response = parse_sip_response(message);
    REQUIRE(response.has_error());
    CHECK(response.error() == Errc::malformed);
}

TEST_CASE("SIP response: the bounds hold, and what lies on them is read", "[wire][sip]")
{
    const auto with_fields = [](std::size_t count) {
        std::string message = "SIP/2.0 200 OK\r\n";
        for (std::size_t i = 0; i < count; ++i)
            message += "X: y\r\n";
        return message + "\r\n";
    };
    CHECK(parse_sip_response(with_fields(max_sip_headers)).has_value());
    const auto too_many = with_fields(max_sip_headers + 1);
    REQUIRE(parse_sip_response(too_many).has_error());
    CHECK(parse_sip_response(too_many).error() == Errc::too_long);

    std::string longest = "SIP/2.0 200 OK\r\n\r\n";
    longest.resize(max_sip_message, 'x');
    CHECK(parse_sip_response(longest).has_value());
    longest += 'x';
    REQUIRE(parse_sip_response(longest).has_error());
    CHECK(parse_sip_response(longest).error() == Errc::too_long);
}

TEST_CASE("SIP response: compact names are those of the long ones, both ways", "[wire][sip]")
{
    using Pair = std::pair<std::string_view, std::string_view>;
    const auto [compact, name] = GENERATE(
        Pair{"i", "Call-ID"}, Pair{"m", "Contact"}, Pair{"e", "Content-Encoding"}, Pair{"l", "Content-Length"},
        Pair{"c", "Content-Type"}, Pair{"f", "From"}, Pair{"s", "Subject"}, Pair{"k", "Supported"}, Pair{"t", "To"},
        Pair{"v", "Via"}, Pair{"o", "Event"}, Pair{"r", "Refer-To"}, Pair{"u", "Allow-Events"}, Pair{"V", "via"});
    CAPTURE(name);
    const std::string message = "SIP/2.0 200 OK\r\nX: y\r\n" + std::string{compact} + ": value\r\n\r\n";
    const auto response = parse_sip_response(message);
    REQUIRE(response.has_value());
    CHECK(response->header(name) == "value");
    CHECK(SipHeader{name, {}}.is(compact));
    CHECK_FALSE(response->header("Server").has_value());
}

TEST_CASE("SIP response: cut anywhere it is read as far as it goes, inside its bounds", "[wire][sip]")
{
    constexpr std::size_t shortest_response = "SIP/2.0 200"sv.size();
    for (std::size_t length = 0; length <= answer.size(); ++length) {
        CAPTURE(length);
        const std::vector<char> cut(answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(length));
        const std::string_view message{cut.data(), cut.size()}; // its own heap block, so ASan sees any overrun
        const auto response = parse_sip_response(message);
        REQUIRE(response.has_value() == (length >= shortest_response));
        if (!response) continue;
        CHECK(response->status == 200);
        CHECK(response->complete == (length >= answer.find("\r\n\r\n") + 3)); // a bare CR ends a line
        CHECK(lies_in(response->body, message));
        for (const auto& header : response->headers) {
            CHECK(lies_in(header.name, message));
            CHECK(lies_in(header.value, message));
            parameter(header.value, "tag");
            unfold(header.value);
        }
        const auto via = topmost_via(*response);
        if (via) seen_from(*via);
    }
}

TEST_CASE("SIP response: hostile repetition is read in linear time", "[wire][sip]")
{
    // Each took seconds when a scan began anew at every line or quote; ASan's build reads them in milliseconds.
    const auto repeated = [](std::string_view piece) {
        std::string message = "SIP/2.0 200 OK\r\nVia: ";
        while (message.size() + piece.size() <= max_sip_message)
            message += piece;
        return message;
    };
    for (const auto piece : {"x\r"sv, "\r "sv, "x\r\r\n"sv, "\\\""sv, "\"\\"sv, "<"sv, ";"sv, ";=\"<"sv, " \n "sv}) {
        CAPTURE(piece);
        const std::string message = repeated(piece);
        const auto response = parse_sip_response(message);
        REQUIRE(response.has_value());
        const auto via = response->header("Via").value();
        CHECK_FALSE(parameter(via, "branch").has_value());
        CHECK(unfold(via).find_first_of("\r\n") == std::string::npos);
    }
}
