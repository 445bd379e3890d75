#include "scanner/lldpctl/lldpctl.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <sstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// One line for each observation: who, how, what.
std::string lines_of(std::string_view text)
{
    std::uint64_t neighbours = 0;
    std::ostringstream lines;
    for (const auto& seen : read_lldpctl(text, "table", neighbours)) {
        lines << (seen.source.mac ? seen.source.mac->to_string() : std::to_string(seen.source.record)) << ' '
              << name_of(seen.channel) << ' ' << name_of(seen.field) << '=' << seen.value << '\n';
    }
    return lines.str();
}

const std::string desk_phone_said = "0c:38:3e:10:20:30 lldp lldp.chassis_id=10.20.0.77\n"
                                    "0c:38:3e:10:20:30 lldp lldp.port_id=0c:38:3e:10:20:30\n"
                                    "0c:38:3e:10:20:30 lldp lldp.port_description=LAN port\n"
                                    "0c:38:3e:10:20:30 lldp lldp.system_name=Desk X6U\n"
                                    "0c:38:3e:10:20:30 lldp lldp.system_description=Acme X6U 2.12.1, \"beta\"\n"
                                    "0c:38:3e:10:20:30 lldp lldp.capabilities=bridge,wlan-access-point,telephone\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.class=Endpoint Class III\n"
                                    "0c:38:3e:10:20:30 lldp lldp.management_address=10.20.0.77\n"
                                    "0c:38:3e:10:20:30 lldp lldp.management_address=fe80::e38\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.hardware_revision=V1.2\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.firmware_revision=boot 4\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.software_revision=2.12.1\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.serial_number=SN-7\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.manufacturer=Acme\n"
                                    "0c:38:3e:10:20:30 lldp lldp.med.model=X6U\n"
                                    "0c:38:3e:10:20:30 lldp vlan=210\n"
                                    "0c:38:3e:10:20:30 lldp switch_port=swp7.3\n";

constexpr std::string_view json_chassis = R"json("id": {"type": "ip", "value": "10.20.0.77"},
 "descr": "Acme X6U 2.12.1, \"beta\"", "mgmt-ip": ["10.20.0.77", "fe80::e38"], "mgmt-iface": ["1", "1"],
 "capability": [{"type": "Bridge", "enabled": true}, {"type": "Router", "enabled": false},
  {"type": "Wlan", "enabled": true}, {"type": "Tel", "enabled": true}])json";

constexpr std::string_view json_rest = R"json("port": {"id": {"type": "mac", "value": "0c:38:3e:10:20:30"},
  "descr": "LAN port", "ttl": "60"},
 "vlan": [{"vlan-id": "9", "pvid": true}, {"vlan-id": "300", "pvid": false, "value": "guests"}],
 "lldp-med": {"device-type": "Communication Device Endpoint (Class III)",
  "policy": [{"apptype": "Voice", "defined": true, "vlan": {"vid": "210"}, "dscp": "46"},
   {"apptype": "Video Conferencing", "defined": true, "vlan": {"vid": "211"}}],
  "inventory":
{
    "hardware" : "V1.2",
                 "software" : "2.12.1",
                              "firmware" : "boot 4",
                                           "serial" : "SN-7",
                                                      "manufacturer" : "Acme",
                                                                       "model" : "X6U",
                                                                                 "asset" : "-"
}
}
})json";

std::string desk_phone_json()
{
    return R"({"lldp": {"interface": {"swp7.3": {"via": "LLDP", "rid": "5", "age": "1 day, 00:00:04",
 "chassis": {"Desk X6U": {)" +
           std::string{json_chassis} + "}},\n" + std::string{json_rest} + "}}}\n";
}

constexpr std::string_view desk_phone_json0 =
    R"json({"lldp": [{"interface": [{"name": "swp7.3", "via": "LLDP", "rid": "5",
 "chassis": [{"id": [{"type": "ip", "value": "10.20.0.77"}], "name": [{"value": "Desk X6U"}],
  "descr": [{"value": "Acme X6U 2.12.1, \"beta\""}], "mgmt-ip": [{"value": "10.20.0.77"}, {"value": "fe80::e38"}],
  "capability": [{"type": "Bridge", "enabled": true}, {"type": "Router", "enabled": false},
   {"type": "Wlan", "enabled": true}, {"type": "Tel", "enabled": true}]}],
 "port": [{"id": [{"type": "mac", "value": "0c:38:3e:10:20:30"}], "descr": [{"value": "LAN port"}]}],
 "vlan": [{"vlan-id": "9", "pvid": true}, {"vlan-id": "300", "pvid": false, "value": "guests"}],
 "lldp-med": [{"device-type": [{"value": "Communication Device Endpoint (Class III)"
}],
  "policy": [{"apptype": "Voice", "defined": true, "vlan": [{"vid": "210"}], "dscp": [{"value": "46"}]},
   {"apptype": "Video Conferencing", "defined": true, "vlan": [{"vid": "211"}]}],
  "inventory": [{"hardware": [{"value": "V1.2"}], "software": [{"value": "2.12.1"}], "firmware": [{"value": "boot 4"}],
   "serial": [{"value": "SN-7"}], "manufacturer": [{"value": "Acme"}], "model": [{"value": "X6U"}],
   "asset": [{"value": "-"}]}]
}]
}]
}]
}
)json";

