#include "tests/field/icmp_errors.hpp"

#include "tests/field/socket_address.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace phonescan::field {
namespace {

void put16(std::string& out, std::size_t value)
{
    out += static_cast<char>(value >> 8 & 0xff);
    out += static_cast<char>(value & 0xff);
}

void put32(std::string& out, std::uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value & 0xffff);
}

void put_octets(std::string& out, Address address)
{
    const auto octets = address.octets();
    out.append(reinterpret_cast<const char*>(octets.s6_addr), sizeof octets.s6_addr);
}

/// The one's complement sum of RFC 1071 over bytes, written at an offset.
void set_checksum(std::string& bytes, std::size_t start, std::size_t size, std::size_t at)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[start + i]));
        sum += i % 2 == 0 ? byte << 8 : byte;
    }
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    const auto value = ~sum & 0xffff;
    bytes[at] = static_cast<char>(value >> 8);
    bytes[at + 1] = static_cast<char>(value & 0xff);
}

/// The code of RFC 4443 that says what one of RFC 792 and RFC 1812 says.
std::uint8_t ipv6_code(std::uint8_t code) noexcept
{
    switch (code) {
    case 0:
        return ICMP6_DST_UNREACH_NOROUTE;
    case 1:
        return ICMP6_DST_UNREACH_ADDR;
    case 3:
        return ICMP6_DST_UNREACH_NOPORT;
    default:
        return ICMP6_DST_UNREACH_ADMIN;
    }
}

bool refuses(const Behaviour& behaviour, HostState unlisted)
{
    if (behaviour.state == HostState::unreachable) return true;
    const bool closed =
        behaviour.state == HostState::closed || (behaviour.state == HostState::answers && behaviour.sip.refuses_udp());
    return closed && unlisted == HostState::silent;
}

} // namespace

bool needs_icmp(const Site& site)
{
    for (const auto& device : site.devices)
        if (refuses(*device.behaviour, site.unlisted)) return true;
    for (const auto& population : site.populations)
        for (const auto& kind : population.mix)
            if (refuses(*kind.behaviour, site.unlisted)) return true;
    return false;
}

std::string icmp_unreachable(const Outgoing& error)
{
    constexpr std::size_t icmp_size = 8, ip_size = 20, udp_size = 8;
    const bool ipv6 = error.to.address.is_ipv6();
    std::string out;
    put16(out, ipv6 ? std::size_t{ICMP6_DST_UNREACH} << 8 | ipv6_code(error.icmp_code)
                    : std::size_t{ICMP_DEST_UNREACH} << 8 | error.icmp_code);
    put16(out, 0); // checksum
    put32(out, 0);
    if (ipv6) {
        put32(out, 0x60000000);
        put16(out, udp_size + error.bytes.size());
        put16(out, IPPROTO_UDP << 8 | 64);
        put_octets(out, error.to.address);
        put_octets(out, error.asked);
    } else {
        put16(out, 0x4500);
        put16(out, ip_size + udp_size + error.bytes.size());
        put32(out, 0x00004000); // identification 0, don't fragment
        put16(out, 64U << 8 | IPPROTO_UDP);
        put16(out, 0); // header checksum
        put32(out, error.to.address.low32());
        put32(out, error.asked.low32());
    }
    put16(out, error.to.port);
    put16(out, error.asked_port);
    put16(out, udp_size + error.bytes.size());
    put16(out, 0); // no UDP checksum
    out += error.bytes;
    if (ipv6) return out;
    set_checksum(out, icmp_size, ip_size, icmp_size + 10);
    set_checksum(out, 0, out.size(), 2);
    return out;
}

IcmpErrors::IcmpErrors(const Site& site)
    : socket_{socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP)}
{
    const bool ipv6 = wildcards_of(site).back().is_ipv6();
    if (ipv6) ipv6_socket_ = Descriptor{socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6)};
    if (socket_.get() < 0 || (ipv6 && ipv6_socket_.get() < 0))
        throw std::runtime_error("closed or unreachable devices need CAP_NET_RAW where unlisted addresses are silent: "
                                 "run as root, or say unlisted closed and leave the closed devices out");
    const icmp_filter nothing{0xffffffffU}; // these sockets only send
    setsockopt(socket_.get(), SOL_RAW, ICMP_FILTER, &nothing, sizeof nothing);
    if (!ipv6) return;
    icmp6_filter nothing6{};
    ICMP6_FILTER_SETBLOCKALL(&nothing6);
    setsockopt(ipv6_socket_.get(), IPPROTO_ICMPV6, ICMP6_FILTER, &nothing6, sizeof nothing6);
    const int on = 1;
    setsockopt(ipv6_socket_.get(), IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof on);
}

void IcmpErrors::send(const Outgoing& error, Statistics& statistics)
{
    auto bytes = icmp_unreachable(error);
    auto peer = to_socket_address({error.to.address, 0});
    iovec vector{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<unsigned char, CMSG_SPACE(sizeof(in6_pktinfo))> control{};
    msghdr header{};
    header.msg_name = &peer;
    header.msg_namelen = peer.size();
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    note_sender(header, error.from.address);
    if (sendmsg(error.to.address.is_ipv6() ? ipv6_socket_.get() : socket_.get(), &header, 0) < 0)
        statistics.send_failure();
    else
        statistics.refusal();
}

} // namespace phonescan::field
