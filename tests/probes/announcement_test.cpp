#include "probes/announcement.hpp"
#include "probes/link_neighbours.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/frame_builder.hpp"

#include <algorithm>
#include <map>

using namespace phonescan;
using namespace phonescan::test;

namespace {

using Said = std::map<std::string, std::string>;

/// What an announcement says, by the names of fields; values of one field joined by blanks.
Said said_by(Channel channel, const Octets& announcement)
{
    Observations observations;
    append_announcement(channel, announcement, {}, {}, observations);
    Said said;
    for (const auto& one : observations) {
        CHECK(one.channel == channel);
        auto& values = said[std::string{name_of(one.field)}];
        values += (values.empty() ? "" : " ") + one.value;
    }
    return said;
}

std::optional<MacAddress> chassis(std::string_view id)
{
    const auto lldpdu =
        joined({lldp_tlv(1, octets(id)), lldp_tlv(2, octets("05 31")), lldp_tlv(3, octets("0078")), lldp_end()});
    return chassis_mac(wire::read_lldpdu(lldpdu).value());
}

Octets cdp(std::string_view capabilities, std::string_view more = "")
{
    return joined(
        {octets("02 b4 0000 0001 0009 \"sw-12\" 0003 000b \"Gi1/0/7\" 0004 0008"), octets(capabilities), octets(more)});
}

HeardFrame frame_of(std::string_view mac)
{
    return {{}, *MacAddress::parse(mac), {}};
}

void announce(HeardStore& store, Channel channel, std::string_view mac, const Octets& announcement)
{
    store.announce(channel, *MacAddress::parse(mac), announcement, frame_of(mac));
}

Octets named_switch(std::string_view name)
{
    return lldpdu_with({lldp_tlv(5, text(name)), lldp_tlv(7, octets("0014 0004"))});
}

} // namespace

TEST_CASE("announcement: all that a phone says on LLDP", "[probes][lldp]")
{
    CHECK(said_by(Channel::lldp, lldpdu_of_phone()) ==
          Said{{"lldp.chassis_id", "10.99.0.21"},
               {"lldp.port_id", "00:04:f2:ab:cd:ef"},
               {"lldp.port_description", "WAN PORT"},
               {"lldp.system_name", "Desk 410"},
               {"lldp.system_description", "Acme;DESK-410;3111-46162-001,5;SIP/5.3.0.12074/25-Mar-15 11:32;"
                                           "UP/5.7.0.11768/25-Mar-15 12:04;"},
               {"lldp.capabilities", "bridge,telephone"},
               {"lldp.management_address", "10.99.0.21"},
               {"lldp.med.class", "Endpoint Class III"},
               {"lldp.med.hardware_revision", "3111-46162-001,5"},
               {"lldp.med.firmware_revision", "5.7.0.11768"},
               {"lldp.med.software_revision", "5.3.0.12074"},
               {"lldp.med.serial_number", "0004f2abcdef"},
               {"lldp.med.manufacturer", "Acme"},
               {"lldp.med.model", "Desk 410"},
               {"lldp.med.asset_id", "room 7"},
               {"vlan", "100"}});
}

TEST_CASE("announcement: placeholders, empty texts and numbers without a meaning are left out", "[probes][lldp]")
{
    const auto said =
        said_by(Channel::lldp, lldpdu_with({lldp_tlv(5, {}), med_tlv(1, octets("0033 09")), med_text(6, "-"),
                                            med_text(10, "Desk - 4"), lldp_tlv(8, octets("02 06 00 02 00000002 00"))}));
    CHECK(said == Said{{"lldp.chassis_id", "10.99.0.21"},
                       {"lldp.port_id", "00:04:f2:ab:cd:ef"},
                       {"lldp.med.model", "Desk - 4"}});
}

TEST_CASE("announcement: what cannot be read says nothing, and controls are written out", "[probes][lldp]")
{
    CHECK(said_by(Channel::lldp, octets("02 02 04")).empty());
    CHECK(said_by(Channel::cdp, octets("07 b4 0000")).empty());
    const auto said = said_by(Channel::lldp, lldpdu_with({lldp_tlv(5, octets("\"a\" 1b ff \"b\""))}));
    CHECK(said.at("lldp.system_name") == "a\\x1b\\xffb");
}

TEST_CASE("announcement: the chassis' MAC address is told where it is one device's", "[probes][lldp]")
{
    CHECK(chassis("04 0004f2aabbcc") == *MacAddress::parse("0004f2aabbcc"));
    CHECK_FALSE(chassis("04 000000000000").has_value());
    CHECK_FALSE(chassis("04 0180c200000e").has_value());
    CHECK_FALSE(chassis("04 ffffffffffff").has_value());
    CHECK_FALSE(chassis("04 0004f2aabb").has_value());
    CHECK_FALSE(chassis("04 0004f2aabbccdd").has_value());
    CHECK_FALSE(chassis("07 0004f2aabbcc").has_value()); // of another kind
}

