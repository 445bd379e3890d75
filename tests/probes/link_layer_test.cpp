#include "tests/probes/ear.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("link layer: LLDP is the word of the chassis, else of the frame's sender", "[probes][lldp]")
{
    Ear ear;
    ear.hear(announced(named("phone")));
    ear.hear(announced(named("pc", octets("04 001b21000001")), "00:1b:21:00:00:01"));
    ear.hear(announced(named("switch", octets("04 00aabb000000")), "00:aa:bb:00:00:07"));
    CHECK(ear.said(Field::lldp_system_name) ==
          Said{{phone_mac, "phone"}, {"00:1b:21:00:00:01", "pc"}, {"00:aa:bb:00:00:00", "switch"}});
    CHECK(ear.said(Field::lldp_chassis_id)[phone_mac] == "10.99.0.21");
    CHECK(ear.said(Field::lldp_port_id)[phone_mac] == phone_mac);
    CHECK(ear.counts().lldp == 3);
}

TEST_CASE("link layer: a capability counts when it is supported, and reserved bits are damage", "[probes][lldp]")
{
    const auto with = [](std::string_view capabilities) {
        Ear ear;
        ear.hear(announced(lldpdu_with({lldp_tlv(7, octets(capabilities))})));
        return ear.said(Field::lldp_capabilities);
    };
    CHECK(with("0024 0024") == Said{{phone_mac, "bridge,telephone"}});
    CHECK(with("0024 0004") == Said{{phone_mac, "bridge"}});
    CHECK(with("0004 0024") == Said{{phone_mac, "bridge"}});
    CHECK(with("f0ff ffff").empty());
}

TEST_CASE("link layer: equal announcements are one, with first and last time; others are kept beside them", "[probes]")
{
    Ear ear;
    const auto full = announced(named("phone"));
    ear.hear(full);
    ear.hear(full);
    ear.hear(announced(lldpdu_with({})));
    ear.hear(full);
    CHECK(ear.said(Field::lldp_system_name) == Said{{phone_mac, "phone"}});
    const auto all = ear.all();
    const auto name = std::ranges::find(all, Field::lldp_system_name, &Observation::field);
    REQUIRE(name != all.end());
    CHECK(name->since == WallClock::time_point{std::chrono::seconds{1}});
    CHECK(name->time == WallClock::time_point{std::chrono::seconds{4}});
    for (int i = 0; i < 100; ++i)
        ear.hear(announced(named("phone " + std::to_string(i))));
    CHECK(std::ranges::count(ear.all(), Field::lldp_system_name, &Observation::field) <=
          static_cast<std::ptrdiff_t>(HeardStore::most_announcements));
    CHECK(ear.store().size() == 1);
}

TEST_CASE("link layer: a shutdown LLDPDU forgets a neighbour and makes none", "[probes][lldp]")
{
    Ear ear;
    const auto good_bye = announced(named("phone", octets("05 01 0a630015"), "0000"));
    ear.hear(good_bye);
    CHECK(ear.all().empty());
    ear.hear(announced(named("phone")));
    ear.hear(announced(named("other"), "00:04:f2:aa:bb:dd"));
    ear.hear(good_bye);
    CHECK(ear.said(Field::lldp_system_name) == Said{{"00:04:f2:aa:bb:dd", "other"}});
    CHECK(ear.counts().goodbyes == 2);
    ear.hear(announced(named("phone")));
    CHECK(ear.said(Field::lldp_system_name).size() == 2);
}

