#pragma once

#include "probes/heard_store.hpp"
#include "probes/tcp_heads.hpp"
#include "probes/wire/capture_file.hpp"

#include <cstdint>
#include <functional>

namespace phonescan {

/// How much was heard on each channel, for people.
struct HearingCounts {
    std::uint64_t frames = 0;
    std::uint64_t octets = 0; ///< as captured
    std::uint64_t lldp = 0;
    std::uint64_t cdp = 0;
    std::uint64_t arp = 0;
    std::uint64_t dhcp = 0;
    std::uint64_t sip = 0;     ///< messages in clear
    std::uint64_t sip_tls = 0; ///< TLS handshakes with port 5061
    std::uint64_t pnp = 0;
    std::uint64_t http = 0;        ///< requests in clear
    std::uint64_t passed_on = 0;   ///< SIP requests that a proxy had passed on: not the sender's words
    std::uint64_t goodbyes = 0;    ///< announcements with TTL 0
    std::uint64_t unreadable = 0;  ///< frames cut short, or that break the rules of what they claim to be
    std::uint64_t other_links = 0; ///< frames of link types that cannot be read
};

/// Hears frames: LLDP, CDP, ARP, DHCP, SIP, plug and play, HTTP requests; also inside GRE and ERSPAN. What they say of
/// their senders goes into a store. Sends nothing.
///
/// LLDP and CDP are words of the chassis, where its MAC address is told, else of the frame's sender; DHCP of the
/// client's MAC address; the rest of the sender's IP address. The frame's MAC address is the sender's only where its
/// packet was not routed (its hop limit is one that hosts begin with); so is its VLAN.
class LinkLayer {
public:
    /// Borrows the store. fresh: called with the group in which something new is, may be empty.
    explicit LinkLayer(HeardStore& store, std::function<void(std::size_t group)> fresh = {})
        : store_{store}, fresh_{std::move(fresh)}
    {
    }

    void hear(const wire::CapturedPacket& packet);

    /// Reads what was still waiting for its end. To be called once, at the end.
    void finish();

    const HearingCounts& counts() const noexcept { return counts_; }

private:
    void hear_frame(wire::LinkType type, wire::Bytes captured, WallClock::time_point time, int depth);
    void hear_lldp(wire::Bytes lldpdu, const HeardFrame& frame);
    void hear_cdp(wire::Bytes packet, const HeardFrame& frame);
    void hear_arp(wire::Bytes packet, const HeardFrame& frame);
    void hear_ip(wire::Bytes bytes, const HeardFrame& frame, int depth);
    void hear_tunnel(wire::Bytes packet, const HeardFrame& frame, int depth);
    void hear_udp(const wire::IpPacket& packet, const HeardFrame& frame);
    void hear_tcp(const wire::IpPacket& packet, const HeardFrame& frame);
    void hear_dhcp(wire::Bytes message, const HeardFrame& frame);
    void hear_text(const wire::IpPacket& packet, std::string_view text, Channel channel, const HeardFrame& frame,
                   std::uint16_t port);
    void keep(Observations observations, HeardStore::Words words, const HeardFrame& frame);
    void tell(HeardStore::Kept kept);

    HeardStore& store_;
    std::function<void(std::size_t)> fresh_;
    TcpHeads heads_;
    HearingCounts counts_;
    WallClock::time_point last_{};
};

} // namespace phonescan
