#pragma once

#include "fingerprints/fingerprint_db.hpp"

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

/// Groups observations into devices and identifies each; sorted by address. The key is the MAC, else the serial, else
/// the address at the site. A MAC or serial that several addresses claim is nobody's key: the devices stay apart.
std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site);

} // namespace phonescan
