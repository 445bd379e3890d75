#include "probes/wire/cdp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::wire;
using phonescan::test::octets;
using Octets = std::vector<std::byte>;

namespace {

Octets tlv(std::uint8_t type, const Octets& value)
{
    Octets bytes = octets("00");
    bytes.push_back(static_cast<std::byte>(type));
    const auto length = value.size() + 4;
    bytes.push_back(static_cast<std::byte>(length >> 8));
    bytes.push_back(static_cast<std::byte>(length & 0xff));
    bytes.insert(bytes.end(), value.begin(), value.end());
    return bytes;
}

Octets packet(const std::vector<Octets>& tlvs, std::string_view header = "02 b4 0000")
{
    Octets bytes = octets(header);
    for (const auto& one : tlvs)
        bytes.insert(bytes.end(), one.begin(), one.end());
    return bytes;
}

const auto ipv4_address = octets("01 01 cc 0004 0a630017");
const auto ipv6_address = octets("02 08 aaaa0300000086dd 0010 fe800000000000000204f2fffeabcdef");

Octets addresses(std::uint8_t count, const std::vector<Octets>& list)
{
    Octets bytes = octets("000000");
    bytes.push_back(static_cast<std::byte>(count));
    for (const auto& one : list)
        bytes.insert(bytes.end(), one.begin(), one.end());
    return bytes;
}

/// A phone's announcement with every TLV that is read.
Octets phone()
{
    return packet({tlv(0x01, octets("\"SEP0004f2abcdef\"")), tlv(0x02, addresses(2, {ipv4_address, ipv6_address})),
                   tlv(0x03, octets("\"Port 1\"")), tlv(0x04, octets("00000490")),
                   tlv(0x05, octets("\"sip78xx.11-5-1-18.loads\"")), tlv(0x06, octets("\"IP Phone 7821\"")),
                   tlv(0x0a, octets("000c")), tlv(0x0b, octets("01")), tlv(0x0f, octets("01 0064")),
                   tlv(0x10, octets("189c")), tlv(0x14, octets("\"desk-7\"")),
                   tlv(0x16, addresses(1, {octets("01 01 cc 0004 0a630018")}))});
}

std::string hex(Bytes bytes)
{
    std::string text;
    for (const auto octet : bytes)
        for (const auto digit : {octet >> 4, octet & std::byte{15}})
            text += "0123456789abcdef"[std::to_integer<std::size_t>(digit)];
    return text;
}

} // namespace

TEST_CASE("CDP: an announcement is read into its parts", "[wire][cdp]")
{
    const auto bytes = phone();
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    CHECK(cdp->version == 2);
    CHECK(cdp->ttl == 180);
    CHECK(cdp->device_id == "SEP0004f2abcdef");
    CHECK(cdp->port_id == "Port 1");
    CHECK(cdp->platform == "IP Phone 7821");
    CHECK(cdp->software_version == "sip78xx.11-5-1-18.loads");
    CHECK(cdp->system_name == "desk-7");
    CHECK(cdp->capabilities == 0x490U);
    CHECK(cdp->native_vlan == 12);
    CHECK(cdp->voice_vlan == 100);
    CHECK(cdp->power == 6300);
    CHECK(cdp->complete);
    REQUIRE(cdp->address_count == 3);
    CHECK(hex(cdp->addresses[0].octets) == "0a630017");
    CHECK(hex(cdp->addresses[1].octets) == "fe800000000000000204f2fffeabcdef");
    CHECK(hex(cdp->addresses[2].octets) == "0a630018");
}

TEST_CASE("CDP: version 1 and good-bye are read", "[wire][cdp]")
{
    const auto bytes = packet({tlv(0x01, octets("\"r1\""))}, "01 00 ffff");
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    CHECK(cdp->version == 1);
    CHECK(cdp->ttl == 0);
    CHECK(cdp->device_id == "r1");
    CHECK_FALSE(cdp->capabilities.has_value());
    CHECK(cdp->complete);
}

TEST_CASE("CDP: texts end at a NUL, and keep quotes and lines", "[wire][cdp]")
{
    struct Row {
        std::string_view written;
        std::string_view text;
    };
    const auto row =
        GENERATE(Row{"\"SIP0004F2ABCDEF\" 00", "SIP0004F2ABCDEF"}, Row{"\"a\" 00 \"stale\"", "a"},
                 Row{"22 \"CTS-CODEC-SX80\" 22", "\"CTS-CODEC-SX80\""},
                 Row{"\"Version 12.2(44)\" 0a \"Copyright\" 0a \"Compiled\"", "Version 12.2(44)\nCopyright\nCompiled"},
                 Row{"00 \"a\"", ""}, Row{"", ""}, Row{"ff fe", "\xff\xfe"});
    CAPTURE(row.written);
    for (const auto type : std::initializer_list<std::uint8_t>{0x01, 0x03, 0x05, 0x06, 0x14}) {
        const auto bytes = packet({tlv(type, octets(row.written)), tlv(0x0a, octets("0001"))});
        const auto cdp = read_cdp(bytes);
        REQUIRE(cdp.has_value());
        CHECK(cdp->complete);
        const std::array texts = {cdp->device_id, cdp->port_id, cdp->software_version, cdp->platform, cdp->system_name};
        CHECK(std::ranges::count(texts, row.text) == (row.text.empty() ? 5 : 1));
        CHECK(cdp->native_vlan == 1);
    }
}

