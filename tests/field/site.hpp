#pragma once

#include "tests/field/address.hpp"
#include "tests/field/banner_template.hpp"
#include "tests/field/web_service.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace phonescan::field {

/// What a host does with a datagram for the played service.
enum class HostState : std::uint8_t {
    answers,
    silent,
    closed,      ///< says so itself: ICMP port unreachable (type 3 code 3)
    unreachable, ///< a router says so: ICMP type 3 with another code, from Behaviour::router
};

struct Delay {
    std::chrono::microseconds least{0};
    std::chrono::microseconds most{0};
};

/// How a spoilt answer looks.
enum class Garble : std::uint8_t {
    none,
    cut,     ///< ends somewhere in the middle
    noise,   ///< bytes that were never SIP
    bits,    ///< some bytes changed
    foreign, ///< well formed, but branch, Call-ID and tags belong to another request
};

/// What the way to a device and back does to datagrams; every UDP service shares it. Shares are 0..1.
struct Line {
    double loss_in = 0;
    double loss_out = 0;
    Delay latency;
    unsigned duplicates = 0; ///< further copies of every answer
    std::chrono::microseconds late{0};
    double late_share = 0; ///< of the answers, those that come `late` after their latency
    double reorder_share =
        0; ///< of the answers, those that are held for up to `reorder_within`, so that others overtake
    std::chrono::microseconds reorder_within{100'000};
    Garble garble = Garble::none;
    double garble_share = 1;
};

/// Where a phone sends its answer. Source: RFC 3261, 18.2.2; RFC 3581, 4.
enum class ReplyTo : std::uint8_t {
    via,     ///< the source port when the Via asks for rport, otherwise the port of its sent-by; requests must be valid
    sent_by, ///< always the port of sent-by: a phone that does not know rport
    source,  ///< always the source port, and invalid requests are answered too
};

/// What the UDP port of SIP does, while a device speaks SIP at all.
enum class SipUdp : std::uint8_t {
    on,
    silent,
    closed, ///< ICMP port unreachable from the device itself
};

/// What a device does on a connection over which SIP is spoken (sip_stream.hpp).
enum class SipStream : std::uint8_t {
    plain,
    bytes,         ///< each octet of its answers in a segment of its own
    no_length,     ///< answers have no Content-Length
    huge_length,   ///< answers announce a body that never comes
    two_answers,   ///< the final answer twice, in one segment
    foreign_first, ///< an answer to another's request before its own, in one segment
    silent,        ///< accepts, and says nothing; in TLS not even a ServerHello
    closes,        ///< at once
    closes_after,  ///< after its first final answer
    never_closes,  ///< not even after its client has
};

/// Bits of SipService::style.
enum HeaderStyle : std::uint8_t {
    style_compact = 1,    ///< v, f, t, i, l
    style_folded = 2,     ///< the banner goes on in a second line
    style_no_blank = 4,   ///< nothing after the colon
    style_lower_case = 8, ///< header names in lower case
    style_bare_lf = 16,   ///< lines end with LF only
};

/// SIP as one kind of phone speaks it; `port` and the manners of datagrams are those of UDP (WebService has the
/// others).
struct SipService {
    std::uint16_t port = 5060;
    int status = 200;
    BannerTemplate user_agent;           ///< no header when empty
    BannerTemplate server;               ///< no header when empty
    std::vector<BannerTemplate> headers; ///< whole header lines, without their end
    std::uint8_t style = 0;
    std::uint16_t answers_from_port = 0; ///< 0: from `port`
    Address answers_from_address;        ///< none: from the address that was asked
    ReplyTo reply_to = ReplyTo::via;
    SipUdp udp = SipUdp::on;
    SipStream stream = SipStream::plain;
    bool off = false;    ///< no socket where unlisted addresses are closed, silence where they are silent
    bool trying = false; ///< 100 at once, the final answer after the latency

    /// Whether a connection hears anything from it.
    bool speaks_on_streams() const noexcept;
    bool refuses_udp() const noexcept { return !off && udp == SipUdp::closed; }
    /// Whether what it sends names its MAC.
    bool tells_mac() const noexcept;
};

/// What a device says by itself, in frames: nothing of a kind where its texts are empty.
struct LinkService {
    BannerTemplate lldp_name;
    BannerTemplate lldp_description;
    BannerTemplate lldp_port; ///< port description
    BannerTemplate med_manufacturer;
    BannerTemplate med_model;
    BannerTemplate med_hardware;
    BannerTemplate med_firmware;
    BannerTemplate med_software;
    BannerTemplate med_serial;
    BannerTemplate cdp_device;
    BannerTemplate cdp_platform;
    BannerTemplate cdp_version;
    BannerTemplate dhcp_class;
    BannerTemplate dhcp_name;
    BannerTemplate pnp_event;
    BannerTemplate http_agent;
    BannerTemplate register_agent; ///< User-Agent of a REGISTER
    std::uint16_t vlan = 0;        ///< tag of its frames; 0: none
    bool without_arp = false;      ///< no gratuitous ARP beside the others
};

/// How much a device takes, datagrams and connections together. 0: any number, or no time.
struct Endurance {
    std::uint32_t answers_a_second = 0;      ///< datagrams that answer within one second; others are never sent
    std::uint32_t most_a_second = 0;         ///< more than this to it within one second make it silent
    std::chrono::microseconds least_gap{0};  ///< two that are closer make it silent
    std::chrono::microseconds silent_for{0}; ///< 0: for good

