#include "probes/wire/frame.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

#include <algorithm>
#include <string>

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;

namespace {

struct Row {
    std::string_view what;
    LinkType type;
    std::string_view frame;
    Protocol protocol;
    std::optional<std::uint16_t> vlan;
    std::string_view payload;
};

void check(const Row& row)
{
    CAPTURE(row.what);
    const auto bytes = octets(row.frame);
    const auto frame = read_frame(row.type, bytes);
    REQUIRE(frame.has_value());
    CHECK(frame->protocol == row.protocol);
    CHECK(frame->vlan == row.vlan);
    CHECK(std::ranges::equal(frame->payload, octets(row.payload)));
    CHECK(test::lies_in(frame->payload, bytes));
}

Row on_ethernet(std::string_view what, std::string_view frame, Protocol protocol, std::optional<std::uint16_t> vlan,
                std::string_view payload)
{
    return {what, LinkType::ethernet, frame, protocol, vlan, payload};
}

constexpr std::string_view lldp_under_two_tags =
    "0180c200000e 0004f2abcdef 88a8 0007 8100 a064 88cc 0202 0761 0402 0762 0602 0078 0000";
constexpr std::string_view cdp_frame = "01000ccccccc 0004f2abcdef 000c aaaa03 00000c 2000 02b40000";

} // namespace

TEST_CASE("frame: Ethernet II tells the protocol by its EtherType", "[wire][frame]")
{
    check(
        GENERATE(on_ethernet("IPv4", "ffffffffffff 0004f2abcdef 0800 4500", Protocol::ipv4, {}, "4500"),
                 on_ethernet("ARP", "ffffffffffff 0004f2abcdef 0806 0001", Protocol::arp, {}, "0001"),
                 on_ethernet("IPv6", "3333000000fb 0004f2abcdef 86dd 6000", Protocol::ipv6, {}, "6000"),
                 on_ethernet("LLDP", "0180c200000e 0004f2abcdef 88cc 0207", Protocol::lldp, {}, "0207"),
                 on_ethernet("an EtherType of others", "ffffffffffff 0004f2abcdef 88f7 11", Protocol::other, {}, "11"),
                 on_ethernet("the lowest EtherType", "ffffffffffff 0004f2abcdef 0600 11", Protocol::other, {}, "11"),
                 on_ethernet("nothing in it", "0180c200000e 0004f2abcdef 88cc", Protocol::lldp, {}, "")));
}

TEST_CASE("frame: LLDP is told by its EtherType, whatever the destination is", "[wire][frame][lldp][quirk]")
{
    const auto destination = GENERATE(as<std::string>{}, "0180c200000e", "0180c2000003", "0180c2000000", "0004f2000001",
                                      "ffffffffffff", "01000ccccccc");
    CAPTURE(destination);
    const auto bytes = octets(destination + " 0004f2abcdef 88cc 0207");
    const auto frame = read_frame(LinkType::ethernet, bytes);
    REQUIRE(frame.has_value());
    CHECK(frame->protocol == Protocol::lldp);
    REQUIRE((frame->destination && frame->source));
    CHECK(frame->destination == MacAddress::parse(destination).value());
    CHECK(frame->source->to_string() == "00:04:f2:ab:cd:ef");
}

TEST_CASE("frame: LLDP under any number of tags is LLDP", "[wire][frame][lldp][quirk]")
{
    const auto count = GENERATE(0, 1, 2, 3, 16, 300);
    const auto tag = GENERATE(as<std::string>{}, "8100", "88a8", "9100");
    CAPTURE(count, tag);
    std::string written = "0180c200000e 0004f2abcdef";
    for (int i = 0; i < count; ++i)
        written += tag + "e064"; // priority 7, VLAN 100
    const auto bytes = octets(written + "88cc 0207");
    const auto frame = read_frame(LinkType::ethernet, bytes);
    REQUIRE(frame.has_value());
    CHECK(frame->protocol == Protocol::lldp);
    CHECK(frame->vlan == (count == 0 ? std::nullopt : std::optional<std::uint16_t>{100}));
    CHECK(std::ranges::equal(frame->payload, octets("0207")));
}

