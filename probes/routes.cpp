#include "probes/routes.hpp"

#include "probes/netlink.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <system_error>

namespace phonescan {

namespace {

struct Interface {
    std::string name;
    bool loopback = false;
    bool arp = false;
    bool tunnel = false;
};

/// Point-to-point links, hardware types of tunnels, and TAP devices (Ethernet to the eye, a VPN in effect).
bool is_tunnel(const std::string& name, short flags, unsigned short hardware)
{
    if ((flags & IFF_POINTOPOINT) != 0) return true;
    if (hardware != ARPHRD_ETHER && hardware != ARPHRD_LOOPBACK && hardware != ARPHRD_INFINIBAND) return true;
    std::error_code ignored;
    return std::filesystem::exists("/sys/class/net/" + name + "/tun_flags", ignored);
}

Interface describe_interface(unsigned index)
{
    ifreq request{};
    Interface result;
    if (if_indextoname(index, request.ifr_name) == nullptr) return result;
    result.name = request.ifr_name;
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return result;
    if (::ioctl(socket, SIOCGIFFLAGS, &request) == 0) {
        const short flags = request.ifr_flags;
        result.loopback = (flags & IFF_LOOPBACK) != 0;
        result.arp = (flags & IFF_NOARP) == 0 && !result.loopback;
        if (::ioctl(socket, SIOCGIFHWADDR, &request) == 0)
            result.tunnel = is_tunnel(result.name, flags, request.ifr_hwaddr.sa_family);
    }
    ::close(socket);
    return result;
}

std::optional<std::uint32_t> address_attribute(const nlmsghdr& message, std::uint16_t type)
{
    const auto value = attribute_u32(message, sizeof(rtmsg), type);
    if (!value) return std::nullopt;
    return ntohl(*value);
}

/// Where the answer of the routing table may change: the first address of every prefix and the one after its last.
std::vector<std::uint32_t> prefix_boundaries(Netlink& netlink)
{
    std::vector<std::uint32_t> boundaries;
    netlink.prepare<rtmsg>(RTM_GETROUTE, NLM_F_DUMP).rtm_family = AF_INET;
    const int error = netlink.exchange([&](const nlmsghdr& message) {
        const auto& route = family_header<rtmsg>(message);
        if (route.rtm_family != AF_INET || route.rtm_dst_len == 0 || route.rtm_dst_len > 32) return;
        const auto first = address_attribute(message, RTA_DST).value_or(0);
        const std::uint64_t after = first + (std::uint64_t{1} << (32 - route.rtm_dst_len));
        boundaries.push_back(first);
        if (after <= std::numeric_limits<std::uint32_t>::max()) boundaries.push_back(static_cast<std::uint32_t>(after));
    });
    if (error != 0) throw std::system_error{error, std::generic_category(), "cannot read the routing table"};
    std::ranges::sort(boundaries);
    boundaries.erase(std::ranges::unique(boundaries).begin(), boundaries.end());
    return boundaries;
}

class RouteFinder {
public:
    explicit RouteFinder(unsigned bound_to) : bound_to_{bound_to} {}

    Netlink& netlink() { return netlink_; }

    /// The kernel's answer for one address, with its properties but for the range.
    Route ask(std::uint32_t address)
    {
        auto& header = netlink_.prepare<rtmsg>(RTM_GETROUTE, 0);
        header.rtm_family = AF_INET;
        header.rtm_dst_len = 32;
        netlink_.put(RTA_DST, htonl(address));
        if (bound_to_ != 0) netlink_.put(RTA_OIF, bound_to_);
        Route route;
        const int error = netlink_.exchange([&](const nlmsghdr& answer) { route = read(answer); });
        route.error = error;
        return route;
    }

private:
    Route read(const nlmsghdr& answer)
    {
        Route route;
        const unsigned index = attribute_u32(answer, sizeof(rtmsg), RTA_OIF).value_or(0);
        auto [known, fresh] = interfaces_.try_emplace(index);
        if (fresh) known->second = describe_interface(index);
        const Interface& interface = known->second;
        route.interface = interface.name;
        route.tunnel = interface.tunnel;
        route.source = boost::asio::ip::address_v4{address_attribute(answer, RTA_PREFSRC).value_or(0)};
        const bool gateway = attribute(answer, sizeof(rtmsg), RTA_GATEWAY) || attribute(answer, sizeof(rtmsg), RTA_VIA);
        switch (family_header<rtmsg>(answer).rtm_type) {
        case RTN_LOCAL:
            route.kind = Route::Kind::local;
            break;
        case RTN_BROADCAST:
            route.kind = Route::Kind::broadcast;
            break;
        case RTN_UNICAST:
            route.kind = interface.loopback          ? Route::Kind::local
                         : !gateway && interface.arp ? Route::Kind::on_link
                                                     : Route::Kind::routed;
            break;
        default:
            route.kind = Route::Kind::none;
        }
        return route;
    }

    Netlink netlink_;
    unsigned bound_to_;
    std::map<unsigned, Interface> interfaces_;
};

bool same_but_range(const Route& a, const Route& b)
{
    return a.kind == b.kind && a.interface == b.interface && a.source == b.source && a.error == b.error;
}

unsigned index_of(const std::string& interface)
{
    if (interface.empty()) return 0;
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0) throw std::system_error{errno, std::generic_category(), "interface \"" + interface + "\""};
    return index;
}

} // namespace

std::vector<Route> routes_to(const AddressSet& addresses, const std::string& interface)
{
    RouteFinder finder{index_of(interface)};
    const auto boundaries = prefix_boundaries(finder.netlink());
    std::vector<Route> routes;
    for (const auto& range : addresses.ranges()) {
        auto boundary = std::ranges::upper_bound(boundaries, range.first);
        for (std::uint64_t first = range.first; first <= range.last;) {
            const std::uint64_t after = boundary == boundaries.end()
                                            ? std::uint64_t{range.last} + 1
                                            : std::min<std::uint64_t>(*boundary++, std::uint64_t{range.last} + 1);
            Route route = finder.ask(static_cast<std::uint32_t>(first));
            route.range = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(after - 1)};
            const bool adjacent = !routes.empty() && std::uint64_t{routes.back().range.last} + 1 == first;
            if (adjacent && same_but_range(routes.back(), route))
                routes.back().range.last = route.range.last;
            else
                routes.push_back(std::move(route));
            first = after;
        }
    }
    return routes;
}

const Route* route_of(const std::vector<Route>& routes, std::uint32_t address) noexcept
{
    const auto next =
        std::ranges::upper_bound(routes, address, {}, [](const Route& route) { return route.range.first; });
    if (next == routes.begin()) return nullptr;
    const Route& route = *std::prev(next);
    return address <= route.range.last ? &route : nullptr;
}

std::vector<OwnNetwork> own_networks()
{
    std::vector<OwnNetwork> networks;
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return networks;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner{first, ::freeifaddrs};
    for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr || entry->ifa_netmask == nullptr || entry->ifa_addr->sa_family != AF_INET)
            continue;
        if ((entry->ifa_flags & IFF_LOOPBACK) != 0 || (entry->ifa_flags & IFF_UP) == 0) continue;
        sockaddr_in address{};
        sockaddr_in mask{};
        std::memcpy(&address, entry->ifa_addr, sizeof address);
        std::memcpy(&mask, entry->ifa_netmask, sizeof mask);
        const std::uint32_t bits = ntohl(mask.sin_addr.s_addr);
        const std::uint32_t network = ntohl(address.sin_addr.s_addr) & bits;
        networks.push_back({entry->ifa_name, {network, network | ~bits}});
    }
    return networks;
}

} // namespace phonescan
