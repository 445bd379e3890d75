#include "fingerprints/device.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdio>

using namespace phonescan;
using namespace phonescan::test;

namespace {

Observation phone_at(const std::string& address, const std::string& banner = "PolycomVVX-VVX_410-UA/5.3.0.12074",
                     const char* mac = nullptr)
{
    auto observation = seen_from(address.c_str(), Field::sip_user_agent, banner);
    if (mac != nullptr) observation.source.mac = *MacAddress::parse(mac);
    return observation;
}

std::vector<std::string> keys_of(const std::vector<Device>& devices)
{
    std::vector<std::string> keys;
    for (const auto& device : devices)
        keys.push_back(device.key);
    return keys;
}

using Keys = std::vector<std::string>;

} // namespace

TEST_CASE("devices: one per address, IPv4 before IPv6 before none, observations in order of arrival", "[fingerprints]")
{
    const auto devices = devices_of({seen_from("2001:db8::7", Field::sip_status, "200"), seen(Field::sip_status, "404"),
                                     seen_from("10.0.0.10", Field::sip_status, "200"), phone_at("10.0.0.9"),
                                     seen_from("10.0.0.9", Field::sip_status, "200")},
                                    shipped(), "hq");
    CHECK(keys_of(devices) == Keys{"ip:10.0.0.9@hq", "ip:10.0.0.10@hq", "ip:2001:db8::7@hq", "ip:@hq"});
    REQUIRE(devices[0].observations.size() == 2);
    CHECK(devices[0].observations[0].field == Field::sip_user_agent);
    CHECK(devices[0].identity->model == "VVX 410");
    CHECK(devices[3].address.is_unspecified());
    CHECK(devices_of({}, shipped(), "hq").empty());
}

TEST_CASE("devices: the key is the MAC, else the serial, else the address", "[fingerprints]")
{
    CHECK(keys_of(devices_of({phone_at("10.0.0.1", "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288")}, shipped(),
                             "hq")) == Keys{"mac:64:16:7f:25:12:88"});
    CHECK(keys_of(devices_of({phone_at("10.0.0.1", "Linksys/SPA-962-6.1.5(a) (4MM00F903042)")}, shipped(), "hq")) ==
          Keys{"serial:4MM00F903042"});
    CHECK(keys_of(devices_of({phone_at("10.0.0.1")}, shipped(), "hq")) == Keys{"ip:10.0.0.1@hq"});
}

TEST_CASE("devices: a router that answers ARP for others lends them nothing", "[fingerprints]")
{
    Observations observations;
    for (int i = 1; i <= 200; ++i)
        observations.push_back(phone_at("10.0.0." + std::to_string(i), "Yealink SIP-T48G 35.8.1.52", "0004f2aabbcc"));
    const auto devices = devices_of(std::move(observations), shipped(), "hq");
    REQUIRE(devices.size() == 200);
    CHECK(std::ranges::all_of(devices, [](const Device& device) {
        return device.key.starts_with("ip:") && !device.identity->mac && device.identity->conflicts.empty() &&
               device.identity->model == "SIP-T48G" && device.observations.front().source.mac.has_value();
    }));
}

TEST_CASE("devices: behind a router the phone's own MAC is still its key", "[fingerprints]")
{
    const auto devices =
        devices_of({phone_at("10.0.0.1", "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288", "001122aabbcc"),
                    phone_at("10.0.0.2", "PolycomVVX-VVX_150-UA/6.4.1.2280_482567164887", "001122aabbcc")},
                   shipped(), "hq");
    CHECK(keys_of(devices) == Keys{"mac:64:16:7f:25:12:88", "mac:48:25:67:16:48:87"});
    CHECK(devices[0].identity->conflicts.empty());
}