TEST_CASE("frame: the VLAN is that of the innermost tag that has one", "[wire][frame]")
{
    check(
        GENERATE(on_ethernet("mixed", lldp_under_two_tags, Protocol::lldp, 100, "0202 0761 0402 0762 0602 0078 0000"),
                 on_ethernet("a priority tag", "0180c200000e 0004f2abcdef 8100 e000 88cc 02", Protocol::lldp, {}, "02"),
                 on_ethernet("a priority tag within", "0180c200000e 0004f2abcdef 88a8 0007 8100 e000 88cc 02",
                             Protocol::lldp, 7, "02")));
}

TEST_CASE("frame: 802.3 with LLC and SNAP", "[wire][frame][quirk]")
{
    check(GENERATE(
        on_ethernet("CDP", cdp_frame, Protocol::cdp, {}, "02b40000"),
        on_ethernet("CDP under a tag", "01000ccccccc 0004f2abcdef 8100 0064 000c aaaa03 00000c 2000 02b40000",
                    Protocol::cdp, 100, "02b40000"),
        on_ethernet("CDP under three tags",
                    "01000ccccccc 0004f2abcdef 88a8 0005 88a8 0006 8100 0064 000c aaaa03 00000c 2000 02b40000",
                    Protocol::cdp, 100, "02b40000"),
        on_ethernet("CDP through a tunnel", "01000ccdcdd0 0004f2abcdef 000c aaaa03 00000c 2000 02b40000", Protocol::cdp,
                    {}, "02b40000"),
        on_ethernet("CDP to nobody's address", "5a17c3990042 0004f2abcdef 000c aaaa03 00000c 2000 02b40000",
                    Protocol::cdp, {}, "02b40000"),
        on_ethernet("the length leaves padding out", "01000ccccccc 0004f2abcdef 000a aaaa03 00000c 2000 02b4 00000000",
                    Protocol::cdp, {}, "02b4"),
        on_ethernet("the length is longer than the frame", "01000ccccccc 0004f2abcdef 05dc aaaa03 00000c 2000 02b4",
                    Protocol::cdp, {}, "02b4"),
        on_ethernet("the length ends in SNAP", "01000ccccccc 0004f2abcdef 0007 aaaa03 00000c 2000 02b4",
                    Protocol::other, {}, "aaaa03 00000c 20"),
        on_ethernet("a length of 0", "01000ccccccc 0004f2abcdef 0000 aaaa03 00000c 2000 02b4", Protocol::other, {}, ""),
        on_ethernet("another protocol of the organisation", "01000ccccccc 0004f2abcdef 0009 aaaa03 00000c 2004 01",
                    Protocol::other, {}, "01"),
        on_ethernet("the protocol of another organisation", "01000ccccccc 0004f2abcdef 0009 aaaa03 00000b 2000 01",
                    Protocol::other, {}, "01"),
        on_ethernet("LLDP as an EtherType in SNAP", "0180c200000e 0004f2abcdef 000a aaaa03 000000 88cc 0207",
                    Protocol::lldp, {}, "0207"),
        on_ethernet("IPv4 in SNAP", "ffffffffffff 0004f2abcdef 000a aaaa03 000000 0800 4500", Protocol::ipv4, {},
                    "4500"),
        on_ethernet("spanning tree", "0180c2000000 0004f2abcdef 0007 424203 00000000", Protocol::other, {},
                    "424203 00000000")));
}