    bool falls_silent() const noexcept { return most_a_second != 0 || least_gap.count() != 0; }
};

/// What is true of the device, whatever it says: for --list, so that a test can compare. Empty = the site file is
/// silent.
struct Truth {
    std::string vendor;
    std::string model;
    std::string firmware;
    std::string kind = "phone"; ///< phone, possible-phone or not-phone
};

/// Everything about a device but its address. A further service is a further member.
struct Behaviour {
    HostState state = HostState::answers;
    std::uint8_t icmp_code = 1;  ///< of HostState::unreachable
    Address router;              ///< who says unreachable
    std::uint64_t first_mac = 0; ///< of device 0 of its line; device n has first_mac + n; 0 = none
    std::uint32_t oui = 0;       ///< without first_mac: the MAC is this block and the address's low 24 bits; 0 = none
    Truth truth;
    Line line;
    Endurance endurance;
    SipService sip;
    LinkService link;
    WebService web;

    bool answers_sip() const noexcept;
    bool answers_sip_over_udp() const noexcept;
    bool answers_sip_over_tcp() const noexcept;
    bool answers_sip_over_tls() const noexcept; ///< to a client without a certificate
    /// Whether it tells anything of itself when it is asked, were it by its certificate.
    bool answers_anything() const noexcept;
    /// Whether its TCP ports are open: it has some, and the host is there at all.
    bool serves_web() const noexcept { return state == HostState::answers && web.any(); }
};

using SharedBehaviour = std::shared_ptr<const Behaviour>;

/// Devices named one by one, or by range, that behave alike.
struct DeviceBlock {
    AddressBlock addresses;
    std::uint64_t first_number = 0; ///< {n} of the first address, when a line names several ranges
    SharedBehaviour behaviour;
};

/// Phones strewn over a range by a hash of seed and address: no memory per phone, the same phones for the same seed.
struct Population {
    struct Kind {
        double upto = 0; ///< cumulative share of the mix, the last one is 1
        SharedBehaviour behaviour;
    };
    AddressBlock addresses;
    double share = 0;
    std::uint64_t seed = 0;
    std::vector<Kind> mix;

    /// The behaviour of the phone at an address of the range, nullptr when nothing is there.
    const Behaviour* at(Address address) const noexcept;
};

/// An access router in front of some blocks, and how many packets a second it passes on.
struct Bottleneck {
    std::vector<AddressBlock> addresses;
    std::uint32_t most_a_second = 0;
    bool falls_silent = false; ///< when more come nothing passes for a while; otherwise what is too much is dropped
    std::chrono::microseconds silent_for{0};

    bool leads_to(Address address) const noexcept;
};

/// A device at its address. Borrows from its Site.
struct PlayedDevice {
    Address address;
    std::uint64_t number = 0; ///< {n}: its place in the line that names it
    const Behaviour* behaviour = nullptr;

    DeviceFacts facts() const noexcept;
};

/// A whole simulated site: what every address of the played blocks is.
struct Site {
    std::vector<AddressBlock> play;   ///< ascending, disjoint
    std::vector<DeviceBlock> devices; ///< ascending, disjoint; they win over populations
    std::vector<Population> populations;
    std::vector<Bottleneck> bottlenecks;
    HostState unlisted = HostState::silent;
    std::uint64_t seed = 1;

    bool plays(Address address) const noexcept;
    /// Whether every address of a block is played.
    bool plays(AddressBlock block) const noexcept;
    bool all_loopback() const noexcept;
    /// What a played address is; nullopt when no line names it (then it is as `unlisted` says).
    std::optional<PlayedDevice> at(Address address) const noexcept;
    /// Gives every population another share, 0..1.
    void set_density(double share) noexcept;
    /// Gives every population, and the losses, another seed.
    void reseed(std::uint64_t new_seed) noexcept;
};

/// The top bits of a mixed value as a number in [0, 1).
double unit_interval(std::uint64_t mixed_value) noexcept;

} // namespace phonescan::field
