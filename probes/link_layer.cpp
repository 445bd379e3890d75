#include "probes/link_layer.hpp"

#include "probes/announcement.hpp"
#include "probes/spoken.hpp"
#include "probes/wire/arp.hpp"
#include "probes/wire/cdp.hpp"
#include "probes/wire/dhcp.hpp"
#include "probes/wire/ip.hpp"
#include "probes/wire/lldp.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace phonescan {

namespace {

constexpr int deepest_tunnel = 2; ///< a mirror of a mirror
constexpr std::uint16_t dhcp_server_port = 67;
constexpr std::uint16_t dhcp_client_port = 68;
constexpr std::uint16_t sips_port = 5061;

/// A packet that no router has passed on has the hop limit that hosts begin with, or that of a message to the own link.
bool is_from_the_link(const wire::IpPacket& packet) noexcept
{
    const auto limit = packet.hop_limit;
    return limit == 64 || limit == 128 || limit == 255 || limit == 32 ||
           (packet.destination.is_multicast() && limit <= 16);
}

bool is_tls_handshake(std::string_view text) noexcept
{
    return text.starts_with("\x16\x03");
}

} // namespace

void LinkLayer::tell(HeardStore::Kept kept)
{
    if (kept == HeardStore::Kept::fresh && fresh_) fresh_(store_.last_group());
}

void LinkLayer::keep(Observations observations, HeardStore::Words words, const HeardFrame& frame)
{
    if (observations.empty()) return;
    if (frame.vlan) {
        const auto& said = observations.front();
        observations.push_back({said.source, Field::vlan, std::to_string(*frame.vlan), said.channel, frame.time});
    }
    auto best = HeardStore::Kept::again;
    for (const auto& observation : observations)
        if (store_.add(observation, words) == HeardStore::Kept::fresh) best = HeardStore::Kept::fresh;
    tell(best);
}

void LinkLayer::hear(const wire::CapturedPacket& packet)
{
    ++counts_.frames;
    counts_.octets += packet.bytes.size();
    last_ = std::max(last_, packet.time);
    if (!wire::is_known(packet.link_type)) {
        ++counts_.other_links;
        return;
    }
    hear_frame(packet.link_type, packet.bytes, packet.time, 0);
}

void LinkLayer::hear_frame(wire::LinkType type, wire::Bytes captured, WallClock::time_point time, int depth)
{
    const auto read = wire::read_frame(type, captured);
    if (!read) {
        ++counts_.unreadable;
        return;
    }
    const HeardFrame frame{time, read->source, read->vlan};
    switch (read->protocol) {
    case wire::Protocol::ipv4:
    case wire::Protocol::ipv6:
        return hear_ip(read->payload, frame, depth);
    case wire::Protocol::lldp:
        return hear_lldp(read->payload, frame);
    case wire::Protocol::cdp:
        return hear_cdp(read->payload, frame);
    case wire::Protocol::arp:
        return hear_arp(read->payload, frame);
    case wire::Protocol::other:
        return;
    }
}

void LinkLayer::hear_lldp(wire::Bytes bytes, const HeardFrame& frame)
{
    if (store_.announce_again(Channel::lldp, bytes, frame)) {
        ++counts_.lldp;
        return;
    }
    const auto lldpdu = wire::read_lldpdu(bytes);
    if (!lldpdu) {
        ++counts_.unreadable;
        return;
    }
    ++counts_.lldp;
    auto device = chassis_mac(*lldpdu);
    if (!device) device = frame.sender;
    if (lldpdu->ttl != 0) return tell(store_.announce(Channel::lldp, device, bytes, frame));
    ++counts_.goodbyes;
    if (device) store_.forget(Channel::lldp, *device, frame);
}

void LinkLayer::hear_cdp(wire::Bytes bytes, const HeardFrame& frame)
{
    if (store_.announce_again(Channel::cdp, bytes, frame)) {
        ++counts_.cdp;
        return;
    }
    const auto cdp = wire::read_cdp(bytes);
    if (!cdp) {
        ++counts_.unreadable;
        return;
    }
    ++counts_.cdp;
    if (cdp->ttl != 0) return tell(store_.announce(Channel::cdp, frame.sender, bytes, frame));
    ++counts_.goodbyes;
    if (frame.sender) store_.forget(Channel::cdp, *frame.sender, frame);
}

