#include "tests/field/icmp_errors.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include <linux/icmp.h>
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

bool refuses(const Behaviour& behaviour, HostState unlisted)
{
    return behaviour.state == HostState::unreachable ||
           (behaviour.state == HostState::closed && unlisted == HostState::silent);
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
    std::string out;
    put16(out, 3U << 8 | error.icmp_code);
    put16(out, 0); // checksum
    put32(out, 0);
    put16(out, 0x4500);
    put16(out, ip_size + udp_size + error.bytes.size());
    put32(out, 0x00004000); // identification 0, don't fragment
    put16(out, 64U << 8 | IPPROTO_UDP);
    put16(out, 0); // header checksum
    put32(out, error.to.address);
    put32(out, error.asked);
    put16(out, error.to.port);
    put16(out, error.asked_port);
    put16(out, udp_size + error.bytes.size());
    put16(out, 0); // no UDP checksum
    out += error.bytes;
    set_checksum(out, icmp_size, ip_size, icmp_size + 10);
    set_checksum(out, 0, out.size(), 2);
    return out;
}

IcmpErrors::IcmpErrors() : socket_{socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP)}
{
    if (socket_.get() < 0)
        throw std::runtime_error("closed or unreachable devices need CAP_NET_RAW where unlisted addresses are silent: "
                                 "run as root, or say unlisted closed and leave the closed devices out");
    const icmp_filter nothing{0xffffffffU}; // this socket only sends
    setsockopt(socket_.get(), SOL_RAW, ICMP_FILTER, &nothing, sizeof nothing);
}

void IcmpErrors::send(const Outgoing& error, Statistics& statistics)
{
    auto bytes = icmp_unreachable(error);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_addr.s_addr = htonl(error.to.address);
    iovec vector{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<unsigned char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    msghdr header{};
    header.msg_name = &peer;
    header.msg_namelen = sizeof peer;
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    auto* message = CMSG_FIRSTHDR(&header);
    *message = {CMSG_LEN(sizeof(in_pktinfo)), IPPROTO_IP, IP_PKTINFO};
    in_pktinfo info{};
    info.ipi_spec_dst.s_addr = htonl(error.from.address);
    std::memcpy(CMSG_DATA(message), &info, sizeof info);
    if (sendmsg(socket_.get(), &header, 0) < 0)
        statistics.send_failure();
    else
        statistics.refusal();
}

} // namespace phonescan::field