TEST_CASE("CDP: the voice VLAN is the switch's, else the one that the phone names", "[wire][cdp]")
{
    struct Row {
        std::string_view what;
        std::vector<Octets> tlvs;
        std::optional<std::uint16_t> vlan;
    };
    const auto reply = [](std::string_view value) { return tlv(0x0e, octets(value)); };
    const auto query = [](std::string_view value) { return tlv(0x0f, octets(value)); };
    const auto rows = std::vector<Row>{{"reply", {reply("01 00c8")}, 200},
                                       {"query", {query("01 0064")}, 100},
                                       {"query before the reply", {query("01 0064"), reply("01 00c8")}, 200},
                                       {"reply for two appliances", {reply("01 00c8 02 0001")}, 200},
                                       {"query without a VLAN", {query("20 02 00 01")}, {}},
                                       {"no VLAN", {reply("01 0000")}, {}},
                                       {"no VLAN's number", {reply("01 0fff")}, {}},
                                       {"reply too short", {reply("00 01")}, {}},
                                       {"empty", {reply(""), query("")}, {}}};
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto bytes = packet(row.tlvs);
        const auto cdp = read_cdp(bytes);
        REQUIRE(cdp.has_value());
        CHECK(cdp->voice_vlan == row.vlan);
        CHECK(cdp->complete);
    }
}