TEST_CASE("devices: placeholders and shared values are nobody's key", "[fingerprints]")
{
    CHECK(keys_of(devices_of(
              {phone_at("10.0.0.1", "PolycomVVX-VVX_400-UA/4.1.4.7430_010203040506"),
               phone_at("10.0.0.2", "Polycom/5.4.3.2389 PolycomRealPresenceTrio-Trio_8800-UA/5.4.3.2389_DEADBEEF0000"),
               phone_at("10.0.0.3", "PolycomVVX-VVX_400-UA/4.1.4.7430_000000000000")},
              shipped(), "hq")) == Keys{"ip:10.0.0.1@hq", "ip:10.0.0.2@hq", "ip:10.0.0.3@hq"});
    const std::string banner = "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288";
    CHECK(keys_of(devices_of({phone_at("10.0.0.1", banner), phone_at("10.0.0.2", banner)}, shipped(), "hq")) ==
          Keys{"ip:10.0.0.1@hq", "ip:10.0.0.2@hq"});
    const std::string serial = "Linksys/SPA-962-6.1.5(a) (4MM00F903042)";
    CHECK(keys_of(devices_of({phone_at("10.0.0.1", serial), phone_at("10.0.0.2", serial)}, shipped(), "hq")) ==
          Keys{"ip:10.0.0.1@hq", "ip:10.0.0.2@hq"});
}

TEST_CASE("devices: a neighbour table that names another device's MAC gives neither of them a key", "[fingerprints]")
{
    const auto devices = devices_of({phone_at("10.0.0.1", "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288"),
                                     phone_at("10.0.0.2", "PolycomVVX-VVX_410-UA/5.3.0.12074", "64167f251288")},
                                    shipped(), "hq");
    CHECK(keys_of(devices) == Keys{"ip:10.0.0.1@hq", "ip:10.0.0.2@hq"});
}

TEST_CASE("devices: a /24 of one model and one banner stays as many devices", "[fingerprints]")
{
    Observations observations;
    for (int i = 1; i <= 254; ++i)
        observations.push_back(phone_at("10.0.0." + std::to_string(i)));
    CHECK(devices_of(std::move(observations), shipped(), "hq").size() == 254);
}

TEST_CASE("devices: frames without an address are told apart by their MAC", "[fingerprints]")
{
    auto first = seen(Field::sip_status, "200");
    auto second = first;
    first.source.mac = *MacAddress::parse("0004f2aabb01");
    second.source.mac = *MacAddress::parse("0004f2aabb02");
    CHECK(keys_of(devices_of({second, first}, shipped(), "hq")) ==
          Keys{"mac:00:04:f2:aa:bb:01", "mac:00:04:f2:aa:bb:02"});
}