constexpr std::string_view desk_phone_lines = R"json(lldp.swp7.3.via=LLDP
lldp.swp7.3.rid=5
lldp.swp7.3.age=1 day, 00:00:04
lldp.swp7.3.chassis.ip=10.20.0.77
lldp.swp7.3.chassis.name=Desk X6U
lldp.swp7.3.chassis.descr=Acme X6U 2.12.1, "beta"
lldp.swp7.3.chassis.mgmt-ip=10.20.0.77
lldp.swp7.3.chassis.mgmt-ip=fe80::e38
lldp.swp7.3.chassis.Bridge.enabled=on
lldp.swp7.3.chassis.Router.enabled=off
lldp.swp7.3.chassis.Wlan.enabled=on
lldp.swp7.3.chassis.Tel.enabled=on
lldp.swp7.3.port.mac=0c:38:3e:10:20:30
lldp.swp7.3.port.descr=LAN port
lldp.swp7.3.vlan.vlan-id=9
lldp.swp7.3.vlan.pvid=yes
lldp.swp7.3.vlan.vlan-id=300
lldp.swp7.3.vlan.pvid=no
lldp.swp7.3.vlan=guests
lldp.swp7.3.lldp-med.device-type=Communication Device Endpoint (Class III)
lldp.swp7.3.lldp-med.policy.apptype=Voice
lldp.swp7.3.lldp-med.policy.vlan.vid=210
lldp.swp7.3.lldp-med.policy.apptype=Video Conferencing
lldp.swp7.3.lldp-med.policy.vlan.vid=211
lldp.swp7.3.lldp-med.inventory.hardware=V1.2
lldp.swp7.3.lldp-med.inventory.software=2.12.1
lldp.swp7.3.lldp-med.inventory.firmware=boot 4
lldp.swp7.3.lldp-med.inventory.serial=SN-7
lldp.swp7.3.lldp-med.inventory.manufacturer=Acme
lldp.swp7.3.lldp-med.inventory.model=X6U
lldp.swp7.3.lldp-med.inventory.asset=-
)json";

std::string neighbour_named(const std::string& name, const std::string& mac)
{
    return R"({"eth0": {"via": "LLDP", "chassis": {")" + name + "\": {\n" + R"("id": {"type": "mac", "value": ")" +
           mac + R"("}}}}})";
}

} // namespace

TEST_CASE("lldpctl: one neighbour says the same in every form", "[scanner][lldp]")
{
    CHECK(lines_of(desk_phone_json()) == desk_phone_said);
    CHECK(lines_of(desk_phone_json0) == desk_phone_said);
    CHECK(lines_of(desk_phone_lines) == desk_phone_said);
}

TEST_CASE("lldpctl: each form is told by its first octets, and nothing else is", "[scanner][lldp]")
{
    CHECK(is_lldpctl_json(desk_phone_json()));
    CHECK(is_lldpctl_json(desk_phone_json0));
    CHECK(is_lldpctl_json(" \r\n{\n\t\"lldp\" :"));
    CHECK(is_lldpctl_keyvalue(desk_phone_lines));
    CHECK(is_lldpctl(desk_phone_json0));
    CHECK(is_lldpctl(desk_phone_lines));
    for (const auto* other :
         {"", "{", "{}", "[]", "lldp.", "lldp.eth0.via", "ip,mac\n1=2", "lldp.system_name,lldp.med.model\na=b,c",
          R"({"lldp.system_name": "x"})", R"({"local-chassis": {}})", R"(lldp.system_name="a.b")", "lldp.eth0=1"}) {
        CAPTURE(other);
        CHECK_FALSE(is_lldpctl(other));
    }
}