TEST_CASE("announcement: the voice VLAN is that of a tagged policy for voice", "[probes][lldp]")
{
    const auto vlan = [](std::string_view policy) {
        const auto lldpdu = lldpdu_with({med_tlv(1, octets("0033 03")), med_tlv(2, octets(policy))});
        return voice_vlan(wire::read_lldpdu(lldpdu).value().med);
    };
    CHECK(vlan("01 40c96e") == 100);
    CHECK_FALSE(vlan("01 00c96e").has_value()); // untagged
    CHECK_FALSE(vlan("01 c0c96e").has_value()); // the policy is not known
    CHECK_FALSE(vlan("02 40c96e").has_value()); // for signalling
    CHECK_FALSE(vlan("01 40016e").has_value()); // VLAN 0: a priority and no VLAN
}

TEST_CASE("announcement: CDP as it is said, each address once", "[probes][cdp]")
{
    CHECK(said_by(Channel::cdp, cdp("00000490", "0006 000c \"Desk 300\" 0002 0011 00000001 01 01 cc 0004 0a000007")) ==
          Said{{"cdp.device_id", "sw-12"},
               {"cdp.capabilities", "0x00000490"},
               {"cdp.platform", "Desk 300"},
               {"cdp.address", "10.0.0.7"}});
}

TEST_CASE("announcement: octets are an address where they are four or sixteen", "[probes]")
{
    CHECK(address_of(octets("0a000007"))->to_string() == "10.0.0.7");
    CHECK(address_of(octets("20010db8 00000000 00000000 00000007"))->to_string() == "2001:db8::7");
    CHECK_FALSE(address_of(octets("0a0000")).has_value());
    CHECK_FALSE(address_of({}).has_value());
}

TEST_CASE("neighbours: a phone bridges to its PC port and is no switch", "[probes][lldp]")
{
    HeardStore store;
    announce(store, Channel::lldp, "00:04:f2:aa:bb:01", lldpdu_of_phone());
    announce(store, Channel::lldp, "00:04:f2:aa:bb:02",
             lldpdu_with({lldp_tlv(7, octets("0004 0004")), med_tlv(1, octets("0033 03"))})); // says bridge only
    announce(store, Channel::lldp, "00:04:f2:aa:bb:03", lldpdu_with({lldp_tlv(7, octets("0080 0080"))}));
    announce(store, Channel::cdp, "00:04:f2:aa:bb:04", cdp("00000492"));
    const auto neighbours = link_neighbours(store);
    CHECK(neighbours.by_lldp == 3);
    CHECK(neighbours.by_cdp == 1);
    CHECK(neighbours.telephones == 3);
    CHECK(neighbours.endpoints == 4);
    CHECK(neighbours.network_devices.empty());
}

TEST_CASE("neighbours: a switch is named with its port and voice VLAN, once though it says so in both ways",
          "[probes][lldp][cdp]")
{
    HeardStore store;
    announce(store, Channel::lldp, "00:aa:bb:00:00:01",
             lldpdu_with({lldp_tlv(5, text("sw-12")), lldp_tlv(7, octets("0014 0004")), med_tlv(1, octets("000f 04")),
                          med_tlv(2, octets("01 41 91 6e"))}));
    announce(store, Channel::cdp, "00:aa:bb:00:00:01", cdp("00000028"));
    announce(store, Channel::cdp, "00:aa:bb:00:00:02", cdp("00000001", "000e 0007 01 00c8"));
    announce(store, Channel::lldp, "00:aa:bb:00:00:03", lldpdu_with({lldp_tlv(7, octets("0010 0010"))}));
    const auto devices = link_neighbours(store).network_devices;
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].name == "sw-12");
    CHECK(devices[0].port == "00:04:f2:ab:cd:ef");
    CHECK(devices[0].voice_vlan == 200);
    CHECK(devices[1].name == "10.99.0.21"); // the chassis, where no name is said
    CHECK(link_neighbours(store).endpoints == 0);
}

TEST_CASE("neighbours: of many switches the first few are named, all are counted", "[probes][lldp]")
{
    HeardStore store;
    for (unsigned i = 0; i < 100; ++i)
        announce(store, Channel::lldp, "00:aa:bb:00:00:" + std::to_string(10 + i % 90),
                 named_switch("sw-" + std::to_string(i)));
    const auto neighbours = link_neighbours(store);
    CHECK(neighbours.by_lldp == 90);
    CHECK(neighbours.network_devices.size() == 8);
    CHECK(neighbours.telephones == 0);
}