namespace {

/// What a frame says that came from this sender; frames carry no address.
Observations frame_of(const char* mac, const std::vector<std::pair<Field, std::string>>& said)
{
    Observations observations;
    for (const auto& [field, value] : said) {
        observations.push_back(seen(field, value));
        observations.back().source.mac = *MacAddress::parse(mac);
    }
    return observations;
}

/// What one row of a switch's neighbour table says.
Observations row_of(std::uint32_t record, const std::vector<std::pair<Field, std::string>>& said)
{
    Observations observations;
    for (const auto& [field, value] : said) {
        observations.push_back(seen(field, value));
        observations.back().source.record = record;
    }
    return observations;
}

Observations operator+(Observations left, const Observations& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

const std::string vvx411 = "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288";

} // namespace

TEST_CASE("devices: a frame joins the answer that names the frame's MAC", "[fingerprints]")
{
    const auto devices = devices_of(Observations{phone_at("10.0.0.1", vvx411)} +
                                        frame_of("64167f251288", {{Field::lldp_system_name, "Polycom VVX 411"}}),
                                    shipped(), "hq");
    REQUIRE(keys_of(devices) == Keys{"mac:64:16:7f:25:12:88"});
    CHECK(devices[0].address.to_string() == "10.0.0.1");
    CHECK(devices[0].observations.size() == 2);
    CHECK(devices[0].identity->conflicts.empty());
}

TEST_CASE("devices: a frame joins the address that the neighbour table has for its MAC", "[fingerprints]")
{
    const auto devices = devices_of(Observations{phone_at("10.0.0.1", "Yealink SIP-T48G 35.8.1.52", "00156500aa11")} +
                                        frame_of("00156500aa11", {{Field::lldp_port_description, "WAN PORT"}}),
                                    shipped(), "hq");
    CHECK(keys_of(devices) == Keys{"mac:00:15:65:00:aa:11"});
    CHECK(devices[0].observations.size() == 2);
}

TEST_CASE("devices: a frame joins the address it states, unless the MACs differ or two state it", "[fingerprints]")
{
    const auto answer = Observations{phone_at("10.0.0.7")};
    const auto frame = frame_of("0004f2aabb11", {{Field::lldp_management_address, "10.0.0.7"}});
    CHECK(keys_of(devices_of(answer + frame, shipped(), "hq")) == Keys{"mac:00:04:f2:aa:bb:11"});
    CHECK(keys_of(devices_of(Observations{phone_at("10.0.0.7", vvx411)} + frame, shipped(), "hq")) ==
          Keys{"mac:64:16:7f:25:12:88", "mac:00:04:f2:aa:bb:11"});
    const auto second = frame_of("0004f2aabb22", {{Field::lldp_chassis_id, "10.0.0.7"}});
    CHECK(devices_of(answer + frame + second, shipped(), "hq").size() == 3);
    const auto blank = frame_of("0004f2aabb33", {{Field::lldp_chassis_id, "0.0.0.0"}});
    CHECK(devices_of(answer + blank, shipped(), "hq").size() == 2);
}

TEST_CASE("devices: rows of a table stay apart, and join an answer by serial number", "[fingerprints]")
{
    const auto rows = row_of(1, {{Field::lldp_system_name, "Polycom VVX 411"}}) +
                      row_of(2, {{Field::lldp_system_name, "Polycom VVX 411"}});
    CHECK(devices_of(rows, shipped(), "hq").size() == 2);
    const std::string serial = "Linksys/SPA-962-6.1.5(a) (4MM00F903042)";
    const auto joined = devices_of(
        Observations{phone_at("10.0.0.1", serial)} + row_of(3, {{Field::http_user_agent, serial}}), shipped(), "hq");
    REQUIRE(keys_of(joined) == Keys{"serial:4MM00F903042"});
    CHECK(joined[0].observations.size() == 2);
    const std::string placeholder = "Linksys/SPA-962-6.1.5(a) (000000000000)";
    CHECK(
        devices_of(Observations{phone_at("10.0.0.1", placeholder)} + row_of(3, {{Field::http_user_agent, placeholder}}),
                   shipped(), "hq")
            .size() == 2);
}

TEST_CASE("devices: a PC behind a phone is a device of its own", "[fingerprints]")
{
    const auto port = [](const char* mac, std::vector<std::pair<Field, std::string>> said) {
        said.emplace_back(Field::switch_name, "sw-12");
        said.emplace_back(Field::switch_port, "Gi1/0/7");
        return frame_of(mac, said);
    };
    const auto devices =
        devices_of(port("64167f251288", {{Field::lldp_management_address, "10.0.0.1"}}) +
                       port("3c5282aabbcc", {{Field::lldp_management_address, "10.0.0.2"}}) +
                       Observations{phone_at("10.0.0.1", vvx411),
                                    seen_from("10.0.0.2", Field::sip_user_agent, "Bria 5 release 5.8.0")},
                   shipped(), "hq");
    REQUIRE(keys_of(devices) == Keys{"mac:64:16:7f:25:12:88", "mac:3c:52:82:aa:bb:cc"});
    CHECK(devices[0].identity->kind == Kind::phone);
    CHECK(devices[1].identity->kind == Kind::not_phone);
}

TEST_CASE("devices: IPv4 and IPv6 of one MAC are one phone, two of a family are a router's", "[fingerprints]")
{
    const auto both = devices_of({phone_at("10.0.0.1", vvx411), phone_at("2001:db8::1", vvx411)}, shipped(), "hq");
    REQUIRE(keys_of(both) == Keys{"mac:64:16:7f:25:12:88"});
    CHECK(both[0].address.to_string() == "10.0.0.1");
    CHECK(devices_of({phone_at("2001:db8::2", vvx411), phone_at("2001:db8::1", vvx411)}, shipped(), "hq").size() == 2);
}

TEST_CASE("devices: a MAC that the neighbour table has elsewhere, too, is no key", "[fingerprints]")
{
    const std::set<MacAddress> lent = {*MacAddress::parse("00156500aa11")};
    const auto devices =
        devices_of({phone_at("10.0.0.1", "Yealink SIP-T48G 35.8.1.52", "00156500aa11")}, shipped(), "hq", lent);
    CHECK(keys_of(devices) == Keys{"ip:10.0.0.1@hq"});
    CHECK_FALSE(devices[0].identity->mac.has_value());
    CHECK(devices[0].identity->conflicts.empty());
}

TEST_CASE("devices: frames of 200 phones behind one router stay 200 phones with their own MACs", "[fingerprints]")
{
    Observations observations;
    for (int i = 1; i <= 200; ++i) {
        const std::string address = "10.0.0." + std::to_string(i);
        observations.push_back(phone_at(address, "Yealink SIP-T48G 35.8.1.52", "0004f2aabbcc"));
        char mac[13];
        std::snprintf(mac, sizeof mac, "0015650010%02x", static_cast<unsigned>(i));
        for (const auto& said : frame_of(mac, {{Field::lldp_management_address, address}}))
            observations.push_back(said);
    }
    const auto devices = devices_of(std::move(observations), shipped(), "hq");
    REQUIRE(devices.size() == 200);
    CHECK(std::ranges::all_of(devices, [](const Device& device) {
        return device.key.starts_with("mac:00:15:65:00:10:") && device.observations.size() == 2 &&
               device.identity->conflicts.empty();
    }));
}

TEST_CASE("devices: Lync Phone Edition answers SIP without a name, its inventory on the link gives it one",
          "[fingerprints]")
{
    struct Row {
        const char* manufacturer;
        const char* model;
        const char* vendor;
    };
    for (const auto& row :
         {Row{"POLYCOM", "CX600", "Polycom"}, Row{"HP", "4120", "HP"}, Row{"Aastra", "6725ip", "Aastra"}}) {
        CAPTURE(row.manufacturer, row.model);
        Observations observations{
            phone_at("10.0.0.9", "CPE/4.0.7577.4512 OCPhone/4.0.7577.4512 (Microsoft Lync Phone Edition)"),
            seen(Field::lldp_management_address, "10.0.0.9"),
            seen(Field::lldp_med_manufacturer, row.manufacturer),
            seen(Field::lldp_med_model, row.model),
            seen(Field::lldp_med_software_revision, "4.0.7577.4512"),
        };
        const auto devices = devices_of(std::move(observations), shipped(), "hq");
        REQUIRE(devices.size() == 1);
        CHECK(devices[0].identity->kind == Kind::phone);
        CHECK(devices[0].identity->vendor == row.vendor);
        CHECK(devices[0].identity->model == row.model);
        CHECK(devices[0].identity->firmware == "4.0.7577.4512");
        CHECK(devices[0].identity->conflicts.empty());
    }
}

namespace {

/// Groups as they come, also several of one address.
class GivenGroups : public ObservationGroups {
public:
    explicit GivenGroups(std::vector<Observations> groups) : groups_{std::move(groups)} {}
    std::size_t size() const override { return groups_.size(); }
    boost::asio::ip::address address_of(std::size_t group) const override
    {
        return groups_[group].front().source.address;
    }
    void read(std::size_t group, Observations& into) const override { into = groups_[group]; }

private:
    std::vector<Observations> groups_;
};

std::vector<Device> devices_of_groups(const std::vector<Observations>& given)
{
    const GivenGroups groups{given};
    DeviceSource source{groups, shipped()};
    std::vector<Device> devices;
    source.for_each_device("hq", [&devices](Device device) { devices.push_back(std::move(device)); });
    return devices;
}

} // namespace

TEST_CASE("devices: groups of one address are one device, unless two MAC addresses spoke for it", "[fingerprints]")
{
    const auto t48g = phone_at("10.0.0.1", "Yealink SIP-T48G 35.8.1.52", "00156500aa11");
    const auto t21p = phone_at("10.0.0.1", "Yealink SIP-T21P 34.72.0.1", "00156500aa22");
    const auto routed = seen_from("10.0.0.1", Field::http_user_agent, "Yealink SIP-T48G 35.8.1.52");
    const auto one = devices_of_groups({{t48g}, {routed}});
    REQUIRE(one.size() == 1);
    CHECK(one[0].key == "mac:00:15:65:00:aa:11");
    const auto two = devices_of_groups({{t48g}, {t21p}});
    REQUIRE(two.size() == 2);
    CHECK(two[0].identity->model == "SIP-T48G");
    CHECK(two[1].identity->model == "SIP-T21P");
    CHECK(devices_of_groups({{t48g}, {t21p}, {routed}}).size() == 3); // whose that is nobody knows
}