TEST_CASE("lldpctl: several neighbours are a list; a chassis may have no name", "[scanner][lldp]")
{
    const std::string nameless =
        R"({"eth1": {"via": "LLDP", "chassis": {"id": {"type": "mac", "value": "00:0b:82:00:00:09"}},
 "port": {"id": {"type": "ifname", "value": "eth0"}}}})";
    const auto text =
        R"({"lldp": {"interface": [)" + neighbour_named("id", "00:0b:82:00:00:01") + "," + nameless + "]}}";
    CHECK(lines_of(text) == "00:0b:82:00:00:01 lldp lldp.chassis_id=00:0b:82:00:00:01\n"
                            "00:0b:82:00:00:01 lldp lldp.system_name=id\n"
                            "00:0b:82:00:00:01 lldp switch_port=eth0\n"
                            "00:0b:82:00:00:09 lldp lldp.chassis_id=00:0b:82:00:00:09\n"
                            "00:0b:82:00:00:09 lldp lldp.port_id=eth0\n"
                            "00:0b:82:00:00:09 lldp switch_port=eth1\n");
    CHECK(lines_of(R"({"lldp": {}})").empty());
    CHECK(lines_of(R"({"lldp": [{"interface": []}]})").empty());
}

TEST_CASE("lldpctl: several neighbours on one interface begin with via", "[scanner][lldp]")
{
    CHECK(lines_of("lldp.eth0.via=LLDP\nlldp.eth0.chassis.local=a\nlldp.eth0.via=LLDP\nlldp.eth0.chassis.local=b\n"
                   "lldp.eth0.1.via=LLDP\nlldp.eth0.1.chassis.local=c\n") == "1 lldp lldp.chassis_id=a\n"
                                                                             "1 lldp switch_port=eth0\n"
                                                                             "2 lldp lldp.chassis_id=b\n"
                                                                             "2 lldp switch_port=eth0\n"
                                                                             "3 lldp lldp.chassis_id=c\n"
                                                                             "3 lldp switch_port=eth0.1\n");
}

TEST_CASE("lldpctl: a neighbour goes by a MAC address of its own, else by its number", "[scanner][lldp]")
{
    const auto source_of = [](const std::string& lines) {
        std::uint64_t neighbours = 40;
        const auto seen = read_lldpctl("lldp.e.via=LLDP\n" + lines, "table", neighbours);
        REQUIRE_FALSE(seen.empty());
        CHECK(neighbours == 41);
        return seen.front().source;
    };
    CHECK(source_of("lldp.e.chassis.mac=00:0b:82:00:00:01\nlldp.e.port.mac=00:0b:82:00:00:02\n").mac->to_string() ==
          "00:0b:82:00:00:01");
    CHECK(source_of("lldp.e.chassis.ip=10.0.0.1\nlldp.e.port.mac=00:0b:82:00:00:02\n").mac->to_string() ==
          "00:0b:82:00:00:02");
    for (const auto* no_device : {"lldp.e.chassis.local=00:0b:82:00:00:01", "lldp.e.chassis.mac=00:00:00:00:00:00",
                                  "lldp.e.chassis.mac=01:80:c2:00:00:0e", "lldp.e.chassis.mac=00:0b:82"}) {
        CAPTURE(no_device);
        CHECK_FALSE(source_of(no_device).mac.has_value());
        CHECK(source_of(no_device).record == 41);
    }
}

TEST_CASE("lldpctl: CDP's platform and version stand in one description", "[scanner][cdp]")
{
    const std::string head = R"({"lldp": {"interface": {"eth0": {"via": "CDPv2", "chassis": {"SEP0008E3000001": {
 "id": {"type": "local", "value": "SEP0008E3000001"}, "mgmt-ip": "10.9.9.9", "descr": ")";
    const std::string tail = R"(", "capability": {"type": "Station", "enabled": true}}},
 "port": {"id": {"type": "ifname", "value": "Port 1"}, "descr": "Port 1"}, "vlan": {"vlan-id": "20", "pvid": true}}}}})";
    const std::string begin = "1 cdp cdp.device_id=SEP0008E3000001\n";
    const std::string end = "1 cdp cdp.address=10.9.9.9\n1 cdp vlan=20\n1 cdp switch_port=eth0\n";
    const std::string platform = "1 cdp cdp.platform=Acme 9\n";
    CHECK(lines_of(head + R"(Acme 9 running on\nsip9.1-2\nsecond line\n)" + tail) ==
          begin + platform + "1 cdp cdp.version=sip9.1-2\nsecond line\n" + end);
    CHECK(lines_of(head + "Acme 9 running on sip9.1-2" + tail) ==
          begin + platform + "1 cdp cdp.version=sip9.1-2\n" + end);
    CHECK(lines_of(head + R"(Acme 9 running on\n)" + tail) == begin + platform + end);
    CHECK(lines_of(head + "Acme 9" + tail) == begin + platform + end);
    CHECK(lines_of("lldp.e.via=CDPv1\nlldp.e.chassis.local=sw\nlldp.e.chassis.Bridge.enabled=on\n"
                   "lldp.e.chassis.Router.enabled=on\n") == "1 cdp cdp.device_id=sw\n"
                                                            "1 cdp cdp.capabilities=bridge,router\n"
                                                            "1 cdp switch_port=e\n");
}

