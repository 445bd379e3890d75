#include "probes/wire/sip_stream.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace phonescan;
using State = wire::SipStreamReader::State;

namespace {

struct Message {
    std::string head, body;

    friend bool operator==(const Message&, const Message&) = default;
};

/// All that a stream gives.
struct Cut {
    std::vector<std::string> heads;
    std::vector<Message> messages;
    std::optional<Errc> error;

    friend bool operator==(const Cut&, const Cut&) = default;
};

void feed(wire::SipStreamReader& reader, std::string_view bytes, Cut& cut)
{
    for (;;) {
        const auto state = reader.feed(bytes);
        if (state == State::head) {
            cut.heads.emplace_back(reader.head());
        } else if (state == State::message) {
            cut.messages.push_back({std::string{reader.head()}, std::string{reader.body()}});
        } else {
            if (state == State::failed) cut.error = reader.error();
            return;
        }
    }
}

Cut cut_in_pieces(std::string_view stream, std::size_t piece)
{
    wire::SipStreamReader reader;
    Cut cut;
    for (; !stream.empty(); stream.remove_prefix(std::min(piece, stream.size()))) {
        const std::string own{stream.substr(0, piece)}; // its own heap block, so ASan sees any overrun
        feed(reader, own, cut);
    }
    return cut;
}

/// The same however the stream is split.
Cut cut(std::string_view stream)
{
    const auto whole = cut_in_pieces(stream, stream.size() + 1);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 1'000U}) {
        CAPTURE(piece);
        CHECK((cut_in_pieces(stream, piece) == whole));
    }
    return whole;
}

std::string response(std::string_view fields, std::string_view body = {})
{
    return "SIP/2.0 200 OK\r\nUser-Agent: Acme\r\n" + std::string{fields} + "\r\n" + std::string{body};
}

} // namespace

TEST_CASE("SIP stream: responses and requests one behind the other, with and without bodies", "[wire][sip]")
{
    const auto first = response("Content-Length: 5\r\n");
    const auto second = response("l:0\r\n");
    const std::string third = "OPTIONS sip:a@b SIP/2.0\r\ncontent-length :\r\n 3\r\n\r\n";
    const auto found = cut(first + "hello" + second + third + "\r\n\r" + second);
    CHECK_FALSE(found.error);
    CHECK(found.heads == std::vector{first, second, third, second});
    REQUIRE(found.messages.size() == 4);
    CHECK((found.messages[0] == Message{first, "hello"}));
    CHECK((found.messages[1] == Message{second, ""}));
    CHECK((found.messages[2] == Message{third, "\r\n\r"}));
}

TEST_CASE("SIP stream: keep-alives between messages are passed over", "[wire][sip]")
{
    const auto message = response("Content-Length: 2\r\n", "\r\n");
    const auto found = cut("\r\n\r\n" + message + "\r\n" + message + "\r\n\r\n\r\n\n");
    CHECK_FALSE(found.error);
    CHECK(found.messages.size() == 2);
    CHECK(cut("\r\n\r\n\r\n") == Cut{});
}

TEST_CASE("SIP stream: lines that end at LF, or at CR CR LF", "[wire][sip]")
{
    const std::string bare = "SIP/2.0 200 OK\nl: 1\n\n";
    const std::string twice = "SIP/2.0 200 OK\r\r\nl: 1\r\r\n\r\r\n";
    const auto found = cut(bare + "a" + twice + "b");
    REQUIRE(found.messages.size() == 2);
    CHECK((found.messages[0] == Message{bare, "a"}));
    CHECK((found.messages[1] == Message{twice, "b"}));
}

TEST_CASE("SIP stream: without a Content-Length a message ends with its head", "[wire][sip]")
{
    const auto message = response("");
    const auto found = cut(message + message);
    CHECK(found.messages.size() == 2);
    CHECK_FALSE(found.error);
    const auto with_body = cut(message + "v=0\r\n" + message);
    CHECK(with_body.messages.size() == 1);
    CHECK(with_body.error == Errc::malformed);
}

TEST_CASE("SIP stream: one length twice is one length", "[wire][sip]")
{
    const auto found = cut(response("Content-Length: 3\r\nl: 003\r\n", "abc") + response(""));
    REQUIRE(found.messages.size() == 2);
    CHECK(found.messages[0].body == "abc");
}

