#include "fingerprints/device.hpp"
#include "fingerprints/identifier.hpp"
#include "fingerprints/merge.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <ostream>

using namespace phonescan;
using namespace phonescan::test;
using std::chrono::hours;

namespace {

const auto now = WallClock::time_point{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
constexpr hours week{7 * 24};

const std::string vvx = "PolycomVVX-VVX_410-UA/5.3.0.12074";
const std::string newer_vvx = "PolycomVVX-VVX_410-UA/5.9.0.9373";
const std::string with_mac = "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288";
const std::string with_serial = "Linksys/SPA-962-6.1.5(a) (4MM00F903042)";
const std::string with_other_serial = "Linksys/SPA-962-6.1.5(a) (4MM00F904711)";

Observation at(WallClock::time_point time, Observation observation)
{
    observation.time = time;
    return observation;
}

Observation banner_at(const char* address, const std::string& banner, const char* mac = nullptr)
{
    auto observation = seen_from(address, Field::sip_user_agent, banner);
    if (mac != nullptr) observation.source.mac = *MacAddress::parse(mac);
    return observation;
}

/// A frame that says where its sender is.
Observations frame_of(const char* mac, const char* address)
{
    auto observation = seen(Field::lldp_management_address, address);
    observation.source.mac = *MacAddress::parse(mac);
    return {observation};
}

/// Scans of a site, the newest first, a week apart.
class Scans : public ObservationGroups {
public:
    explicit Scans(const std::vector<std::vector<Observations>>& scans)
    {
        for (std::size_t scan = 0; scan < scans.size(); ++scan)
            for (auto said : scans[scan]) {
                for (auto& observation : said)
                    observation.time = now - scan * week;
                groups_.emplace_back(scan, std::move(said));
            }
    }
    std::size_t size() const override { return groups_.size(); }
    boost::asio::ip::address address_of(std::size_t group) const override
    {
        return groups_[group].second.front().source.address;
    }
    std::size_t scan_of(std::size_t group) const override { return groups_[group].first; }
    void read(std::size_t group, Observations& into) const override { into = groups_[group].second; }

private:
    std::vector<std::pair<std::size_t, Observations>> groups_;
};

struct Seen {
    std::string key;
    std::string address;
    std::size_t scan = 0;
    std::size_t groups = 0;

    bool operator==(const Seen&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Seen& seen)
{
    return out << seen.key << " at " << seen.address << ", scan " << seen.scan << ", groups " << seen.groups;
}

using AllSeen = std::vector<Seen>;

AllSeen devices_in(const std::vector<std::vector<Observations>>& scans)
{
    const Scans groups{scans};
    DeviceSource source{groups, shipped()};
    AllSeen devices;
    source.for_each_device("hq", [&](const Device& device) {
        const auto address = device.address.is_unspecified() ? std::string{} : device.address.to_string();
        devices.push_back({device.key, address, source.scan_of(device), 1 + device.more_groups.size()});
    });
    return devices;
}

const std::string mac_key = "mac:64:16:7f:25:12:88";

} // namespace

TEST_CASE("devices over time: a phone that moved is one device, where it was last", "[fingerprints]")
{
    CHECK(devices_in({{{banner_at("10.0.0.2", with_mac)}}, {{banner_at("10.0.0.1", with_mac)}}}) ==
          AllSeen{{mac_key, "10.0.0.2", 0, 2}});
    CHECK(devices_in({{{banner_at("10.0.0.2", vvx, "64167f251288")}},
                      {{banner_at("10.0.0.1", vvx, "64167f251288")}}}) == AllSeen{{mac_key, "10.0.0.2", 0, 2}});
    CHECK(devices_in({{{banner_at("10.0.0.2", with_serial)}}, {}, {{banner_at("10.0.0.1", with_serial)}}}) ==
          AllSeen{{"serial:4MM00F903042", "10.0.0.2", 0, 2}});
}

TEST_CASE("devices over time: what two addresses claim in any one scan is nobody's", "[fingerprints]")
{
    const AllSeen nobodys{{"ip:10.0.0.1@hq", "10.0.0.1", 0, 2}, {"ip:10.0.0.2@hq", "10.0.0.2", 1, 1}};
    for (const auto& banner : {with_mac, with_serial})
        CHECK(devices_in({{{banner_at("10.0.0.1", banner)}},
                          {{banner_at("10.0.0.1", banner)}, {banner_at("10.0.0.2", banner)}}}) == nobodys);
    // The neighbour table and a banner of one scan, with a newer and an older scan that share nothing.
    const auto plain = banner_at("10.0.0.2", vvx, "64167f251288");
    CHECK(devices_in({{{plain}}, {{banner_at("10.0.0.1", with_mac)}, {plain}}, {{plain}}}) ==
          AllSeen{{"ip:10.0.0.2@hq", "10.0.0.2", 0, 3}, {"ip:10.0.0.1@hq", "10.0.0.1", 1, 1}});
}

TEST_CASE("devices over time: an address is one device until its MAC changes", "[fingerprints]")
{
    const Observations wordless{banner_at("10.0.0.1", vvx)};
    const Observations first{banner_at("10.0.0.1", vvx, "64167f251288")};
    const Observations second{banner_at("10.0.0.1", vvx, "64167f2512aa")};
    CHECK(devices_in({{wordless}, {wordless}}) == AllSeen{{"ip:10.0.0.1@hq", "10.0.0.1", 0, 2}});
    CHECK(devices_in({{wordless}, {first}}) == AllSeen{{mac_key, "10.0.0.1", 0, 2}});
    CHECK(devices_in({{first}, {wordless}, {}, {wordless}}) == AllSeen{{mac_key, "10.0.0.1", 0, 3}});
    CHECK(devices_in({{first}, {wordless}, {second}, {wordless}, {wordless}}) ==
          AllSeen{{mac_key, "10.0.0.1", 0, 2}, {"mac:64:16:7f:25:12:aa", "10.0.0.1", 2, 3}});
    CHECK(devices_in({{first}, {second}, {first}, {wordless}}) ==
          AllSeen{{mac_key, "10.0.0.1", 0, 3}, {"mac:64:16:7f:25:12:aa", "10.0.0.1", 1, 1}});
    CHECK(devices_in({{wordless}, {first, second, wordless}, {wordless}}).size() == 5); // whose they are nobody knows
    CHECK(devices_in({{first}, {wordless, second}}).size() == 2); // the words are those of the second
}

TEST_CASE("devices over time: who took an address over is not who left it", "[fingerprints]")
{
    const auto moved = banner_at("10.0.0.2", with_mac);
    CHECK(devices_in({{{banner_at("10.0.0.1", vvx)}, {moved}}, {{banner_at("10.0.0.1", with_mac)}}}) ==
          AllSeen{{"ip:10.0.0.1@hq", "10.0.0.1", 0, 1}, {mac_key, "10.0.0.2", 0, 2}});
    CHECK(devices_in({{{banner_at("10.0.0.1", with_mac)}}, {{banner_at("10.0.0.1", vvx)}, {moved}}}) ==
          AllSeen{{mac_key, "10.0.0.1", 0, 2}, {"ip:10.0.0.1@hq", "10.0.0.1", 1, 1}});
    const auto serials = devices_in({{{banner_at("10.0.0.1", with_other_serial)}, {banner_at("10.0.0.2", with_serial)}},
                                     {{banner_at("10.0.0.1", with_serial)}}});
    REQUIRE(serials.size() == 2);
    CHECK(serials[0].key == "serial:4MM00F904711");
    CHECK(serials[1].key == "serial:4MM00F903042");
}

TEST_CASE("devices over time: what a frame states holds in its own scan", "[fingerprints]")
{
    const auto words = Observations{banner_at("10.0.0.1", vvx)};
    CHECK(devices_in({{words, frame_of("64167f251288", "10.0.0.1")}}) == AllSeen{{mac_key, "10.0.0.1", 0, 2}});
    CHECK(devices_in({{words}, {frame_of("64167f251288", "10.0.0.1")}}).size() == 2);
    // Two senders that state one address, each in its own scan.
    CHECK(devices_in({{words, frame_of("64167f251288", "10.0.0.1")},
                      {{banner_at("10.0.0.9", vvx)}, frame_of("64167f2512aa", "10.0.0.1")}}) ==
          AllSeen{{mac_key, "10.0.0.1", 0, 2},
                  {"ip:10.0.0.9@hq", "10.0.0.9", 1, 1},
                  {"mac:64:16:7f:25:12:aa", "10.0.0.1", 1, 1}});
    // The newer statement before the older answer.
    CHECK(devices_in({{frame_of("64167f251288", "10.0.0.2")}, {{banner_at("10.0.0.1", with_mac)}}}) ==
          AllSeen{{mac_key, "10.0.0.2", 0, 2}});
}

TEST_CASE("devices over time: the newest word stands, what it leaves open is filled", "[fingerprints]")
{
    const auto upgraded =
        identify({at(now - week, seen(Field::sip_user_agent, vvx)), at(now, seen(Field::sip_user_agent, newer_vvx))});
    CHECK(upgraded.firmware == "5.9.0.9373");
    CHECK(upgraded.firmware_heard == now);
    CHECK(upgraded.conflicts.empty());
    CHECK(upgraded.confidence == Confidence::high);
    REQUIRE_FALSE(upgraded.evidence.empty());
    for (const auto& evidence : upgraded.evidence)
        CHECK(evidence.time == now);

    const auto silent = identify(
        {at(now, seen_from("10.0.0.1", Field::sip_status, "200")), at(now - week, seen(Field::sip_user_agent, vvx))});
    CHECK(silent.kind == Kind::phone);
    CHECK(silent.model == "VVX 410");
    CHECK(silent.firmware_heard == now - week);
    CHECK(silent.evidence.front().time == now - week);
}

TEST_CASE("devices over time: a newer weak word stands against an older strict one", "[fingerprints]")
{
    const auto other = identify(
        {at(now - week, seen(Field::sip_user_agent, with_mac)), at(now, seen(Field::sip_server, "Yealink IP Phone"))});
    CHECK(other.vendor == "Yealink");
    CHECK(other.model.empty());
    CHECK_FALSE(other.mac.has_value()); // nothing else is taken of it
    CHECK(other.conflicts.empty());
    const auto pbx = identify({at(now - week, seen(Field::sip_user_agent, vvx)),
                               at(now, seen(Field::sip_user_agent, "Asterisk PBX 13.18.5"))});
    CHECK(pbx.kind == Kind::not_phone);
    CHECK(pbx.conflicts.empty());
}

TEST_CASE("devices over time: a day is one time, and so is what has no time", "[fingerprints]")
{
    const auto conflicts = [](WallClock::time_point before) {
        return identify({at(before, seen(Field::sip_user_agent, vvx)), at(now, seen(Field::sip_server, newer_vvx))})
            .conflicts.size();
    };
    CHECK(conflicts(now - hours{24}) == 1);
    CHECK(conflicts(WallClock::time_point{}) == 1);
    CHECK(conflicts(now - hours{24} - std::chrono::seconds{1}) == 0);
}

TEST_CASE("devices over time: of older words the fresher come first, by worth in each day", "[fingerprints]")
{
    const auto alive = at(now, seen_from("10.0.0.1", Field::sip_status, "200"));
    CHECK(identify({alive, at(now - 2 * week, seen(Field::sip_user_agent, vvx)),
                    at(now - week, seen(Field::sip_server, newer_vvx))})
              .firmware == "5.9.0.9373");
    CHECK(identify({alive, at(now - week, seen(Field::sip_server, "Yealink IP Phone")),
                    at(now - week - hours{1}, seen(Field::sip_user_agent, vvx))})
              .model == "VVX 410");
}

TEST_CASE("devices over time: when the firmware was heard last", "[fingerprints]")
{
    const auto banner = [](WallClock::time_point time, Field field = Field::sip_user_agent) {
        return at(time, seen(field, vvx));
    };
    CHECK(identify({banner(now - hours{3}), banner(now - hours{1}, Field::sip_server)}).firmware_heard ==
          now - hours{1});
    CHECK(identify({banner(now - week), banner(now)}).firmware_heard == now);
    CHECK(identify({banner({}), banner(now)}).firmware_heard == now);
    CHECK(identify({banner({})}).firmware_heard == WallClock::time_point{});
    CHECK(identify({at(now, seen(Field::sip_server, "Yealink IP Phone"))}).firmware_heard == WallClock::time_point{});
}

TEST_CASE("devices over time: an older MAC address fills, and contradicts nothing", "[fingerprints]")
{
    const auto table = [](WallClock::time_point time, const char* mac) { return at(time, seen(Field::mac, mac)); };
    const auto banner = at(now, seen(Field::sip_user_agent, vvx));
    const auto filled =
        identify({table(now - 2 * week, "64:16:7f:25:12:aa"), banner, table(now - week, "64:16:7f:25:12:88")});
    REQUIRE(filled.mac.has_value());
    CHECK(filled.mac->to_string() == "64:16:7f:25:12:88"); // the fresher of the two
    CHECK(filled.conflicts.empty());
    CHECK(filled.evidence.back().time == now - week);

    const auto kept = identify({table(now, "64:16:7f:25:12:aa"), at(now - week, seen(Field::sip_user_agent, with_mac)),
                                table(now - week, "64:16:7f:25:12:99")});
    CHECK(kept.mac->to_string() == "64:16:7f:25:12:aa");
    CHECK(kept.model.empty()); // of another device
    CHECK(kept.conflicts.empty());
}

TEST_CASE("devices over time: older statements and conditions", "[fingerprints]")
{
    const auto statement = [](const Observation& observation, const char* vendor, const char* firmware) {
        Statement said{&observation, "test", "", Kind::phone, 0.9, {}};
        said.values.set(Attribute::vendor, vendor);
        said.values.set(Attribute::firmware, firmware);
        return said;
    };
    const std::vector said{at(now, seen(Field::lldp_system_description, "bare")),
                           at(now - week, seen(Field::sip_user_agent, "banner")),
                           at(now, seen(Field::sip_server, "server"))};
    const OuiTable ouis;

    // The newer firmware waits for the vendor, which only an older statement names.
    auto waiting = statement(said[0], "", "2.0.1");
    waiting.if_vendor = "Acme";
    waiting.kind = Kind::unknown;
    const auto awaited = merge({statement(said[1], "Acme", ""), waiting}, said, ouis);
    CHECK(awaited.firmware == "2.0.1");
    CHECK(awaited.kind == Kind::phone);
    const auto upgraded = merge({statement(said[1], "Acme", "1.7.3"), waiting}, said, ouis);
    CHECK(upgraded.firmware == "2.0.1");
    CHECK(upgraded.firmware_heard == now);
    CHECK(upgraded.conflicts.empty());
    CHECK(merge({statement(said[1], "Other", "1.7.3"), waiting}, said, ouis).firmware == "1.7.3");

    // An older condition fills, too, and contradicts nothing.
    auto before = statement(said[1], "", "1.7.3");
    before.if_vendor = "Acme";
    CHECK(merge({before, statement(said[2], "Acme", "")}, said, ouis).firmware == "1.7.3");
    const auto kept = merge({before, statement(said[2], "Acme", "2.0.1")}, said, ouis);
    CHECK(kept.firmware == "2.0.1");
    CHECK(kept.conflicts.empty());

    // It may be exact about what was before the newer word.
    CHECK(merge({statement(said[1], "Acme", "2.0.1.77"), statement(said[2], "Acme", "2.0.1")}, said, ouis).firmware ==
          "2.0.1");
}
