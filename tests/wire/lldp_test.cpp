#include "probes/wire/lldp.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lldp_builder.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::wire;
using namespace phonescan::test;

namespace {

bool is(const LldpId& id, std::uint8_t subtype, std::string_view written)
{
    return id.subtype == subtype && std::ranges::equal(id.octets, octets(written));
}

/// Every view of the LLDPDU lies in the octets it was read from.
bool borrows(const Lldpdu& lldpdu, Bytes from)
{
    const auto& med = lldpdu.med;
    const auto texts = {lldpdu.port_description,
                        lldpdu.system_name,
                        lldpdu.system_description,
                        med.hardware_revision,
                        med.firmware_revision,
                        med.software_revision,
                        med.serial_number,
                        med.manufacturer,
                        med.model,
                        med.asset_id};
    const auto lies = [from](auto part) { return lies_in(part, from); };
    return std::ranges::all_of(texts, lies) && lies(lldpdu.chassis_id.octets) && lies(lldpdu.port_id.octets) &&
           std::ranges::all_of(lldpdu.management_addresses, lies, &LldpId::octets);
}

} // namespace

TEST_CASE("LLDP: a phone's LLDPDU is read into its parts", "[wire][lldp]")
{
    const auto bytes = lldpdu_of_phone();
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK((lldpdu->complete && !lldpdu->lenient));
    CHECK(is(lldpdu->chassis_id, lldp_chassis::network_address, "01 0a630015"));
    CHECK(is(lldpdu->port_id, lldp_port::mac_address, "0004f2abcdef"));
    CHECK(lldpdu->ttl == 120);
    CHECK(lldpdu->port_description == "WAN PORT");
    CHECK(lldpdu->system_name == "Desk 410");
    CHECK(lldpdu->system_description == "Acme;DESK-410;3111-46162-001,5;SIP/5.3.0.12074/25-Mar-15 11:32;"
                                        "UP/5.7.0.11768/25-Mar-15 12:04;");
    REQUIRE(lldpdu->capabilities.has_value());
    CHECK(lldpdu->capabilities->supported == 0x24);
    CHECK((lldpdu->capabilities->enabled & lldp_capability_telephone) != 0);
    REQUIRE(lldpdu->management_address_count == 1);
    CHECK(is(lldpdu->management_addresses[0], 1, "0a630015"));
    CHECK(lldpdu->port_vlan == 12);
    CHECK(lldpdu->med.device_class == 3);
    CHECK(lldpdu->med.model == "Desk 410");
    CHECK(borrows(*lldpdu, bytes));
}

TEST_CASE("LLDP: each optional TLV by itself", "[wire][lldp]")
{
    struct Row {
        std::string_view what;
        Octets tlv;
        bool (*holds)(const Lldpdu&);
    };
    const auto row = GENERATE(
        Row{"none", {}, [](const Lldpdu& is) { return is.system_name.empty() && !is.capabilities && !is.port_vlan; }},
        Row{"port description", lldp_tlv(4, octets("\"1\"")),
            [](const Lldpdu& is) { return is.port_description == "1"; }},
        Row{"system name", lldp_tlv(5, octets("\"a\"")), [](const Lldpdu& is) { return is.system_name == "a"; }},
        Row{"system description", lldp_tlv(6, octets("\"b\"")),
            [](const Lldpdu& is) { return is.system_description == "b"; }},
        Row{"capabilities", lldp_tlv(7, octets("0120 0020")),
            [](const Lldpdu& is) { return is.capabilities->supported == 0x120 && is.capabilities->enabled == 0x20; }},
        Row{"management address, IPv6", lldp_tlv(8, octets("11 02 fe800000000000000204f2fffeabcdef 02 00000001 00")),
            [](const Lldpdu& lldpdu) {
                return is(lldpdu.management_addresses[0], 2, "fe800000000000000204f2fffeabcdef");
            }},
        Row{"management address, MAC", lldp_tlv(8, octets("07 06 0004f2abcdef 01 00000000 00")),
            [](const Lldpdu& lldpdu) { return is(lldpdu.management_addresses[0], 6, "0004f2abcdef"); }},
        Row{"a management address alone", lldp_tlv(8, octets("05 01 0a630015")),
            [](const Lldpdu& lldpdu) { return is(lldpdu.management_addresses[0], 1, "0a630015"); }},
        Row{"port VLAN", organisation_tlv("0080c2", 1, octets("0fa0")),
            [](const Lldpdu& is) { return is.port_vlan == 4000; }},
        Row{"port VLAN of nobody", organisation_tlv("0080c2", 1, octets("0000")),
            [](const Lldpdu& is) { return !is.port_vlan; }},
        Row{"port VLAN that is none", organisation_tlv("0080c2", 1, octets("0fff")),
            [](const Lldpdu& is) { return !is.port_vlan; }},
        Row{"another TLV of 802.1: a VLAN's name", organisation_tlv("0080c2", 3, octets("0064 05 \"voice\"")),
            [](const Lldpdu& is) { return !is.port_vlan; }},
        Row{"another organisation", organisation_tlv("0004f2", 1, octets("0a63")),
            [](const Lldpdu& is) { return !is.port_vlan && !is.med.capabilities; }},
        Row{"a reserved type", lldp_tlv(9, octets("0a63")), [](const Lldpdu& is) { return is.system_name.empty(); }});
    CAPTURE(row.what);
    const auto bytes = lldpdu_with({row.tlv});
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK((lldpdu->complete && !lldpdu->lenient));
    CHECK(row.holds(*lldpdu));
}

