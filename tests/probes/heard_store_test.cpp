#include "probes/heard_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/frame_builder.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

WallClock::time_point second(int seconds)
{
    return WallClock::time_point{std::chrono::seconds{seconds}};
}

HeardFrame frame_at(int seconds, std::string_view sender = "00:04:f2:aa:bb:cc", std::optional<std::uint16_t> vlan = {})
{
    return {second(seconds), *MacAddress::parse(sender), vlan};
}

Octets named(std::string_view name)
{
    return lldpdu_with({lldp_tlv(5, text(name))});
}

Observation said_at(std::string_view address, std::string value, Field field = Field::sip_user_agent)
{
    Observation said;
    said.source.address = boost::asio::ip::make_address(address);
    said.field = field;
    said.value = std::move(value);
    said.channel = Channel::sip_udp;
    said.time = said.since = second(1);
    return said;
}

std::vector<std::string> values(const HeardStore& store, std::size_t group, Field field)
{
    Observations said;
    store.read(group, said);
    std::vector<std::string> values;
    for (const auto& one : said)
        if (one.field == field) values.push_back(one.value);
    return values;
}

using Values = std::vector<std::string>;

const auto device = *MacAddress::parse("00:04:f2:aa:bb:cc");

} // namespace

TEST_CASE("heard store: an announcement heard again is known without being read, with its first and last time",
          "[probes]")
{
    HeardStore store;
    const auto lldpdu = named("phone");
    CHECK_FALSE(store.announce_again(Channel::lldp, lldpdu, frame_at(5)));
    CHECK(store.announce(Channel::lldp, device, lldpdu, frame_at(5)) == HeardStore::Kept::fresh);
    CHECK(store.announce(Channel::lldp, device, lldpdu, frame_at(9)) == HeardStore::Kept::again);
    CHECK(store.announce_again(Channel::lldp, lldpdu, frame_at(3))); // frames of two interfaces need no order
    CHECK_FALSE(store.announce_again(Channel::cdp, lldpdu, frame_at(9)));
    CHECK_FALSE(store.announce_again(Channel::lldp, named("other"), frame_at(9)));
    CHECK_FALSE(store.announce_again(Channel::lldp, lldpdu, {second(9), {}, {}}));
    Observations said;
    store.read(0, said);
    REQUIRE_FALSE(said.empty());
    CHECK(std::ranges::all_of(said, [](const Observation& one) {
        return one.since == second(3) && one.time == second(9) && one.source.mac == device;
    }));
}

TEST_CASE("heard store: of different announcements of a sender the newest few are kept", "[probes]")
{
    HeardStore store;
    for (int i = 1; i <= 9; ++i)
        store.announce(Channel::lldp, device, named("phone " + std::to_string(i)), frame_at(i));
    auto names = values(store, 0, Field::lldp_system_name);
    std::ranges::sort(names);
    CHECK(names == Values{"phone 6", "phone 7", "phone 8", "phone 9"});
    CHECK(store.size() == 1);
}

TEST_CASE("heard store: a mandatory-only announcement takes nothing from a full one, nor does a full one of others",
          "[probes]")
{
    HeardStore store;
    store.announce(Channel::lldp, device, lldpdu_of_phone(), frame_at(1));
    store.announce(Channel::lldp, device, lldpdu_with({}), frame_at(2));
    CHECK(values(store, 0, Field::lldp_med_model) == Values{"Desk 410"});
    CHECK(values(store, 0, Field::lldp_chassis_id) == Values{"10.99.0.21"}); // once, though both say it
}

TEST_CASE("heard store: a good-bye forgets the channel's announcements of that device, and nothing else", "[probes]")
{
    HeardStore store;
    store.announce(Channel::lldp, device, named("phone"), frame_at(1));
    store.announce(Channel::cdp, device, joined({octets("02 b4 0000 0001 0007 \"abc\"")}), frame_at(1));
    CHECK_FALSE(store.forget(Channel::lldp, *MacAddress::parse("00:04:f2:00:00:01"), frame_at(2)));
    CHECK_FALSE(store.forget(Channel::lldp, device, frame_at(2, "00:04:f2:00:00:01"))); // another sender says so
    CHECK(store.forget(Channel::lldp, device, frame_at(2)));
    CHECK_FALSE(store.forget(Channel::lldp, device, frame_at(3)));
    CHECK(values(store, 0, Field::lldp_system_name).empty());
    CHECK(values(store, 0, Field::cdp_device_id) == Values{"abc"});
    CHECK(store.announce(Channel::lldp, device, named("phone"), frame_at(4)) == HeardStore::Kept::fresh);
    CHECK(values(store, 0, Field::lldp_system_name) == Values{"phone"});
}

TEST_CASE("heard store: what nobody signed is kept by its own bytes", "[probes]")
{
    HeardStore store;
    const HeardFrame nobody{second(1), {}, {}};
    store.announce(Channel::lldp, std::nullopt, named("one"), nobody);
    store.announce(Channel::lldp, std::nullopt, named("one"), nobody);
    store.announce(Channel::lldp, std::nullopt, named("two"), nobody);
    REQUIRE(store.size() == 2);
    CHECK(values(store, 0, Field::lldp_system_name) == Values{"one"});
    CHECK(values(store, 1, Field::lldp_system_name) == Values{"two"});
    Observations first;
    Observations second_one;
    store.read(0, first);
    store.read(1, second_one);
    CHECK(first.front().source.record != second_one.front().source.record);
}

