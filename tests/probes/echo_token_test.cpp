#include "probes/echo_token.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using namespace phonescan;

namespace {

constexpr std::array<std::uint8_t, 4> address = {10, 0, 0, 7};

} // namespace

TEST_CASE("echo token: a reply is verified against index and address", "[probes][echo]")
{
    const auto token = EchoToken::random();
    const auto payload = token.write(0x01020304, address);
    CHECK(EchoToken::claimed_index(payload) == 0x01020304U);
    CHECK(token.verify(payload, 0x01020304, address));
    CHECK_FALSE(token.verify(payload, 0x01020305, address));
    CHECK_FALSE(token.verify(payload, 0x01020304, std::array<std::uint8_t, 4>{10, 0, 0, 8}));
    CHECK_FALSE(token.verify(payload, 0x01020304, std::array<std::uint8_t, 16>{10, 0, 0, 7}));
    CHECK_FALSE(EchoToken::random().verify(payload, 0x01020304, address));
    CHECK(wire::text_of(wire::Bytes{payload}.subspan(12)) == "phonescan");
}

TEST_CASE("echo token: a spoilt or cut token is none, what follows it does not count", "[probes][echo]")
{
    const EchoToken token{SipHashKey{}};
    const auto whole = token.write(5, address);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        CAPTURE(i);
        auto spoilt = whole;
        spoilt[i] ^= std::byte{1};
        CHECK(token.verify(spoilt, 5, address) == (i >= 12));
        CHECK(token.verify(wire::Bytes{whole}.first(i), 5, address) == (i >= 12));
        CHECK(EchoToken::claimed_index(wire::Bytes{whole}.first(i)).has_value() == (i >= 12));
    }
}