TEST_CASE("link layer: the VLAN is the frame's, under any number of tags", "[probes]")
{
    Ear ear;
    ear.hear(announced(named("phone"), phone_mac, 200));
    CHECK(ear.said(Field::vlan) == Said{{phone_mac, "200"}});
    Ear other;
    other.hear(udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 300 2.1.7"), 64, phone_mac, 12));
    CHECK(other.said(Field::vlan) == Said{{"10.0.0.7", "12"}});
}

TEST_CASE("link layer: ARP and DHCP say which address a MAC address has", "[probes]")
{
    Ear ear;
    ear.hear(ethernet(phone_mac, 0x0806, arp(1, phone_mac, "10.0.0.7", "10.0.0.1")));
    ear.hear(ethernet(phone_mac, 0x0806, arp(1, phone_mac, "0.0.0.0", "10.0.0.9"))); // a probe claims nothing
    CHECK(ear.said(Field::mac) == Said{{"10.0.0.7", phone_mac}});

    const auto message = [](std::string_view op, std::string_view yours, const Octets& options) {
        return joined({octets(op), octets("01 06 00 00000001 0000 0000 00000000"), ip_octets(yours),
                       octets("00000000 00000000"), mac_octets("00:04:f2:aa:bb:dd"), Octets(10 + 64 + 128),
                       octets("63825363"), options});
    };
    // Through a relay: the frame and the packet are the router's.
    ear.hear(ethernet(router_mac, 0x0800,
                      ipv4("10.0.0.1", "10.9.9.9", 17,
                           udp(67, 67, message("01", "0.0.0.0", octets("350103 3c04 \"Acme\" 0c03 \"abc\" ff"))))));
    ear.hear(ethernet(router_mac, 0x0800,
                      ipv4("10.9.9.9", "10.0.0.1", 17, udp(67, 67, message("02", "10.0.0.8", octets("350105 ff"))))));
    CHECK(ear.said(Field::dhcp_vendor_class) == Said{{"00:04:f2:aa:bb:dd", "Acme"}});
    CHECK(ear.said(Field::dhcp_host_name) == Said{{"00:04:f2:aa:bb:dd", "abc"}});
    CHECK(ear.said(Field::ip) == Said{{"00:04:f2:aa:bb:dd", "10.0.0.8"}});
    CHECK(ear.counts().dhcp == 2);
}

TEST_CASE("link layer: frames in GRE and ERSPAN are heard, tunnels in tunnels only so far", "[probes]")
{
    const auto inner = announced(named("phone"));
    const auto mirrored = [](const Octets& frame) {
        return ethernet(router_mac, 0x0800, ipv4("10.9.0.1", "10.9.0.2", 47, joined({octets("0000 6558"), frame})));
    };
    Ear ear;
    ear.hear(mirrored(inner));
    CHECK(ear.said(Field::lldp_system_name) == Said{{phone_mac, "phone"}});
    auto deep = inner;
    for (int i = 0; i < 20; ++i)
        deep = mirrored(deep);
    Ear other;
    other.hear(deep);
    CHECK(other.all().empty());
}

TEST_CASE("link layer: every prefix of every kind of frame is heard without harm", "[probes]")
{
    const std::vector<Octets> frames = {
        announced(named("phone"), phone_mac, 7),
        ethernet(phone_mac, 0x0806, arp(1, phone_mac, "10.0.0.7", "10.0.0.1")),
        udp_frame("10.0.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 300 2.1.7")),
        tcp_frame(1, "GET / HTTP/1.1\r\nUser-Agent: Acme\r\n\r\n"),
    };
    for (const auto& frame : frames)
        for_every_prefix(frame, [](std::span<const std::byte> prefix) {
            Ear ear;
            ear.hear({prefix.begin(), prefix.end()});
            ear.finish();
            CHECK(ear.counts().frames == 1);
        });
    Ear unknown;
    unknown.hear(frames[0], static_cast<wire::LinkType>(147));
    CHECK(unknown.counts().other_links == 1);
}

TEST_CASE("link layer: CDP is the word of the frame's sender, until it says good-bye", "[probes][cdp]")
{
    const auto cdp = [](std::string_view ttl) {
        const auto packet = joined({octets("02"), octets(ttl), octets("0000 0001 0013 \"SEP0004f2aabbcc\"")});
        return ethernet(phone_mac, 8 + packet.size(), joined({octets("aaaa03 00000c 2000"), packet}));
    };
    Ear ear;
    ear.hear(cdp("00"));
    CHECK(ear.all().empty());
    ear.hear(cdp("b4"));
    ear.hear(cdp("b4"));
    CHECK(ear.said(Field::cdp_device_id) == Said{{phone_mac, "SEP0004f2aabbcc"}});
    CHECK(ear.counts().cdp == 3);
    ear.hear(cdp("00"));
    CHECK(ear.all().empty());
    CHECK(ear.counts().goodbyes == 2);
    ear.hear(cdp("b4"));
    CHECK(ear.said(Field::cdp_device_id) == Said{{phone_mac, "SEP0004f2aabbcc"}});
    // In GRE it has no sender.
    Ear tunnelled;
    tunnelled.hear(
        ethernet(router_mac, 0x0800,
                 ipv4("10.9.0.1", "10.9.0.2", 47, octets("0000 2000 02 b4 0000 0001 0013 \"SEP0004f2aabbcc\""))));
    CHECK(tunnelled.said(Field::cdp_device_id) == Said{{"nobody", "SEP0004f2aabbcc"}});
}

