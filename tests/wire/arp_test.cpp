#include "probes/wire/arp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;

namespace {

constexpr std::string_view reply = "0001 0800 06 04 0002  0004f2abcdef 0a630015  020000000001 0a630001";

} // namespace

TEST_CASE("ARP: requests, replies and probes are read", "[wire][arp]")
{
    struct Row {
        std::string_view what;
        std::string_view packet;
        std::uint16_t operation;
        std::string_view mac;
        std::string_view sender;
        std::string_view target;
    };
    const auto row = GENERATE(
        Row{"reply", reply, 2, "00:04:f2:ab:cd:ef", "10.99.0.21", "10.99.0.1"},
        Row{"request", "0001 0800 06 04 0001  0004f2abcdef 0a630015  000000000000 0a630001", 1, "00:04:f2:ab:cd:ef",
            "10.99.0.21", "10.99.0.1"},
        Row{"announcement", "0001 0800 06 04 0001  0004f2abcdef 0a630015  000000000000 0a630015", 1,
            "00:04:f2:ab:cd:ef", "10.99.0.21", "10.99.0.21"},
        Row{"probe", "0001 0800 06 04 0001  0004f2abcdef 00000000  000000000000 0a630015", 1, "00:04:f2:ab:cd:ef",
            "0.0.0.0", "10.99.0.21"},
        Row{"padded to the shortest frame",
            "0001 0800 06 04 0002  0004f2abcdef 0a630015  020000000001 0a630001 000000000000000000000000000000000000",
            2, "00:04:f2:ab:cd:ef", "10.99.0.21", "10.99.0.1"});
    CAPTURE(row.what);
    const auto arp = read_arp(octets(row.packet));
    REQUIRE(arp.has_value());
    CHECK(arp->operation == row.operation);
    CHECK(arp->sender_mac.to_string() == row.mac);
    CHECK(arp->sender.to_string() == row.sender);
    CHECK(arp->target.to_string() == row.target);
}

TEST_CASE("ARP: what is not for Ethernet and IPv4 is malformed", "[wire][arp]")
{
    const auto packet = GENERATE(as<std::string_view>{}, "0006 0800 06 04 0002", "0001 86dd 06 04 0002",
                                 "0001 0800 08 04 0002", "0001 0800 06 10 0002", "0001 0800 00 00");
    CAPTURE(packet);
    const auto arp = read_arp(octets(packet));
    REQUIRE(arp.has_error());
    CHECK(arp.error() == Errc::malformed);
}

TEST_CASE("ARP: a request is written as RFC 826 says, and reads back", "[wire][arp]")
{
    const auto mac = *MacAddress::parse("02:00:00:00:00:01");
    const auto sender = boost::asio::ip::make_address_v4("10.99.0.1");
    const auto target = boost::asio::ip::make_address_v4("10.99.200.21");
    const auto request = write_arp_request(mac, sender, target);
    const auto expected = octets("0001 0800 06 04 0001  020000000001 0a630001  000000000000 0a63c815");
    CHECK(std::ranges::equal(request, expected));

    const auto arp = read_arp(request);
    REQUIRE(arp.has_value());
    CHECK(arp->operation == 1);
    CHECK(arp->sender_mac == mac);
    CHECK(arp->sender == sender);
    CHECK(arp->target == target);
}

TEST_CASE("ARP: cut anywhere it is truncated", "[wire][arp]")
{
    const auto whole = octets(reply);
    test::for_every_prefix(whole, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto arp = read_arp(cut);
        REQUIRE(arp.has_value() == (cut.size() == whole.size()));
        if (!arp) CHECK(arp.error() == Errc::truncated);
    });
}
