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
#include <functional>
#include <map>
#include <memory>
#include <span>
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

/// A family of addresses, as the routing socket and the ranges of targets have it.
struct V4 {
    using Number = std::uint32_t;
    static constexpr unsigned char family = AF_INET;
    static constexpr unsigned bits = 32;
    static boost::asio::ip::address address(Number number) { return boost::asio::ip::address_v4{number}; }
    static auto octets(Number number) { return boost::asio::ip::address_v4{number}.to_bytes(); }
    static Number number(std::span<const std::uint8_t> octets)
    {
        boost::asio::ip::address_v4::bytes_type bytes{};
        std::ranges::copy(octets.first(std::min(octets.size(), bytes.size())), bytes.begin());
        return boost::asio::ip::address_v4{bytes}.to_uint();
    }
};

struct V6 {
    using Number = Number128;
    static constexpr unsigned char family = AF_INET6;
    static constexpr unsigned bits = 128;
    static boost::asio::ip::address address(Number number) { return address_of(number); }
    static auto octets(Number number) { return address_of(number).to_bytes(); }
    static Number number(std::span<const std::uint8_t> octets)
    {
        boost::asio::ip::address_v6::bytes_type bytes{};
        std::ranges::copy(octets.first(std::min(octets.size(), bytes.size())), bytes.begin());
        return number_of(boost::asio::ip::address_v6{bytes});
    }
};

template <class Family>
std::optional<typename Family::Number> address_attribute(const nlmsghdr& message, std::uint16_t type)
{
    const auto octets = attribute(message, sizeof(rtmsg), type);
    if (!octets) return std::nullopt;
    return Family::number(*octets);
}

/// Where the answer of the routing table may change: the first address of every prefix and the one after its last.
template <class Family>
std::vector<typename Family::Number> prefix_boundaries(Netlink& netlink)
{
    using Number = typename Family::Number;
    std::vector<Number> boundaries;
    netlink.prepare<rtmsg>(RTM_GETROUTE, NLM_F_DUMP).rtm_family = Family::family;
    const int error = netlink.exchange([&](const nlmsghdr& message) {
        const auto& route = family_header<rtmsg>(message);
        if (route.rtm_family != Family::family || route.rtm_dst_len == 0 || route.rtm_dst_len > Family::bits) return;
        const auto first = address_attribute<Family>(message, RTA_DST).value_or(0);
        const auto after = static_cast<Number>(first + (Number{1} << (Family::bits - route.rtm_dst_len)));
        boundaries.push_back(first);
        if (after != 0) boundaries.push_back(after); // there is none after the last address of all
    });
    if (error != 0 && Family::family == AF_INET)
        throw std::system_error{error, std::generic_category(), "cannot read the routing table"};
    std::ranges::sort(boundaries);
    boundaries.erase(std::ranges::unique(boundaries).begin(), boundaries.end());
    return boundaries;
}

class RouteFinder {
public:
    explicit RouteFinder(unsigned bound_to) : bound_to_{bound_to} {}

    Netlink& netlink() { return netlink_; }

    /// The kernel's answer for one address, with its properties but for the range.
    template <class Family>
    Route ask(typename Family::Number address)
    {
        auto& header = netlink_.prepare<rtmsg>(RTM_GETROUTE, 0);
        header.rtm_family = Family::family;
        header.rtm_dst_len = Family::bits;
        netlink_.put(RTA_DST, Family::octets(address));
        if (bound_to_ != 0) netlink_.put(RTA_OIF, bound_to_);
        Route route;
        const int error = netlink_.exchange([&](const nlmsghdr& answer) { route = read<Family>(answer); });
        route.error = error;
        route.is_v6 = Family::family == AF_INET6;
        return route;
    }

private:
    template <class Family>
    Route read(const nlmsghdr& answer)
    {
        Route route;
        const unsigned index = attribute_u32(answer, sizeof(rtmsg), RTA_OIF).value_or(0);
        auto [known, fresh] = interfaces_.try_emplace(index);
        if (fresh) known->second = describe_interface(index);
        const Interface& interface = known->second;
        route.interface = interface.name;
        route.tunnel = interface.tunnel;
        route.source = Family::address(address_attribute<Family>(answer, RTA_PREFSRC).value_or(0));
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

Interval<std::uint32_t>& range_of(Route& route, V4)
{
    return route.range;
}

Interval<Number128>& range_of(Route& route, V6)
{
    return route.range6;
}

bool same_but_range(const Route& a, const Route& b)
{
    return a.is_v6 == b.is_v6 && a.kind == b.kind && a.interface == b.interface && a.source == b.source &&
           a.error == b.error;
}

/// Adds the routes of one range, whose ends are addresses or boundaries.
template <class Family>
void find_routes(RouteFinder& finder, std::span<const Interval<typename Family::Number>> ranges,
                 std::vector<Route>& routes)
{
    if (ranges.empty()) return;
    const auto boundaries = prefix_boundaries<Family>(finder.netlink());
    for (const auto& range : ranges) {
        auto boundary = std::ranges::upper_bound(boundaries, range.first);
        for (auto first = range.first;;) {
            const bool is_last = boundary == boundaries.end() || *boundary > range.last;
            const auto last = is_last ? range.last : static_cast<typename Family::Number>(*boundary - 1);
            Route route = finder.ask<Family>(first);
            range_of(route, Family{}) = {first, last};
            const bool adjacent = !routes.empty() && routes.back().is_v6 == route.is_v6 && first != 0 &&
                                  range_of(routes.back(), Family{}).last == first - 1;
            if (adjacent && same_but_range(routes.back(), route))
                range_of(routes.back(), Family{}).last = last;
            else
                routes.push_back(std::move(route));
            if (is_last) break;
            first = *boundary++;
        }
    }
}

unsigned index_of(const std::string& interface)
{
    if (interface.empty()) return 0;
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0) throw std::system_error{errno, std::generic_category(), "interface \"" + interface + "\""};
    return index;
}

} // namespace

std::string range_text(const Route& route)
{
    return route.is_v6 ? to_text(route.range6) : to_text(route.range);
}

std::vector<Route> routes_to(const AddressSet& addresses, const std::string& interface)
{
    RouteFinder finder{index_of(interface)};
    std::vector<Route> routes;
    find_routes<V4>(finder, addresses.ranges(), routes);
    find_routes<V6>(finder, addresses.ranges6(), routes);
    return routes;
}

const Route* route_of(const std::vector<Route>& routes, const boost::asio::ip::address& address) noexcept
{
    const bool is_v6 = address.is_v6();
    const auto v4 = is_v6 ? 0 : address.to_v4().to_uint();
    const Number128 v6 = is_v6 ? number_of(address.to_v6()) : 0;
    const auto is_after = [&](const Route& route) {
        if (route.is_v6 != is_v6) return route.is_v6;
        return is_v6 ? route.range6.first > v6 : route.range.first > v4;
    };
    const auto next = std::ranges::partition_point(routes, std::not_fn(is_after));
    if (next == routes.begin()) return nullptr;
    const Route& route = *std::prev(next);
    if (route.is_v6 != is_v6) return nullptr;
    return (is_v6 ? v6 <= route.range6.last : v4 <= route.range.last) ? &route : nullptr;
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