TEST_CASE("link layer: the VLAN of a frame that a router or a relay sent is not the device's", "[probes]")
{
    Ear ear;
    ear.hear(udp_frame("10.8.0.7", "10.0.0.1", sip_request("REGISTER", "Acme Desk 400 2.1.7"), 62, router_mac, 12));
    const auto discover =
        joined({octets("01 01 06 01 00000001 0000 0000 00000000 00000000 00000000 0a080001"), mac_octets(phone_mac),
                Octets(10 + 64 + 128), octets("63825363 350101 3c04 \"Acme\" ff")});
    const auto sent = ipv4("10.8.0.1", "10.0.0.1", 17, udp(67, 67, discover));
    ear.hear(ethernet(router_mac, 0x0800, sent, 12));
    CHECK(ear.said(Field::dhcp_vendor_class) == Said{{phone_mac, "Acme"}});
    CHECK(ear.said(Field::vlan).empty());
    ear.hear(ethernet(phone_mac, 0x0800, sent, 200));
    CHECK(ear.said(Field::vlan) == Said{{phone_mac, "200"}});
}

TEST_CASE("link layer: ERSPAN of types I, II and III, with a VLAN of the inner frame", "[probes]")
{
    const auto inner = announced(named("phone"), phone_mac, 200);
    for (const std::string_view header :
         {"0000 88be", "1000 88be 00000001 10c8 0001 00000000", "1000 22eb 00000001 20c8 0001 00000000 0000 0000"}) {
        CAPTURE(header);
        Ear ear;
        ear.hear(ethernet(router_mac, 0x0800, ipv4("10.9.0.1", "10.9.0.2", 47, joined({octets(header), inner}))));
        CHECK(ear.said(Field::lldp_system_name) == Said{{phone_mac, "phone"}});
        CHECK(ear.said(Field::vlan) == Said{{phone_mac, "200"}});
    }
}

TEST_CASE("link layer: a mirror of a mirror is heard, one more is not", "[probes]")
{
    const auto mirrored = [](const Octets& frame) {
        return ethernet(router_mac, 0x0800, ipv4("10.9.0.1", "10.9.0.2", 47, joined({octets("0000 6558"), frame})));
    };
    auto frame = announced(named("phone"));
    for (int depth = 0; depth <= 3; ++depth) {
        CAPTURE(depth);
        Ear ear;
        ear.hear(frame);
        CHECK(ear.said(Field::lldp_system_name).empty() == (depth == 3));
        frame = mirrored(frame);
    }
}

TEST_CASE("link layer: who is told of news is told of each group once for each new thing", "[probes]")
{
    HeardStore store;
    std::vector<std::size_t> told;
    LinkLayer link_layer{store, [&told](std::size_t group) { told.push_back(group); }};
    const auto hear = [&link_layer](const Octets& frame) {
        wire::CapturedPacket packet;
        packet.link_type = wire::LinkType::ethernet;
        packet.bytes = frame;
        link_layer.hear(packet);
    };
    hear(announced(named("phone")));
    hear(announced(named("phone")));
    hear(ethernet(phone_mac, 0x0806, arp(1, phone_mac, "10.0.0.7", "10.0.0.1")));
    hear(ethernet(phone_mac, 0x0806, arp(1, phone_mac, "10.0.0.7", "10.0.0.1")));
    hear(announced(named("phone of another name")));
    CHECK(told == std::vector<std::size_t>{0, 1, 0});
}
