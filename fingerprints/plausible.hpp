#pragma once

#include "probes/observation/mac_address.hpp"

#include <string_view>

namespace phonescan {

/// A MAC address that a device can be recognised by: individual, globally administered, and none of the patterns that
/// people type where a MAC is asked for (all octets equal, counting up, an empty lower half).
bool is_plausible_mac(MacAddress mac) noexcept;

/// A serial number that a device can be recognised by: at least five letters and digits, three different ones, and not
/// one that counts up; not a word without a digit.
bool is_plausible_serial(std::string_view serial) noexcept;

/// Four numbers that are an IPv4 address of a network's inside and no version that any maker gives: loopback,
/// link-local or of 172.16/12 or 192.168/16. Those of 10/8 are versions, too. Source: RFC 1918; RFC 6890, 2.2.2.
bool is_local_address(std::string_view version);

} // namespace phonescan
