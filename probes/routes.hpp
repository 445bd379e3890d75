#pragma once

#include "probes/address_set.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// How packets to a range of addresses leave this host, as the kernel says.
struct Route {
    enum class Kind : std::uint8_t {
        local,     ///< this host itself: loopback or an own address
        on_link,   ///< resolved by ARP or neighbour discovery on the interface
        routed,    ///< through a gateway, or a link without ARP
        broadcast, ///< a subnet's own broadcast address: never sent to
        none,      ///< no route, or one that forbids: nothing can be sent
    };
    AddressRange range;   ///< of a route for IPv4
    AddressRange6 range6; ///< of one for IPv6
    bool is_v6 = false;
    Kind kind = Kind::none;
    std::string interface;           ///< `eth0`; empty without a route
    boost::asio::ip::address source; ///< the address packets will come from; unspecified without a route
    bool tunnel = false;             ///< the interface is a VPN or another tunnel
    int error = 0;                   ///< errno of the kernel's refusal, for Kind::none
};

/// The range of a route for people.
std::string range_text(const Route& route);

/// The routes of a set of addresses, ascending, disjoint, covering all of it; found once, before the first packet.
/// interface: packets will be bound to it (`-e`); empty: the routing table decides.
/// Errors: throws std::system_error when the kernel does not answer, or the interface does not exist.
std::vector<Route> routes_to(const AddressSet& addresses, const std::string& interface);

/// The route of an address in such a list; null when it is outside.
const Route* route_of(const std::vector<Route>& routes, const boost::asio::ip::address& address) noexcept;

/// Can packets leave by it? null: no.
inline bool is_way(const Route* route) noexcept
{
    return route != nullptr && route->kind != Route::Kind::none && route->kind != Route::Kind::broadcast;
}

/// An interface with its subnet, for "this machine is on 10.40.12.0/23 (eth0)".
struct OwnNetwork {
    std::string interface;
    AddressRange range;
};

/// The IPv4 subnets of the interfaces that are up, loopback apart.
std::vector<OwnNetwork> own_networks();

} // namespace phonescan
