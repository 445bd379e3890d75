#include "tests/field/socket_address.hpp"

#include <algorithm>
#include <cstring>

namespace phonescan::field {
namespace {

constexpr Address all_of_ipv4{std::uint32_t{INADDR_ANY}};
constexpr Address all_of_ipv6{};

} // namespace

Endpoint SocketAddress::endpoint() const noexcept
{
    if (any.sa_family == AF_INET) return {ntohl(v4.sin_addr.s_addr), ntohs(v4.sin_port)};
    if (any.sa_family == AF_INET6) return {Address::of(v6.sin6_addr), ntohs(v6.sin6_port)};
    return {};
}

SocketAddress to_socket_address(Endpoint endpoint) noexcept
{
    SocketAddress made;
    if (endpoint.address.is_ipv4()) {
        made.v4.sin_family = AF_INET;
        made.v4.sin_port = htons(endpoint.port);
        made.v4.sin_addr.s_addr = htonl(endpoint.address.low32());
    } else {
        made.v6.sin6_family = AF_INET6;
        made.v6.sin6_port = htons(endpoint.port);
        made.v6.sin6_addr = endpoint.address.octets();
    }
    return made;
}

int open_socket(Address address, int type)
{
    const int socket = ::socket(address.is_ipv4() ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0 || address.is_ipv4()) return socket;
    const int on = 1;
    setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(socket, IPPROTO_IPV6, IPV6_FREEBIND, &on, sizeof on);
    return socket;
}

void note_sender(msghdr& header, Address from) noexcept
{
    auto* control = CMSG_FIRSTHDR(&header);
    if (from.is_ipv4()) {
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(from.low32());
        *control = {CMSG_LEN(sizeof info), IPPROTO_IP, IP_PKTINFO};
        std::memcpy(CMSG_DATA(control), &info, sizeof info);
    } else {
        in6_pktinfo info{};
        info.ipi6_addr = from.octets();
        *control = {CMSG_LEN(sizeof info), IPPROTO_IPV6, IPV6_PKTINFO};
        std::memcpy(CMSG_DATA(control), &info, sizeof info);
    }
    header.msg_controllen = CMSG_SPACE(from.is_ipv4() ? sizeof(in_pktinfo) : sizeof(in6_pktinfo));
}

bool is_wildcard(Address address) noexcept
{
    return address == all_of_ipv4 || address == all_of_ipv6;
}

std::vector<Address> wildcards_of(const Site& site)
{
    const auto plays_ipv4 = [](const AddressBlock& block) { return block.first.is_ipv4(); };
    std::vector<Address> wildcards;
    if (std::any_of(site.play.begin(), site.play.end(), plays_ipv4)) wildcards.push_back(all_of_ipv4);
    if (!std::all_of(site.play.begin(), site.play.end(), plays_ipv4)) wildcards.push_back(all_of_ipv6);
    return wildcards;
}

} // namespace phonescan::field
