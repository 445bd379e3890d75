#include "probes/wire/ip.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;
using namespace std::string_literals;

namespace {

struct Row {
    std::string what;
    std::string packet;
    std::uint8_t protocol;
    std::string_view payload;
    bool is_later_fragment = false;
};

const std::string v4_addresses = " 0a630015 0a630001 ";
const std::string v6_addresses = " fe800000000000000204f2fffeabcdef 20010db8000000000000000000000001 ";

std::string v6(const std::string& length, const std::string& next, const std::string& rest)
{
    return "60000000 " + length + " " + next + " 40" + v6_addresses + rest;
}

void check_row(const Row& row)
{
    CAPTURE(row.what);
    const auto bytes = octets(row.packet);
    const auto ip = read_ip(bytes);
    REQUIRE(ip.has_value());
    CHECK(ip->protocol == row.protocol);
    CHECK(text_of(ip->payload) == row.payload);
    CHECK(ip->is_later_fragment == row.is_later_fragment);
    CHECK(ip->hop_limit == 64);
}

struct BadRow {
    std::string what;
    std::string packet;
    Errc error;
};

} // namespace

TEST_CASE("IPv4: header, options, lengths and fragments are read", "[wire][ip]")
{
    const auto rows = std::vector<Row>{
        {"plain", "45 00 0018 0001 0000 40 11 0000" + v4_addresses + "\"data\"", 17, "data"},
        {"wrong checksum", "45 00 0018 0001 0000 40 06 ffff" + v4_addresses + "\"data\"", 6, "data"},
        {"router alert", "46 c0 001c 0001 0000 40 02 0000" + v4_addresses + "94040000 \"data\"", 2, "data"},
        {"longest options",
         "4f 00 0040 0001 0000 40 11 0000" + v4_addresses +
             "0101010101010101010101010101010101010101010101010101010101010101010101010101 0000 \"data\"",
         17, "data"},
        {"padding behind", "45 00 0018 0001 0000 40 11 0000" + v4_addresses + "\"data\" 000000000000", 17, "data"},
        {"length of 0", "45 00 0000 0001 0000 40 11 0000" + v4_addresses + "\"data and more\"", 17, "data and more"},
        {"longer than captured", "45 00 05dc 0001 0000 40 11 0000" + v4_addresses + "\"da\"", 17, "da"},
        {"no payload", "45 00 0014 0001 0000 40 3b 0000" + v4_addresses, 59, ""},
        {"first fragment", "45 00 0018 0001 2000 40 11 0000" + v4_addresses + "\"data\"", 17, "data"},
        {"do not fragment", "45 00 0018 0001 4000 40 11 0000" + v4_addresses + "\"data\"", 17, "data"},
        {"later fragment", "45 00 0018 0001 2001 40 11 0000" + v4_addresses + "\"data\"", 17, "data", true},
        {"last fragment", "45 00 0018 0001 1fff 40 11 0000" + v4_addresses + "\"data\"", 17, "data", true}};
    for (const auto& row : rows)
        check_row(row);

    const auto ip = read_ip(octets(rows[0].packet));
    REQUIRE(ip.has_value());
    CHECK(ip->source.to_string() == "10.99.0.21");
    CHECK(ip->destination.to_string() == "10.99.0.1");
}

