#include "scanner/closing_lines.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/frame_builder.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// A bridge named sw-12 that sends phones to VLAN 200.
Octets switch_frame()
{
    return ethernet("00:aa:bb:00:00:07", 0x88cc,
                    joined({lldp_tlv(1, octets("04 00aabb000000")), lldp_tlv(2, octets("05 \"Gi1/0/7\"")),
                            lldp_tlv(3, octets("0078")), lldp_tlv(5, text("sw-12")), lldp_tlv(7, octets("0014 0004")),
                            med_tlv(1, octets("000f 04")), med_tlv(2, octets("01 41 91 6e")), lldp_end()}));
}

Octets endpoint_frame(std::string_view mac, std::string_view device_class)
{
    return ethernet(mac, 0x88cc,
                    joined({lldp_tlv(1, joined({octets("04"), mac_octets(mac)})), lldp_tlv(2, octets("05 \"1\"")),
                            lldp_tlv(3, octets("0078")), med_tlv(1, octets(device_class)), lldp_end()}));
}

struct Heard {
    HeardStore store;
    HearingCounts counts;
    std::vector<std::string> lines;
};

Heard heard(const std::vector<Octets>& frames, const HeardBy& by = {.live = true})
{
    Heard heard;
    LinkLayer link_layer{heard.store};
    for (const auto& frame : frames) {
        wire::CapturedPacket packet;
        packet.link_type = wire::LinkType::ethernet;
        packet.bytes = frame;
        link_layer.hear(packet);
    }
    heard.counts = link_layer.counts();
    heard.lines = closing_lines(heard.counts, link_neighbours(heard.store), by);
    return heard;
}

bool says(const Heard& heard, std::string_view words)
{
    return std::ranges::any_of(heard.lines,
                               [words](const auto& line) { return line.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("closing lines: on an access port only the switch is heard, and what to do then", "[scanner][listen]")
{
    CHECK(says(heard({switch_frame()}),
               "You hear only your switch (sw-12 Gi1/0/7, voice VLAN 200): switches do not forward phones' LLDP"));
    CHECK(says(heard({switch_frame(), endpoint_frame("00:1b:21:00:00:01", "0001 01")}),
               "You hear your switch (sw-12 Gi1/0/7, voice VLAN 200), and no phone that announces itself"));
    CHECK_FALSE(says(heard({switch_frame(), endpoint_frame("00:04:f2:aa:bb:cc", "0033 03")}), "You hear"));
    CHECK(says(heard({}), "Nothing was heard at all"));
    CHECK(heard({}, {}).lines.empty());
}

TEST_CASE("closing lines: what was not in clear, or not delivered, is said", "[scanner][listen]")
{
    const auto arp_alone = ethernet("00:04:f2:aa:bb:cc", 0x0806, arp(1, "00:04:f2:aa:bb:cc", "10.0.0.7", "10.0.0.1"));
    CHECK(says(heard({arp_alone}), "No LLDP and no CDP"));
    CHECK(says(heard({arp_alone}), "No SIP in clear"));
    CHECK(says(heard({arp_alone}), "--join"));
    CHECK_FALSE(says(heard({arp_alone}, {.live = true, .joined_pnp = true}), "--join"));
    CHECK(says(heard({arp_alone}, {}), "where no phone's own frames pass"));
    const auto handshake = ethernet("00:04:f2:aa:bb:cc", 0x0800,
                                    ipv4("10.0.0.7", "10.0.0.1", 6, tcp(40000, 5061, 1, octets("16 03 01 00 05 01"))));
    CHECK(says(heard({handshake}), "SIP over TLS: 1 handshake with port 5061"));
    CHECK_FALSE(says(heard({handshake}), "No SIP in clear"));
    CHECK(says(heard({octets("01 02 03")}), "1 frame was cut short or damaged"));
}

TEST_CASE("closing lines: the sentence of what was heard counts frames and senders", "[scanner][listen]")
{
    const auto one = heard({switch_frame(), switch_frame(), endpoint_frame("00:04:f2:aa:bb:cc", "0033 03")});
    CHECK(heard_sentence(one.counts, link_neighbours(one.store), 0) == "3 frames, 0.0 MB: LLDP 3 from 2 senders");
    CHECK(heard_sentence(one.counts, link_neighbours(one.store), 2) ==
          "3 frames, 0.0 MB: LLDP 3 from 2 senders; 2 rows of tables");
}
