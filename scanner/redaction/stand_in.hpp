#pragma once

#include "probes/siphash.hpp"

#include <boost/asio/ip/address.hpp>

namespace phonescan {

/// What is shown in place of an address: one of 198.18.0.0/15 or 2001:db8::/32 that the key makes of it.
/// Source: RFC 2544, C.2.2; RFC 3849.
boost::asio::ip::address_v4 stand_in_for(const boost::asio::ip::address_v4& address, const SipHashKey& key);
boost::asio::ip::address_v6 stand_in_for(const boost::asio::ip::address_v6& address, const SipHashKey& key);

} // namespace phonescan