TEST_CASE("CDP: addresses whose lengths lie end the list, others are left out", "[wire][cdp]")
{
    struct Row {
        std::string_view what;
        Octets value;
        std::vector<std::string> found;
    };
    const std::string ipv4 = "0a630017";
    const auto rows = std::vector<Row>{
        {"none", octets(""), {}},
        {"count alone", octets("00000001"), {}},
        {"count of 0", addresses(0, {ipv4_address}), {}},
        {"count too high", addresses(255, {ipv4_address}), {ipv4}},
        {"count too low", addresses(1, {ipv4_address, ipv6_address}), {ipv4}},
        {"twice the same", addresses(2, {ipv4_address, ipv4_address}), {ipv4}},
        {"another protocol first", addresses(2, {octets("01 01 81 0002 abcd"), ipv4_address}), {ipv4}},
        {"another 802.2 protocol", addresses(2, {octets("02 03 e0e003 0004 0a630016"), ipv4_address}), {ipv4}},
        {"IPv4 of five octets", addresses(2, {octets("01 01 cc 0005 0a63001600"), ipv4_address}), {ipv4}},
        {"protocol length too long", addresses(2, {ipv4_address, octets("01 ff cc 0004 0a630018")}), {ipv4}},
        {"address length too long", addresses(2, {ipv4_address, octets("01 01 cc ffff 0a630018")}), {ipv4}},
        {"cut in the address", addresses(2, {ipv4_address, octets("01 01 cc 0004 0a63")}), {ipv4}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto bytes = packet({tlv(0x02, row.value), tlv(0x01, octets("\"a\""))});
        const auto cdp = read_cdp(bytes);
        REQUIRE(cdp.has_value());
        CHECK(cdp->device_id == "a");
        std::vector<std::string> found;
        for (std::size_t i = 0; i < cdp->address_count; ++i)
            found.push_back(hex(cdp->addresses[i].octets));
        CHECK(found == row.found);
    }
}

TEST_CASE("CDP: of more addresses than are kept the first are", "[wire][cdp]")
{
    std::vector<Octets> many;
    for (const auto* octet : {"01", "02", "03", "04", "05", "06"})
        many.push_back(octets(std::string{"01 01 cc 0004 0a6300"} + octet));
    const auto bytes = packet({tlv(0x16, addresses(6, many)), tlv(0x02, addresses(1, {ipv4_address}))});
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    REQUIRE(cdp->address_count == 4);
    CHECK(hex(cdp->addresses[0].octets) == "0a630017"); // Addresses come before Management Addresses
    CHECK(hex(cdp->addresses[3].octets) == "0a630003");
}

TEST_CASE("CDP: TLVs too short for their value are skipped, of several the first counts", "[wire][cdp]")
{
    const auto bytes = packet({tlv(0x04, octets("0000")), tlv(0x0a, octets("00")), tlv(0x10, {}),
                               tlv(0x77, octets("01")), tlv(0x01, octets("\"first\"")), tlv(0x01, octets("\"second\"")),
                               tlv(0x0a, octets("0007")), tlv(0x0a, octets("0008"))});
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    CHECK_FALSE(cdp->capabilities.has_value());
    CHECK_FALSE(cdp->power.has_value());
    CHECK(cdp->native_vlan == 7);
    CHECK(cdp->device_id == "first");
    CHECK(cdp->complete);
}

TEST_CASE("CDP: a Port ID counted three octets short is read whole", "[wire][cdp]")
{
    struct Row {
        std::string_view what;
        std::string_view tlvs;
        std::string_view port_id;
        bool complete;
    };
    const auto row = GENERATE(Row{"short", "0003 0007 \"Port 1\" 000a 0002 0000", "Port 1", false},
                              Row{"short by three", "0003 0007 \"Port 1\" 000a 0006 0005", "Port 1", true},
                              Row{"short at the end", "0003 0007 \"Port 1\"", "Port 1", true},
                              Row{"junk behind", "0003 000a \"Port 1\" ff", "Port 1", false});
    CAPTURE(row.what);
    auto bytes = packet({tlv(0x01, octets("\"a\""))});
    const auto more = octets(row.tlvs);
    bytes.insert(bytes.end(), more.begin(), more.end());
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    CHECK(cdp->port_id == row.port_id);
    CHECK(cdp->complete == row.complete);
}

TEST_CASE("CDP: what is none, or breaks off, is told", "[wire][cdp]")
{
    struct Row {
        std::string_view what;
        std::string_view bytes;
        Errc error;
    };
    const auto row = GENERATE(Row{"nothing", "", Errc::truncated}, Row{"no checksum", "02 b4 00", Errc::truncated},
                              Row{"version 0", "00 b4 0000 0001 0005 61", Errc::malformed},
                              Row{"version 3", "03 b4 0000 0001 0005 61", Errc::malformed},
                              Row{"no TLV", "02 b4 0000", Errc::malformed},
                              Row{"padding for TLVs", "02 b4 0000 0000 0000 0000", Errc::malformed},
                              Row{"length under the header's", "02 b4 0000 0001 0003 61", Errc::malformed},
                              Row{"first TLV's header cut", "02 b4 0000 0001 00", Errc::truncated},
                              Row{"first TLV overruns", "02 b4 0000 0001 ffff 61", Errc::truncated});
    CAPTURE(row.what);
    const auto cdp = read_cdp(octets(row.bytes));
    REQUIRE(cdp.has_error());
    CHECK(cdp.error() == row.error);
}

TEST_CASE("CDP: a later TLV that lies leaves what stood before", "[wire][cdp]")
{
    struct Row {
        std::string_view what;
        std::string_view rest;
        bool complete;
    };
    const auto row = GENERATE(Row{"overruns", "0006 ffff \"b\"", false}, Row{"length of 0", "0006 0000 \"b\"", false},
                              Row{"length of 3", "0006 0003", false}, Row{"half a header", "0006 00", false},
                              Row{"a stray octet", "01", false}, Row{"padding", "000000000000000000", true},
                              Row{"nothing", "", true});
    CAPTURE(row.what);
    auto bytes = packet({tlv(0x01, octets("\"a\""))});
    const auto rest = octets(row.rest);
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    const auto cdp = read_cdp(bytes);
    REQUIRE(cdp.has_value());
    CHECK(cdp->device_id == "a");
    CHECK(cdp->platform.empty());
    CHECK(cdp->complete == row.complete);
}

TEST_CASE("CDP: cut anywhere it gives what stands before the cut", "[wire][cdp]")
{
    const auto whole = phone();
    const std::size_t end_of_first_tlv = 4 + 4 + std::string_view{"SEP0004f2abcdef"}.size();
    test::for_every_prefix(whole, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto cdp = read_cdp(cut);
        if (cut.size() < end_of_first_tlv) {
            REQUIRE(cdp.has_error());
            CHECK(cdp.error() == (cut.size() == 4 ? Errc::malformed : Errc::truncated));
            return;
        }
        REQUIRE(cdp.has_value());
        CHECK(cdp->device_id == "SEP0004f2abcdef");
        for (const auto text : {cdp->device_id, cdp->port_id, cdp->platform, cdp->software_version, cdp->system_name})
            CHECK(test::lies_in(text, cut));
        for (std::size_t i = 0; i < cdp->address_count; ++i)
            CHECK(test::lies_in(cdp->addresses[i].octets, cut));
        CHECK((cdp->system_name.empty() || cdp->system_name == "desk-7"));
    });
}