TEST_CASE("SIP stream: where the length says nothing, the head still counts and nothing behind it", "[wire][sip]")
{
    const struct {
        const char* fields;
        Errc error;
    } rows[] = {
        {"Content-Length: 3\r\nContent-Length: 4\r\n", Errc::malformed},
        {"Content-Length: -1\r\n", Errc::malformed},
        {"Content-Length: +1\r\n", Errc::malformed},
        {"Content-Length: many\r\n", Errc::malformed},
        {"Content-Length: 0x10\r\n", Errc::malformed},
        {"Content-Length:\r\n", Errc::malformed},
        {"Content-Length: 1, 1\r\n", Errc::malformed},
        {"Content-Length: 4294967295\r\n", Errc::too_long},
        {"l: 65537\r\n", Errc::too_long},
        {"Content-Length: 99999999999999999999999999999999\r\n", Errc::too_long},
    };
    for (const auto& row : rows) {
        CAPTURE(row.fields);
        const auto head = response(row.fields);
        const auto found = cut(head + "abcd" + response(""));
        CHECK(found.heads == std::vector{head});
        CHECK(found.messages.empty());
        CHECK(found.error == row.error);
        wire::SipStreamReader reader;
        std::string_view bytes = head;
        REQUIRE(reader.feed(bytes) == State::head);
        REQUIRE(reader.feed(bytes) == State::failed);
        CHECK(reader.head() == head);
    }
}

TEST_CASE("SIP stream: a body is kept up to the bound and passed over behind it", "[wire][sip]")
{
    const std::string longest(wire::max_sip_stream_body, 'b');
    const auto found = cut(response("Content-Length: 65536\r\n", longest) + response(""));
    REQUIRE(found.messages.size() == 2);
    CHECK(found.messages[0].body == longest.substr(0, wire::max_sip_stream_body_kept));
}

TEST_CASE("SIP stream: a head is given before its body comes", "[wire][sip]")
{
    const auto head = response("Content-Length: 10\r\n");
    const auto found = cut(head + "nine byte");
    CHECK(found.heads == std::vector{head});
    CHECK(found.messages.empty());
    CHECK_FALSE(found.error);
}

TEST_CASE("SIP stream: a head without its end gives nothing", "[wire][sip]")
{
    const auto message = response("Content-Length: 0\r\n");
    for (std::size_t size = 0; size < message.size(); ++size) {
        CAPTURE(size);
        CHECK(cut(message.substr(0, size)) == Cut{});
    }
}

TEST_CASE("SIP stream: what is no SIP ends at its first line, what is no text at its first octet", "[wire][sip]")
{
    using namespace std::string_literals;
    for (const auto& stream :
         {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "220 mail\n"s, "\x15\x03\x01"s, "\0"s, "\xff"s, " SIP/2.0 200 OK\r\n"s,
          "SIP/2.0 99 x\r\n"s, "SIP/2.0\r\n"s, "\r\n\r\nSSH-2.0-x\r\n"s, "OPTIONS sip:a SIP/3.0\r\n"s}) {
        CAPTURE(stream);
        const auto found = cut(stream + response(""));
        CHECK(found.heads.empty());
        CHECK(found.error == Errc::malformed);
        CHECK(cut(stream).error == Errc::malformed);
    }
    CHECK_FALSE(cut("HTTP/1.1 400 Bad Request").error);
}

TEST_CASE("SIP stream: a head is as long as the bound and no longer", "[wire][sip]")
{
    const auto of_size = [](std::size_t size) {
        const auto empty = response("X: \r\n").size();
        return response("X: " + std::string(size - empty, 'x') + "\r\n");
    };
    const auto fits = of_size(wire::max_sip_stream_head);
    CHECK(cut(fits).heads == std::vector{fits});
    const auto found = cut(of_size(wire::max_sip_stream_head + 1));
    CHECK(found.heads.empty());
    CHECK(found.error == Errc::too_long);
    CHECK(cut(std::string(wire::max_sip_stream_head + 1, 'x')).error == Errc::too_long);
    CHECK(cut(std::string(wire::max_sip_stream_head + 1, 'x') + "\n").error == Errc::too_long);
}

TEST_CASE("SIP stream: a message behind another starts anew", "[wire][sip]")
{
    wire::SipStreamReader reader;
    const auto stream = response("l: 1\r\n", "a") + "SIP";
    std::string_view bytes = stream;
    CHECK(reader.feed(bytes) == State::head);
    CHECK(reader.feed(bytes) == State::message);
    CHECK(reader.body() == "a");
    CHECK(reader.feed(bytes) == State::more);
    CHECK(reader.head().empty());
    CHECK(reader.body().empty());
}