TEST_CASE("IPv6: extension headers are walked", "[wire][ip]")
{
    const std::string hop_by_hop = "00 0502000001 00 ";
    const auto rows = std::vector<Row>{
        {"plain", v6("0004", "11", "\"data\""), 17, "data"},
        {"padding behind", v6("0004", "11", "\"data\" 0000"), 17, "data"},
        {"length of 0", v6("0000", "11", "\"data\""), 17, "data"},
        {"longer than captured", v6("ffff", "11", "\"data\""), 17, "data"},
        {"no next header", v6("0000", "3b", ""), 59, ""},
        {"hop-by-hop", v6("000c", "00", "11 00 050200000100 \"data\""), 17, "data"},
        {"routing of three octets of eight",
         v6("001c", "2b", "06 02 00000000000000000000000000000000000000000000 \"data\""), 6, "data"},
        {"destination", v6("000c", "3c", "11 00 010400000000 \"data\""), 17, "data"},
        {"authentication", v6("0010", "33", "11 01 0000 00000001 00000002 \"data\""), 17, "data"},
        {"first fragment", v6("000c", "2c", "11 00 0001 00000007 \"data\""), 17, "data"},
        {"later fragment", v6("000c", "2c", "11 00 0008 00000007 \"data\""), 17, "data", true},
        {"what follows in a later fragment is no header", v6("000c", "2c", "3c 00 0009 00000007 \"data\""), 60, "data",
         true},
        {"all of them",
         v6("0034", "00",
            "3c 00 010400000000  2b 00 010400000000  2c 00 000000000000  33 00 0000 00000007  3c 00 0000 00000001"
            " 11 00 010400000000 \"data\""),
         17, "data"},
        {"encrypted", v6("0004", "32", "\"data\""), 50, "data"},
        {"eight headers",
         v6("0044", "3c",
            "3c00010400000000 3c00010400000000 3c00010400000000 3c00010400000000 3c00010400000000 "
            "3c00010400000000 3c00010400000000 1100010400000000 \"data\""),
         17, "data"}};
    for (const auto& row : rows)
        check_row(row);

    const auto ip = read_ip(octets(rows[0].packet));
    REQUIRE(ip.has_value());
    CHECK(ip->source.to_string() == "fe80::204:f2ff:feab:cdef");
    CHECK(ip->destination.to_string() == "2001:db8::1");
}

TEST_CASE("IP: what is none, or whose lengths lie, is refused", "[wire][ip]")
{
    const auto rows = std::vector<BadRow>{
        {"nothing", "", Errc::truncated},
        {"version 5", "55 00 0018 0001 0000 40 11 0000" + v4_addresses, Errc::malformed},
        {"version 0", "00", Errc::malformed},
        {"header of 16 octets", "44 00 0018 0001 0000 40 11 0000" + v4_addresses, Errc::malformed},
        {"total length under the header's", "45 00 0013 0001 0000 40 11 0000" + v4_addresses, Errc::malformed},
        {"total length inside the options", "46 00 0017 0001 0000 40 11 0000" + v4_addresses + "94040000",
         Errc::malformed},
        {"options cut", "46 00 0018 0001 0000 40 11 0000" + v4_addresses + "9404", Errc::truncated},
        {"extension header cut", v6("0004", "00", "11 00 0000"), Errc::truncated},
        {"extension header behind the payload's end", v6("0004", "00", "11 00 0000 0000 0000 \"data\""),
         Errc::truncated},
        {"extension header longer than the packet", v6("0008", "3c", "11 ff 000000000000"), Errc::truncated},
        {"authentication header longer than the packet", v6("0008", "33", "11 ff 000000000000"), Errc::truncated},
        {"fragment header cut", v6("0007", "2c", "11 00 0000 000000"), Errc::truncated},
        {"nine extension headers",
         v6("0048", "3c",
            "3c00010400000000 3c00010400000000 3c00010400000000 3c00010400000000 3c00010400000000 "
            "3c00010400000000 3c00010400000000 3c00010400000000 1100010400000000"),
         Errc::malformed}};
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto ip = read_ip(octets(row.packet));
        REQUIRE(ip.has_error());
        CHECK(ip.error() == row.error);
    }
}

TEST_CASE("IP: cut anywhere it is truncated in its headers and shorter behind them", "[wire][ip]")
{
    const auto row =
        GENERATE(std::pair{"46 c0 001c 0001 0000 40 02 0000" + v4_addresses + "94040000 \"data\"", std::size_t{24}},
                 std::pair{v6("0014", "00", "2c 00 050200000100 11 00 0001 00000007 \"data\""), std::size_t{56}});
    const auto& [written, headers] = row;
    test::for_every_prefix(octets(written), [headers = headers](Bytes cut) {
        CAPTURE(cut.size());
        const auto ip = read_ip(cut);
        REQUIRE(ip.has_value() == (cut.size() >= headers));
        if (!ip) {
            CHECK(ip.error() == Errc::truncated);
            return;
        }
        CHECK(ip->payload.size() == cut.size() - headers);
        CHECK(test::lies_in(ip->payload, cut));
    });
}