TEST_CASE("LLDP: of a TLV that may stand once the first that says something counts", "[wire][lldp]")
{
    const auto bytes =
        lldpdu_with({lldp_tlv(4, {}), lldp_tlv(4, octets("\"a\"")), lldp_tlv(4, octets("\"b\"")),
                     lldp_tlv(7, octets("0020")), lldp_tlv(7, octets("0020 0020")), lldp_tlv(7, octets("0004 0004")),
                     organisation_tlv("0080c2", 1, octets("0000")), organisation_tlv("0080c2", 1, octets("0001")),
                     organisation_tlv("0080c2", 1, octets("0002"))});
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK(lldpdu->port_description == "a");
    REQUIRE(lldpdu->capabilities.has_value());
    CHECK(lldpdu->capabilities->enabled == 0x20);
    CHECK(lldpdu->port_vlan == 1);
}

TEST_CASE("LLDP: there are more management addresses than are kept", "[wire][lldp]")
{
    const auto bytes = lldpdu_with(std::vector<Octets>(100, lldp_tlv(8, octets("05 01 0a630015 02 00000002 00"))));
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK(lldpdu->management_address_count == lldpdu->management_addresses.size());
    CHECK(lldpdu->complete);
}

TEST_CASE("LLDP: what has no LLDPDU in it is an error", "[wire][lldp]")
{
    struct Row {
        std::string_view what;
        std::string_view bytes;
        Errc error;
    };
    const auto row =
        GENERATE(Row{"nothing", "", Errc::truncated}, Row{"half a header", "02", Errc::truncated},
                 Row{"the Chassis ID overruns", "0208 04 0004f2abcd", Errc::truncated},
                 Row{"the Chassis ID says 511 octets", "03ff 04 0004f2abcdef", Errc::truncated},
                 Row{"only a Chassis ID", "0207 04 0004f2abcdef", Errc::truncated},
                 Row{"the Port ID overruns", "0207 04 0004f2abcdef 0408 03 0004f2abcdef", Errc::truncated},
                 Row{"the TTL is missing at the end", "0207 04 0004f2abcdef 0407 03 0004f2abcdef", Errc::truncated},
                 Row{"the TTL overruns", "0207 04 0004f2abcdef 0407 03 0004f2abcdef 0602 00", Errc::truncated},
                 Row{"zeros", "0000 0000 0000", Errc::malformed}, Row{"End at once", "0000", Errc::malformed},
                 Row{"a TTL and End", "0602 0078 0000", Errc::malformed},
                 Row{"IDs without octets", "0200 0400 0602 0078 0000", Errc::malformed},
                 Row{"IDs of nothing but a subtype", "0201 04 0401 03 0602 0078 0000", Errc::malformed},
                 Row{"three TLVs of others", "0a01 61 0a01 61 0a01 61", Errc::malformed});
    CAPTURE(row.what);
    const auto lldpdu = read_lldpdu(octets(row.bytes));
    REQUIRE(lldpdu.has_error());
    CHECK(lldpdu.error() == row.error);
}