TEST_CASE("heard store: more senders than it keeps are counted, those it has are heard on", "[probes]")
{
    HeardStore store{100};
    for (int i = 0; i < 150; ++i)
        store.add(said_at("10.0." + std::to_string(i) + ".1", "Acme"));
    CHECK(store.size() == 100);
    CHECK(store.not_kept() == 50);
    CHECK(store.add(said_at("10.0.7.1", "Bell")) == HeardStore::Kept::fresh);
    CHECK(values(store, 7, Field::sip_user_agent) == Values{"Acme", "Bell"});
    CHECK(store.add(said_at("10.0.200.1", "Bell")) == HeardStore::Kept::not_kept);
    CHECK(store.announce(Channel::lldp, device, named("phone"), frame_at(1)) == HeardStore::Kept::not_kept);
    CHECK_FALSE(store.forget(Channel::lldp, device, frame_at(1)));
    store.mark_passes_on(boost::asio::ip::make_address("10.0.201.1"));
    CHECK(store.size() == 100);
}

TEST_CASE("heard store: of a sender's texts of one field a bounded number is kept", "[probes]")
{
    HeardStore store;
    for (std::size_t i = 0; i < 10 * HeardStore::most_texts; ++i)
        store.add(said_at("10.0.0.1", "Acme " + std::to_string(i)));
    CHECK(values(store, 0, Field::sip_user_agent).size() == HeardStore::most_texts);
    CHECK(store.add(said_at("10.0.0.1", "Acme 3")) == HeardStore::Kept::again);
    CHECK(store.add(said_at("10.0.0.1", "404", Field::sip_status)) == HeardStore::Kept::fresh);
    CHECK(store.not_kept() == 0);
}

TEST_CASE("heard store: an address, who spoke for it, a MAC address and a row are different senders", "[probes]")
{
    HeardStore store;
    auto said = said_at("10.0.0.1", "Acme");
    store.add(said);
    said.source.mac = device;
    store.add(said);
    CHECK(store.size() == 2); // an address may be two devices', one after the other
    said.source.address = boost::asio::ip::address{};
    store.add(said);
    said.source.record = 7;
    store.add(said);
    said.source.address = boost::asio::ip::make_address("2001:db8::1");
    store.add(said);
    CHECK(store.size() == 5);
    CHECK(store.address_of(0).to_string() == "10.0.0.1");
    CHECK(store.address_of(1).to_string() == "10.0.0.1");
    CHECK(store.address_of(2).is_unspecified());
    CHECK(store.address_of(3).is_unspecified());
    CHECK(store.address_of(4).to_string() == "2001:db8::1");
}

TEST_CASE("heard store: who passes on what others say is believed its own words only", "[probes]")
{
    HeardStore store;
    store.add(said_at("10.0.0.1", "Acme"), HeardStore::Words::perhaps_another_s);
    store.add(said_at("10.0.0.1", "Bell"), HeardStore::Words::own);
    CHECK(values(store, 0, Field::sip_user_agent) == Values{"Acme", "Bell"});
    store.mark_passes_on(boost::asio::ip::make_address("10.0.0.1"));
    CHECK(values(store, 0, Field::sip_user_agent) == Values{"Bell"});
    store.add(said_at("10.0.0.1", "Acme")); // in its own name
    CHECK(values(store, 0, Field::sip_user_agent) == Values{"Bell", "Acme"});
}

TEST_CASE("heard store: the VLAN is that of the newest tagged frame", "[probes]")
{
    HeardStore store;
    store.announce(Channel::lldp, device, named("one"), frame_at(1, "00:04:f2:aa:bb:cc", 12));
    store.announce(Channel::lldp, device, named("two"), frame_at(2, "00:04:f2:aa:bb:cc", 200));
    store.announce(Channel::lldp, device, named("three"), frame_at(3));
    CHECK(values(store, 0, Field::vlan) == Values{"200"});
    store.announce(Channel::lldp, device, named("one"), frame_at(4, "00:04:f2:aa:bb:cc", 13));
    CHECK(values(store, 0, Field::vlan) == Values{"13"});
}

TEST_CASE("heard store: announcers are told by channel, each by its newest announcement", "[probes]")
{
    HeardStore store;
    store.announce(Channel::lldp, device, named("old"), frame_at(1));
    store.announce(Channel::lldp, device, named("new"), frame_at(2));
    store.announce(Channel::cdp, device, octets("02 b4 0000 0001 0007 \"abc\""), frame_at(1));
    store.add(said_at("10.0.0.1", "Acme"));
    std::vector<std::string> told;
    store.for_each_announcer([&told](Channel channel, wire::Bytes announcement) {
        told.push_back(std::string{name_of(channel)} + (announcement.size() == named("new").size() ? " lldpdu" : ""));
        if (channel == Channel::lldp) CHECK(std::ranges::equal(announcement, named("new")));
    });
    CHECK(told == Values{"lldp lldpdu", "cdp"});
}
