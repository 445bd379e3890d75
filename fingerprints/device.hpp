#pragma once

#include "fingerprints/fingerprint_db.hpp"

#include <set>
#include <string>
#include <vector>

namespace phonescan {

/// One device at one site: the observations that belong together and what they make it.
struct Device {
    std::string key;                  ///< `mac:00:04:f2:aa:bb:cc`, `serial:…` or `ip:10.0.0.7@site`
    boost::asio::ip::address address; ///< unspecified when none was seen
    Identity identity;
    Observations observations; ///< in the order of arrival
};

/// Groups observations into devices and identifies each; sorted by address.
///
/// What came from one address, in one table row or in frames of one sender belongs together. Such groups are one device
/// when they agree in a MAC address (of the frame, or by the device's own word in a banner, name or certificate), in a
/// serial number, or when a frame or row states the address that another group answered from. Equal answers alone never
/// join. A MAC or serial that several addresses claim is nobody's: it joins nothing and is no key. Nor is a MAC that
/// the neighbour table has on several addresses; `lent_macs` names those of the whole table, the gateway's among them.
///
/// The key is the MAC, else the serial, else the address at the site.
std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site,
                               const std::set<MacAddress>& lent_macs = {});

} // namespace phonescan
