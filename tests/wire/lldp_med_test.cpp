#include "probes/wire/lldp_med.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lldp_builder.hpp"

#include <array>

using namespace phonescan;
using namespace phonescan::wire;
using namespace phonescan::test;

namespace {

LldpMed med_of(std::uint8_t subtype, std::string_view value)
{
    LldpMed med;
    const auto bytes = octets(value);
    read_med_tlv(subtype, bytes, med);
    return med;
}

constexpr std::array inventory = {&LldpMed::hardware_revision, &LldpMed::firmware_revision, &LldpMed::software_revision,
                                  &LldpMed::serial_number,     &LldpMed::manufacturer,      &LldpMed::model,
                                  &LldpMed::asset_id};
constexpr std::uint8_t first_of_inventory = 5;

} // namespace

TEST_CASE("LLDP-MED: a phone's TLVs are read", "[wire][lldp][lldp-med]")
{
    const auto bytes = lldpdu_of_phone();
    const auto lldpdu = read_lldpdu(bytes);
    REQUIRE(lldpdu.has_value());
    const auto& med = lldpdu->med;
    CHECK(med.capabilities == 0x33);
    CHECK(med.device_class == 3);
    REQUIRE(med.policy_count == 1);
    CHECK(med.policies[0].application == 1);
    CHECK((med.policies[0].tagged && !med.policies[0].unknown));
    CHECK(med.policies[0].vlan == 100);
    CHECK(med.policies[0].priority == 5);
    CHECK(med.policies[0].dscp == 46);
    CHECK(med.locations == 0);
    REQUIRE(med.power.has_value());
    CHECK(med.power->type == 1);
    CHECK(med.power->source == 1);
    CHECK(med.power->priority == 3);
    CHECK(med.power->milliwatts == 5000);
    CHECK(med.hardware_revision == "3111-46162-001,5");
    CHECK(med.firmware_revision == "5.7.0.11768");
    CHECK(med.software_revision == "5.3.0.12074");
    CHECK(med.serial_number == "0004f2abcdef");
    CHECK(med.manufacturer == "Acme");
    CHECK(med.model == "Desk 410");
    CHECK(med.asset_id == "room 7");
}

TEST_CASE("LLDP-MED: the fields of a policy share its octets", "[wire][lldp][lldp-med]")
{
    struct Row {
        std::string_view value;
        bool unknown;
        bool tagged;
        unsigned vlan;
        unsigned priority;
        unsigned dscp;
    };
    const auto row = GENERATE(Row{"01 000000", false, false, 0, 0, 0}, Row{"01 800000", true, false, 0, 0, 0},
                              Row{"01 400000", false, true, 0, 0, 0}, Row{"01 200000", false, false, 0, 0, 0},
                              Row{"01 1ffe00", false, false, 0xfff, 0, 0}, Row{"01 0001c0", false, false, 0, 7, 0},
                              Row{"01 00003f", false, false, 0, 0, 63}, Row{"01 ffffff", true, true, 0xfff, 7, 63});
    CAPTURE(row.value);
    const auto med = med_of(2, row.value);
    REQUIRE(med.policy_count == 1);
    const auto& policy = med.policies[0];
    CHECK(policy.unknown == row.unknown);
    CHECK(policy.tagged == row.tagged);
    CHECK(policy.vlan == row.vlan);
    CHECK(policy.priority == row.priority);
    CHECK(policy.dscp == row.dscp);
}

TEST_CASE("LLDP-MED: the fields of power share an octet", "[wire][lldp][lldp-med]")
{
    const auto med = med_of(4, "bc ffff");
    REQUIRE(med.power.has_value());
    CHECK(med.power->type == 2);
    CHECK(med.power->source == 3);
    CHECK(med.power->priority == 12);
    CHECK(med.power->milliwatts == 6'553'500);
}

TEST_CASE("LLDP-MED: a TLV that is too short is absent, one that is too long is read", "[wire][lldp][lldp-med]")
{
    CHECK_FALSE(med_of(1, "").capabilities);
    CHECK(med_of(1, "0033").device_class == 0);
    CHECK(med_of(1, "0033 03 ff").device_class == 3);
    CHECK(med_of(2, "").policy_count == 0);
    CHECK(med_of(2, "01 40c9").policy_count == 0);
    CHECK(med_of(2, "01 40c96e ff").policy_count == 1);
    CHECK_FALSE(med_of(4, "").power);
    CHECK_FALSE(med_of(4, "53 00").power);
    CHECK(med_of(4, "53 0032 ff").power->milliwatts == 5000);
}

TEST_CASE("LLDP-MED: each inventory TLV fills its own text, the first that says something", "[wire][lldp][lldp-med]")
{
    for (std::uint8_t i = 0; i < inventory.size(); ++i) {
        CAPTURE(+i);
        LldpMed med;
        const auto blank = octets("\"  \"");
        const auto first = octets("\"first\"");
        const auto second = octets("\"second\"");
        for (const auto* value : {&blank, &first, &second})
            read_med_tlv(static_cast<std::uint8_t>(first_of_inventory + i), *value, med);
        for (std::uint8_t other = 0; other < inventory.size(); ++other)
            CHECK(med.*inventory[other] == (other == i ? "first" : ""));
    }
}

TEST_CASE("LLDP-MED: a subtype that is not known says nothing", "[wire][lldp][lldp-med]")
{
    const auto subtype = GENERATE(as<std::uint8_t>{}, 0, 12, 13, 255);
    const auto med = med_of(subtype, "01 40c96e \"text\"");
    CHECK((!med.capabilities && !med.power && med.policy_count == 0 && med.locations == 0));
    for (const auto text : inventory)
        CHECK((med.*text).empty());
}

TEST_CASE("LLDP-MED: policies and locations in any number keep to their bounds", "[wire][lldp][lldp-med]")
{
    LldpMed med;
    const auto policy = octets("02 40c96e");
    for (int i = 0; i < 1000; ++i) {
        read_med_tlv(2, policy, med);
        read_med_tlv(3, {}, med);
    }
    CHECK(med.policy_count == med.policies.size());
    CHECK(med.locations == 255);
}

TEST_CASE("LLDP-MED: of capabilities and power the first counts", "[wire][lldp][lldp-med]")
{
    LldpMed med;
    for (const auto* value : {"0033 03", "0001 04"})
        read_med_tlv(1, octets(value), med);
    for (const auto* value : {"53 0032", "53 0064"})
        read_med_tlv(4, octets(value), med);
    CHECK(med.device_class == 3);
    REQUIRE(med.power.has_value());
    CHECK(med.power->milliwatts == 5000);
}