TEST_CASE("lldpctl: texts that are hard to write", "[scanner][lldp]")
{
    const auto name_in = [](const std::string& document) {
        std::uint64_t neighbours = 0;
        for (const auto& seen : read_lldpctl(document, "table", neighbours))
            if (seen.field == Field::lldp_system_name) return seen.value;
        return std::string{"none"};
    };
    const auto json = [](const std::string& name) {
        return R"({"lldp": {"interface": )" + neighbour_named(name, "00:0b:82:00:00:01") + "}}";
    };
    const auto unescaped = [](const std::string& name) { // a name alone on its line, as lldpctl writes it
        return "{\n\"lldp\": {\n\"interface\": {\n\"eth0\": {\n\"via\": \"LLDP\",\n\"chassis\": {\n\"" + name +
               "\": {\n\"id\": {\n\"type\": \"local\",\n\"value\": \"say \\\"x\\\"\"\n}\n}\n}\n}\n}\n}\n}\n";
    };
    const auto lines = [](const std::string& name) { return "lldp.e.via=LLDP\nlldp.e.chassis.name=" + name + "\n"; };

    CHECK(name_in(json(R"(say \"hi\" \\ h\u00e9)")) == "say \"hi\" \\ h\xc3\xa9");
    CHECK(name_in(unescaped("say \"hi\" \\ x\": {")) == "say \"hi\" \\ x\": {");
    CHECK(name_in(unescaped("bell \x07 and \xff")) == "bell \\x07 and \xef\xbf\xbd");
    CHECK(name_in(unescaped("lldp")) == "lldp");
    CHECK(name_in(lines("say \"hi\" = \xff\x01")) == "say \"hi\" = \\xff\\x01");
    CHECK(name_in(lines("two\nlines\r\n\nand more")) == "two\nlines\n\nand more");
    CHECK(name_in(lines("up to\nlldp.other.chassis.name=x")) == "up to\nlldp.other.chassis.name=x");
    CHECK(name_in(lines("   ")) == "none");
    CHECK(name_in(lines(std::string(5'000, 'n'))).size() == 2'048);
    CHECK(name_in(json(std::string(5'000, 'n'))).size() == 2'048);
    const auto raw_break = json(R"(x)").insert(json("x").find("\"mac\""), "\"line\\\nbreak\", \"was\": ");
    CHECK(name_in(raw_break) == "x"); // as older versions write a line break in a value
}

TEST_CASE("lldpctl: what cannot be read is named with its line", "[scanner][lldp]")
{
    const auto refused = [](const std::string& text) -> std::string {
        std::uint64_t neighbours = 0;
        try {
            (void)read_lldpctl(text, "sw-12.json", neighbours);
        } catch (const DataError& error) {
            return error.what();
        }
        return "read";
    };
    const auto whole = desk_phone_json();
    CHECK(refused(whole.substr(0, whole.size() / 2)).starts_with("sw-12.json:"));
    CHECK_THAT(refused("{\"lldp\": {\n\"interface\": {\n\"eth0\": oops}}}"), contains("sw-12.json:3: not JSON"));
    CHECK_THAT(refused("{\"lldp\": {\n"), contains("sw-12.json:2: not JSON, or cut"));
    CHECK_THAT(refused(R"({"lldp": )" + std::string(100, '[') + std::string(100, ']') + "}"),
               contains("nested deeper"));
    CHECK_THAT(refused("{\"lldp\": " + std::string(5'000'000, '[')), contains("sw-12.json"));
    CHECK_THAT(refused("lldp.eth0.rid=1\nlldp.eth0.chassis.name=x\n"),
               contains("sw-12.json:1: expected lldp.INTERFACE.via="));
    CHECK_THAT(refused(std::string(longest_lldpctl + 1, ' ')), contains("longer than 64 MiB"));
    CHECK(refused(R"({"lldp": [1, "x", null, {"interface": [7, {"eth0": 5, "eth1": [null, {"via": 3}]}]}]})") ==
          "read");
}