TEST_CASE("LLDP: an optional TLV that overruns leaves what stood before", "[wire][lldp]")
{
    struct Row {
        std::string_view what;
        Octets rest;
    };
    const auto row = GENERATE(Row{"half a header", octets("0a")}, Row{"no value", octets("0a01")},
                              Row{"one octet less", lldp_tlv_that_says(3, 5, octets("\"ab\""))},
                              Row{"511 octets", lldp_tlv_that_says(511, 5, octets("\"ab\""))},
                              Row{"an organisation's", lldp_tlv_that_says(9, 127, octets("0012bb 0a \"abcd\""))});
    CAPTURE(row.what);
    const auto bytes = joined({lldp_mandatory(), lldp_tlv(4, octets("\"1\"")), row.rest});
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK((!lldpdu->complete && lldpdu->lenient));
    CHECK(lldpdu->port_description == "1");
    CHECK(lldpdu->system_name.empty());
    CHECK(lldpdu->med.model.empty());
}

TEST_CASE("LLDP: a field that is shorter than its TLV asks for is absent, and the rest is read", "[wire][lldp]")
{
    struct Row {
        std::string_view what;
        Octets tlv;
    };
    const auto row =
        GENERATE(Row{"capabilities of three octets", lldp_tlv(7, octets("0024 00"))},
                 Row{"no capabilities", lldp_tlv(7, {})}, Row{"management address without a length", lldp_tlv(8, {})},
                 Row{"management address of length 0", lldp_tlv(8, octets("00"))},
                 Row{"management address of nothing but a family", lldp_tlv(8, octets("01 01 0a630015"))},
                 Row{"management address longer than its TLV", lldp_tlv(8, octets("06 01 0a630015"))},
                 Row{"an organisation of two octets", lldp_tlv(127, octets("0080"))},
                 Row{"an organisation without a subtype", lldp_tlv(127, octets("0080c2"))},
                 Row{"port VLAN without a value", organisation_tlv("0080c2", 1, {})},
                 Row{"port VLAN of one octet", organisation_tlv("0080c2", 1, octets("0c"))});
    CAPTURE(row.what);
    const auto bytes = lldpdu_with({row.tlv, lldp_tlv(5, octets("\"a\""))});
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    CHECK((lldpdu->complete && !lldpdu->lenient));
    CHECK_FALSE(lldpdu->capabilities);
    CHECK(lldpdu->management_address_count == 0);
    CHECK_FALSE(lldpdu->port_vlan);
    CHECK(lldpdu->system_name == "a");
}

TEST_CASE("LLDP: cut anywhere it gives what stands before the cut", "[wire][lldp]")
{
    const auto whole = lldpdu_of_phone();
    const auto read_whole = read_lldpdu(whole);
    REQUIRE(read_whole.has_value());
    const auto is_whole_or_absent = [](std::string_view cut, std::string_view text) {
        return cut.empty() || cut == text;
    };
    for_every_prefix(whole, [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto lldpdu = read_lldpdu(cut);
        if (cut.size() < lldp_mandatory().size()) {
            REQUIRE(lldpdu.has_error());
            CHECK(lldpdu.error() == Errc::truncated);
            return;
        }
        REQUIRE(lldpdu.has_value());
        CHECK(lldpdu->ttl == 120);
        CHECK(lldpdu->lenient == (cut.size() != whole.size()));
        CHECK(borrows(*lldpdu, cut));
        CHECK(is_whole_or_absent(lldpdu->system_name, read_whole->system_name));
        CHECK(is_whole_or_absent(lldpdu->system_description, read_whole->system_description));
        CHECK(is_whole_or_absent(lldpdu->med.model, read_whole->med.model));
        CHECK(is_whole_or_absent(lldpdu->med.asset_id, read_whole->med.asset_id));
    });
}
