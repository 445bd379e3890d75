#include "probes/wire/icmp_echo.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;

TEST_CASE("ICMP echo: requests and replies of both families are read", "[wire][icmp]")
{
    struct Row {
        std::string_view what;
        std::string_view message;
        std::uint8_t type;
        std::size_t payload;
    };
    const auto row = GENERATE(Row{"reply", "00 00 1c2d 0007 0102 aabbcc", 0, 3},
                              Row{"quoted request, eight octets of it", "08 00 1c2d 0007 0102", 8, 0},
                              Row{"ICMPv6 request", "80 00 1c2d 0007 0102 aabb", 128, 2},
                              Row{"ICMPv6 reply", "81 00 1c2d 0007 0102", 129, 0});
    CAPTURE(row.what);
    const auto bytes = octets(row.message);
    const auto echo = read_icmp_echo(bytes);
    REQUIRE(echo.has_value());
    CHECK(echo->type == row.type);
    CHECK(echo->identifier == 7);
    CHECK(echo->sequence == 0x0102);
    CHECK(echo->payload.size() == row.payload);
}

TEST_CASE("ICMP echo: what is cut or no echo is refused", "[wire][icmp]")
{
    const auto whole = octets("00 00 1c2d 0007 0102");
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(read_icmp_echo(Bytes{whole}.first(size)).error() == Errc::truncated);
    for (const auto* const other : {"03 01 1c2d 0000 0000", "0b 00 1c2d 0000 0000", "00 01 1c2d 0007 0102"})
        CHECK(read_icmp_echo(octets(other)).error() == Errc::malformed);
}
