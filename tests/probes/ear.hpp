#pragma once

#include "probes/link_layer.hpp"
#include "tests/support/frame_builder.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace phonescan::test {

inline constexpr auto phone_mac = "00:04:f2:aa:bb:cc";
inline constexpr auto router_mac = "00:11:22:33:44:55";

/// Hears frames, one a second.
class Ear {
public:
    void hear(const Octets& frame, wire::LinkType type = wire::LinkType::ethernet)
    {
        wire::CapturedPacket packet;
        packet.link_type = type;
        packet.time = WallClock::time_point{std::chrono::seconds{++seconds_}};
        packet.bytes = frame;
        packet.length_on_wire = static_cast<std::uint32_t>(frame.size());
        link_layer_.hear(packet);
    }

    void finish() { link_layer_.finish(); }
    const HearingCounts& counts() const { return link_layer_.counts(); }
    const HeardStore& store() const { return store_; }

    /// All that was heard.
    Observations all() const
    {
        Observations all;
        Observations one;
        for (std::size_t group = 0; group < store_.size(); ++group) {
            store_.read(group, one);
            all.insert(all.end(), one.begin(), one.end());
        }
        return all;
    }

    /// What a field was said to be, by sender: address, else MAC address.
    std::map<std::string, std::string> said(Field field) const
    {
        std::map<std::string, std::string> said;
        for (const auto& one : all()) {
            if (one.field != field) continue;
            const bool has_address = !one.source.address.is_unspecified();
            said[has_address      ? one.source.address.to_string()
                 : one.source.mac ? one.source.mac->to_string()
                                  : "nobody"] += one.value;
        }
        return said;
    }

private:
    HeardStore store_;
    LinkLayer link_layer_{store_};
    std::int64_t seconds_ = 0;
};

using Said = std::map<std::string, std::string>;

inline Octets named(std::string_view name, const Octets& chassis = octets("05 01 0a630015"),
                    std::string_view ttl = "0078")
{
    return joined({lldp_tlv(1, chassis), lldp_tlv(2, octets("03 0004f2aabbcc")), lldp_tlv(3, octets(ttl)),
                   lldp_tlv(5, text(name)), lldp_end()});
}

inline Octets announced(const Octets& lldpdu, std::string_view from = phone_mac, std::size_t vlan = 0)
{
    return ethernet(from, 0x88cc, lldpdu, vlan);
}

inline std::string sip_request(std::string_view method, std::string_view agent, std::string_view more = "")
{
    return std::string{method} + " sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bK1\r\n" +
           std::string{more} + "From: <sip:4711@10.0.0.1>;tag=1\r\nTo: <sip:4711@10.0.0.1>\r\nCSeq: 1 " +
           std::string{method} + "\r\nUser-Agent: " + std::string{agent} + "\r\nContent-Length: 0\r\n\r\n";
}

inline Octets udp_frame(std::string_view from, std::string_view to, std::string_view message, std::uint8_t ttl = 64,
                        std::string_view mac = phone_mac, std::size_t vlan = 0)
{
    return ethernet(mac, 0x0800, ipv4(from, to, 17, udp(5060, 5060, text(message)), ttl), vlan);
}

inline Octets tcp_frame(std::size_t sequence, std::string_view bytes)
{
    return ethernet(phone_mac, 0x0800, ipv4("10.0.0.7", "10.0.0.1", 6, tcp(40000, 5060, sequence, text(bytes))));
}

} // namespace phonescan::test
