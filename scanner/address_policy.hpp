#pragma once

#include "probes/address_set.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// More addresses than this need --i-own-these-networks.
constexpr std::uint64_t most_addresses = 65'536;

/// Why these addresses must not be scanned, one message each with the ranges meant and the way out; empty when they may
/// be. Ask after exclusion and after names are resolved.
/// Never scanned: 0.0.0.0/8, 224.0.0.0/4, 240.0.0.0/4; of IPv6 ff00::/8, ::/128 and ::ffff:0:0/96, which is IPv4
/// (RFC 4291). Without own_networks (--i-own-these-networks) neither public
/// addresses nor more than most_addresses. Not public: 10/8, 172.16/12, 192.168/16 (RFC 1918), 100.64/10 (RFC 6598),
/// 127/8 (RFC 1122), 169.254/16 (RFC 3927), 192.0.2/24 (RFC 5737), 198.18/15 (RFC 2544); ::1 and fe80::/10 (RFC 4291),
/// fc00::/7 (RFC 4193), 2001:db8::/32 (RFC 3849).
std::vector<std::string> policy_problems(const AddressSet& addresses, bool own_networks);

} // namespace phonescan