TEST_CASE("frame: Linux cooked captures, versions 1 and 2", "[wire][frame]")
{
    constexpr auto sll = LinkType::linux_sll;
    constexpr auto sll2 = LinkType::linux_sll2;
    check(GENERATE(
        Row{"v1 IPv4", sll, "0000 0001 0006 0004f2abcdef0000 0800 4500", Protocol::ipv4, {}, "4500"},
        Row{"v1 LLDP", sll, "0002 0001 0006 0004f2abcdef0000 88cc 0207", Protocol::lldp, {}, "0207"},
        Row{"v1 tagged", sll, "0002 0001 0006 0004f2abcdef0000 8100 0064 88cc 02", Protocol::lldp, 100, "02"},
        Row{"v1 CDP", sll, "0002 0001 0006 0004f2abcdef0000 0004 aaaa03 00000c 2000 02", Protocol::cdp, {}, "02"},
        Row{"v1 CDP under a tag", sll, "0002 0001 0006 0004f2abcdef0000 8100 0064 000a aaaa03 00000c 2000 02b4 0000",
            Protocol::cdp, 100, "02b4"},
        Row{"v1 a protocol that is no length",
            sll,
            "0002 0001 0006 0004f2abcdef0000 0001 ffff",
            Protocol::other,
            {},
            "ffff"},
        Row{"v2 IPv6", sll2, "86dd 0000 00000002 0001 00 06 0004f2abcdef0000 6000", Protocol::ipv6, {}, "6000"},
        Row{"v2 LLDP", sll2, "88cc 0000 00000002 0001 02 06 0004f2abcdef0000 0207", Protocol::lldp, {}, "0207"},
        Row{"v2 tagged", sll2, "8100 0000 00000002 0001 02 06 0004f2abcdef0000 0064 88cc 02", Protocol::lldp, 100,
            "02"},
        Row{"v2 CDP",
            sll2,
            "0004 0000 00000002 0001 02 06 0004f2abcdef0000 aaaa03 00000c 2000 02",
            Protocol::cdp,
            {},
            "02"}));
}

TEST_CASE("frame: a cooked capture gives an Ethernet's source and no destination", "[wire][frame]")
{
    struct Source {
        std::string_view what;
        LinkType type;
        std::string_view frame;
        std::string_view source;
    };
    const auto row = GENERATE(
        Source{"v1", LinkType::linux_sll, "0000 0001 0006 0004f2abcdef0000 0800", "00:04:f2:ab:cd:ef"},
        Source{"v1 of no Ethernet", LinkType::linux_sll, "0000 0304 0006 0004f2abcdef0000 0800", ""},
        Source{"v1 without an address", LinkType::linux_sll, "0000 0001 0000 0000000000000000 0800", ""},
        Source{"v1 with an address that is too long", LinkType::linux_sll, "0000 0001 ffff 0004f2abcdef0000 0800", ""},
        Source{"v2", LinkType::linux_sll2, "0800 0000 00000002 0001 00 06 0004f2abcdef0000", "00:04:f2:ab:cd:ef"},
        Source{"v2 of no Ethernet", LinkType::linux_sll2, "0800 0000 00000002 0304 00 06 0004f2abcdef0000", ""},
        Source{"v2 with an address that is too long", LinkType::linux_sll2,
               "0800 0000 00000002 0001 00 ff 0004f2abcdef0000", ""});
    CAPTURE(row.what);
    const auto bytes = octets(row.frame);
    const auto frame = read_frame(row.type, bytes);
    REQUIRE(frame.has_value());
    CHECK_FALSE(frame->destination);
    CHECK((frame->source ? frame->source->to_string() : "") == row.source);
}

TEST_CASE("frame: raw IP and BSD loopback, in both byte orders of its family", "[wire][frame]")
{
    check(GENERATE(Row{"raw IPv4", LinkType::raw, "4500", Protocol::ipv4, {}, "4500"},
                   Row{"raw IPv6", LinkType::raw, "6000", Protocol::ipv6, {}, "6000"},
                   Row{"raw, neither", LinkType::raw, "00", Protocol::other, {}, "00"},
                   Row{"raw as BSD numbers it", LinkType::raw_bsd, "4500", Protocol::ipv4, {}, "4500"},
                   Row{"IPv4", LinkType::ipv4, "4500", Protocol::ipv4, {}, "4500"},
                   Row{"IPv6", LinkType::ipv6, "6000", Protocol::ipv6, {}, "6000"},
                   Row{"loopback, little-endian", LinkType::null, "02000000 4500", Protocol::ipv4, {}, "4500"},
                   Row{"loopback, big-endian", LinkType::null, "00000002 4500", Protocol::ipv4, {}, "4500"},
                   Row{"loopback IPv6, little-endian", LinkType::null, "1e000000 6000", Protocol::ipv6, {}, "6000"},
                   Row{"loopback IPv6, big-endian, of another system",
                       LinkType::null,
                       "0000001c 6000",
                       Protocol::ipv6,
                       {},
                       "6000"}));
}