void LinkLayer::hear_arp(wire::Bytes bytes, const HeardFrame& frame)
{
    const auto arp = wire::read_arp(bytes);
    if (!arp) return; // of other hardware: nothing of ours
    ++counts_.arp;
    if (arp->sender.is_unspecified() || !arp->sender_mac.is_individual()) return;
    const Source source{arp->sender, 0, arp->sender_mac};
    keep({{source, Field::mac, arp->sender_mac.to_string(), Channel::arp, frame.time}}, HeardStore::Words::own, frame);
}

void LinkLayer::hear_ip(wire::Bytes bytes, const HeardFrame& frame, int depth)
{
    const auto packet = wire::read_ip(bytes);
    if (!packet) {
        ++counts_.unreadable;
        return;
    }
    if (packet->is_later_fragment) return;
    switch (packet->protocol) {
    case wire::ip_protocol::udp:
        return hear_udp(*packet, frame);
    case wire::ip_protocol::tcp:
        return hear_tcp(*packet, frame);
    case wire::ip_protocol::gre:
        return hear_tunnel(packet->payload, frame, depth);
    default:
        return;
    }
}

void LinkLayer::hear_tunnel(wire::Bytes packet, const HeardFrame& frame, int depth)
{
    const auto inner = wire::read_gre(packet);
    if (!inner || depth == deepest_tunnel) return;
    if (inner->is_cdp) return hear_cdp(inner->frame, {frame.time, {}, {}});
    hear_frame(wire::LinkType::ethernet, inner->frame, frame.time, depth + 1);
}

void LinkLayer::hear_udp(const wire::IpPacket& packet, const HeardFrame& frame)
{
    const auto datagram = wire::read_udp(packet.payload);
    if (!datagram) {
        ++counts_.unreadable;
        return;
    }
    const auto is_dhcp = [](std::uint16_t port) { return port == dhcp_server_port || port == dhcp_client_port; };
    if (is_dhcp(datagram->source_port) && is_dhcp(datagram->destination_port))
        return hear_dhcp(datagram->payload, frame);
    const auto text = wire::text_of(datagram->payload);
    if (wire::may_be_sip(text)) hear_text(packet, text, Channel::sip_udp, frame, datagram->source_port);
}

void LinkLayer::hear_tcp(const wire::IpPacket& packet, const HeardFrame& frame)
{
    const auto segment = wire::read_tcp(packet.payload);
    if (!segment) {
        ++counts_.unreadable;
        return;
    }
    const auto text = wire::text_of(segment->payload);
    if (segment->destination_port == sips_port && is_tls_handshake(text)) ++counts_.sip_tls;
    const auto head = heads_.take(packet, *segment);
    if (!head.empty()) hear_text(packet, head, Channel::sip_tcp, frame, segment->source_port);
}

void LinkLayer::hear_dhcp(wire::Bytes bytes, const HeardFrame& frame)
{
    const auto message = wire::read_dhcp(bytes);
    if (!message) {
        ++counts_.unreadable;
        return;
    }
    ++counts_.dhcp;
    const bool is_clients_own = frame.sender == message->client_mac; // else a relay's or a server's, of another VLAN
    keep(dhcp_observations(*message, frame.time), HeardStore::Words::own,
         is_clients_own ? frame : HeardFrame{frame.time, {}, {}});
}

void LinkLayer::hear_text(const wire::IpPacket& packet, std::string_view text, Channel channel, const HeardFrame& frame,
                          std::uint16_t port)
{
    Source source{packet.source, port, {}};
    const bool is_senders_own = is_from_the_link(packet);
    if (is_senders_own) source.mac = frame.sender;
    auto spoken = read_spoken(text, source, channel, frame.time);
    switch (spoken.kind) {
    case Spoken::Kind::nothing:
        return;
    case Spoken::Kind::http:
        ++counts_.http;
        break;
    case Spoken::Kind::pnp:
        ++counts_.pnp;
        [[fallthrough]];
    case Spoken::Kind::sip:
        ++counts_.sip;
        break;
    }
    if (spoken.is_passed_on) {
        ++counts_.passed_on;
        store_.mark_passes_on(packet.source);
        return;
    }
    if (spoken.is_for_a_server) store_.mark_passes_on(packet.destination);
    keep(std::move(spoken.observations), spoken.words, is_senders_own ? frame : HeardFrame{frame.time, {}, {}});
}

void LinkLayer::finish()
{
    heads_.give_up([this](const boost::asio::ip::address& sender, std::string_view head) {
        wire::IpPacket packet;
        packet.source = sender;
        hear_text(packet, head, Channel::sip_tcp, {last_, {}, {}}, 0);
    });
}

} // namespace phonescan
