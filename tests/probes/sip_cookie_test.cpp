#include "probes/sip_cookie.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace phonescan;
namespace ip = boost::asio::ip;

namespace {

SipCookie cookie_of(unsigned char octet)
{
    SipHashKey key;
    key.fill(std::byte{octet});
    return SipCookie{key};
}

SipTarget target(const char* address, std::uint16_t port = 5060)
{
    return {ip::make_address(address), port};
}

std::string token_of(const SipCookie& cookie, const SipTarget& target)
{
    return std::string{cookie.token(target).text()};
}

std::string upper(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return text;
}

SipAnswerTo answer_to(const SipCookie& cookie, const std::string& branch, const std::string& call_id,
                      const std::string& tag)
{
    const std::string message = "SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 10.0.0.9:4;rport=4;branch=" + branch +
                                "\r\nf: <sip:phonescan@10.0.0.9>;tag=" + tag + "\r\ni: " + call_id + "\r\n\r\n";
    const auto response = wire::parse_sip_response(message);
    REQUIRE(response.has_value());
    return find_target(*response, cookie);
}

} // namespace

TEST_CASE("SIP cookie: a token leads back to its target, in any case of its letters", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    const auto asked = GENERATE(target("0.0.0.0", 0), target("10.0.0.1"), target("255.255.255.255", 65535),
                                target("2001:db8::1"), target("::", 1), target("::ffff:10.0.0.1"));
    CAPTURE(asked.address.to_string(), asked.port);
    const std::string token = token_of(cookie, asked);
    CHECK(token.size() <= SipToken::max_size);
    CHECK(SipCookie::has_shape(token));
    CHECK(std::ranges::all_of(token, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }));
    CHECK(cookie.verify(token) == asked);
    CHECK(cookie.verify(upper(token)) == asked);
}

TEST_CASE("SIP cookie: the token of a known key stands written here", "[probes][sip]")
{
    SipHashKey key;
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::byte>(i);
    // The MAC is `openssl mac -macopt hexkey:000102…0f -macopt size:8 SIPHASH` over 0a 00 00 01 13 c4, octets reversed.
    CHECK(token_of(SipCookie{key}, target("10.0.0.1")) == "ps0a00000113c47e0488fca5b2b52c");
}

TEST_CASE("SIP cookie: a change of any one character is refused", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    for (const auto& asked : {target("10.0.0.1"), target("2001:db8::1")}) {
        const std::string token = token_of(cookie, asked);
        for (std::size_t i = 0; i < token.size(); ++i) {
            for (int c = 0; c < 256; ++c) {
                std::string altered = token;
                altered[i] = static_cast<char>(c);
                if (altered == token || upper(altered) == upper(token)) continue;
                CAPTURE(altered);
                REQUIRE_FALSE(cookie.verify(altered).has_value());
            }
        }
    }
}

TEST_CASE("SIP cookie: cut, lengthened and empty texts are refused", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    const std::string token = token_of(cookie, target("2001:db8::1"));
    for (std::size_t length = 0; length < token.size(); ++length) {
        const std::vector<char> cut(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(length));
        CAPTURE(length);
        CHECK_FALSE(cookie.verify({cut.data(), cut.size()}).has_value());
    }
    CHECK_FALSE(cookie.verify(token + "0").has_value());
    CHECK_FALSE(cookie.verify(" " + token).has_value());
}

TEST_CASE("SIP cookie: another key's token is refused, and random keys differ", "[probes][sip]")
{
    const auto asked = target("10.0.0.1");
    CHECK_FALSE(cookie_of(8).verify(token_of(cookie_of(7), asked)).has_value());
    const auto first = SipCookie::random();
    CHECK(first.verify(token_of(first, asked)) == asked);
    CHECK_FALSE(SipCookie::random().verify(token_of(first, asked)).has_value());
}

TEST_CASE("SIP cookie: targets have tokens of their own", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    std::set<std::string> tokens;
    for (const auto* address : {"10.0.0.1", "10.0.0.2", "::ffff:10.0.0.1", "::10.0.0.1"})
        for (const std::uint16_t port : {std::uint16_t{5060}, std::uint16_t{5061}})
            tokens.insert(token_of(cookie, target(address, port)));
    CHECK(tokens.size() == 8);
}

TEST_CASE("SIP answer: any one whole token says whose it is", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    const auto asked = target("10.0.0.1", 5070);
    const std::string token = token_of(cookie, asked);
    struct Row {
        std::string what, branch, call_id, tag;
    };
    const auto row = GENERATE_COPY(
        Row{"all three", "z9hG4bK" + token, token, token}, Row{"branch alone", "z9hG4bK" + token, "x", "y"},
        Row{"Call-ID alone", "z9hG4bKx", token, "y"}, Row{"tag alone", "z9hG4bKx", "x", token},
        Row{"Call-ID with a host", "z9hG4bKx", token + "@10.0.0.9", "y"},
        Row{"upper case", upper("z9hG4bK" + token), "x", "y"}, Row{"quoted", "\"z9hG4bK" + token + "\"", "x", "y"},
        Row{"a spoilt branch", "z9hG4bK" + token.substr(0, 20), token, "y"},
        Row{"a forged branch", "z9hG4bKps0a00000113c40123456789abcdef", token, "y"});
    CAPTURE(row.what);
    const auto found = answer_to(cookie, row.branch, row.call_id, row.tag);
    CHECK(found.kind == SipAnswerTo::Kind::ours);
    CHECK(found.target == asked);
}

TEST_CASE("SIP answer: forged and foreign ones are told apart", "[probes][sip]")
{
    const auto cookie = cookie_of(7);
    const std::string theirs = token_of(cookie_of(8), target("10.0.0.1"));
    CHECK(answer_to(cookie, "z9hG4bK" + theirs, "x", "y").kind == SipAnswerTo::Kind::forged);
    CHECK(answer_to(cookie, "z9hG4bKx", "x", theirs).kind == SipAnswerTo::Kind::forged);
    CHECK(answer_to(cookie, "z9hG4bKx", "x", "y").kind == SipAnswerTo::Kind::foreign);
    CHECK(answer_to(cookie, "z9hG4bK0123456789abcdef0123456789ab", "x", "y").kind == SipAnswerTo::Kind::foreign);
    CHECK(find_target(*wire::parse_sip_response("SIP/2.0 200 OK\r\n\r\n"), cookie).kind == SipAnswerTo::Kind::foreign);

    const std::string one = token_of(cookie, target("10.0.0.1"));
    const std::string other = token_of(cookie, target("10.0.0.2"));
    CHECK(answer_to(cookie, "z9hG4bK" + one, other, one).kind == SipAnswerTo::Kind::forged);
}