TEST_CASE("frame: what is cut in its headers is truncated", "[wire][frame]")
{
    struct Error {
        std::string_view what;
        LinkType type;
        std::string_view frame;
    };
    const auto row = GENERATE(
        Error{"Ethernet: the destination", LinkType::ethernet, "0180c20000"},
        Error{"Ethernet: the source", LinkType::ethernet, "0180c200000e 0004f2abcd"},
        Error{"Ethernet: the EtherType", LinkType::ethernet, "0180c200000e 0004f2abcdef 88"},
        Error{"Ethernet: a tag", LinkType::ethernet, "0180c200000e 0004f2abcdef 8100 00"},
        Error{"Ethernet: what a tag is in front of", LinkType::ethernet, "0180c200000e 0004f2abcdef 8100 0064 88"},
        Error{"Ethernet: the second tag", LinkType::ethernet, "0180c200000e 0004f2abcdef 88a8 0005 8100 00"},
        Error{"SLL: the packet type", LinkType::linux_sll, "00"},
        Error{"SLL: the address", LinkType::linux_sll, "0000 0001 0006 0004f2abcdef00"},
        Error{"SLL: the protocol", LinkType::linux_sll, "0000 0001 0006 0004f2abcdef0000 88"},
        Error{"SLL: a tag", LinkType::linux_sll, "0000 0001 0006 0004f2abcdef0000 8100 0064"},
        Error{"SLL2: the protocol", LinkType::linux_sll2, "88"},
        Error{"SLL2: the address", LinkType::linux_sll2, "88cc 0000 00000002 0001 02 06 0004f2abcdef00"},
        Error{"SLL2: a tag", LinkType::linux_sll2, "8100 0000 00000002 0001 02 06 0004f2abcdef0000 00"},
        Error{"raw: nothing", LinkType::raw, ""}, Error{"loopback: the family", LinkType::null, "020000"},
        Error{"loopback: nothing behind the family", LinkType::null, "02000000"});
    CAPTURE(row.what);
    const auto frame = read_frame(row.type, octets(row.frame));
    REQUIRE(frame.has_error());
    CHECK(frame.error() == Errc::truncated);
}

TEST_CASE("frame: of link types only those with a name are read", "[wire][frame]")
{
    const auto bytes = octets(lldp_under_two_tags);
    std::vector<unsigned> known;
    for (unsigned number = 0; number <= 0xffff; ++number) {
        const auto type = static_cast<LinkType>(number);
        const auto frame = read_frame(type, bytes);
        if (is_known(type)) known.push_back(number);
        if (is_known(type) == frame.has_value()) continue;
        FAIL("link type " << number << (frame ? " is read and unknown" : " is known and not read"));
    }
    CHECK(known == std::vector<unsigned>{0, 1, 12, 101, 113, 228, 229, 276});
    CHECK(read_frame(LinkType{105}, bytes).error() == Errc::malformed);
}

TEST_CASE("frame: cut anywhere it is truncated or gives what is there", "[wire][frame]")
{
    struct Whole {
        LinkType type;
        std::string_view frame;
        std::size_t header;
        Protocol protocol; ///< once the header is there
    };
    const auto row = GENERATE(
        Whole{LinkType::ethernet, lldp_under_two_tags, 22, Protocol::lldp},
        Whole{LinkType::ethernet, cdp_frame, 14, Protocol::other},
        Whole{LinkType::linux_sll, "0002 0001 0006 0004f2abcdef0000 8100 0064 88cc 0207", 20, Protocol::lldp},
        Whole{LinkType::linux_sll2, "88cc 0000 00000002 0001 02 06 0004f2abcdef0000 0207", 20, Protocol::lldp},
        Whole{LinkType::null, "02000000 4500", 5, Protocol::ipv4}, Whole{LinkType::raw, "4500", 1, Protocol::ipv4});
    CAPTURE(row.frame);
    const auto whole = octets(row.frame);
    test::for_every_prefix(whole, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto frame = read_frame(row.type, cut);
        if (cut.size() < row.header) {
            REQUIRE(frame.has_error());
            CHECK(frame.error() == Errc::truncated);
            return;
        }
        REQUIRE(frame.has_value());
        constexpr std::size_t end_of_snap = 22;
        const bool is_cdp = row.protocol == Protocol::other && cut.size() >= end_of_snap;
        CHECK(frame->protocol == (is_cdp ? Protocol::cdp : row.protocol));
        CHECK(test::lies_in(frame->payload, cut));
    });
}
