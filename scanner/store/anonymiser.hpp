#pragma once

#include "probes/observation/observation.hpp"
#include "probes/siphash.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// What is known to name a device, so that it is found in all that the device says.
struct DeviceFacts {
    std::vector<MacAddress> macs;
    std::vector<std::string> serials;
    std::vector<std::string> names;
    std::vector<boost::asio::ip::address> addresses;
};

/// Puts stand-ins in the place of what names a device or a person: the same one for the same original wherever it
/// stands, another for another, by a secret key. What says vendor, model and firmware stays byte for byte. Pure but for
/// the key. For texts that are published in the open, Redactor takes out more.
class Anonymiser {
public:
    explicit Anonymiser(const SipHashKey& key) : key_{key} {}

    /// A bijection of IPv4 without 0/8 and 224/3, which stay; IPv6 becomes one of fd00::/8.
    boost::asio::ip::address address(const boost::asio::ip::address& original) const;
    /// The maker's half stays, the other is a bijection for each maker. Group addresses stay.
    MacAddress mac(const MacAddress& original) const;
    /// `name-3f2a91c0`.
    std::string name(std::string_view original) const;
    /// Letters for letters, digits for digits.
    std::string serial(std::string_view original) const;
    /// MAC addresses in any spelling, and the tails of known ones; addresses; known serials and names as words; users
    /// before an `@`. A version that looks like an address stays.
    std::string text(std::string_view original, const DeviceFacts& facts) const;

    /// Source and value.
    Observation observation(const Observation& original, const DeviceFacts& facts) const;

private:
    std::uint64_t hash(std::string_view kind, std::string_view text) const;
    std::string value(Field field, std::string_view original, const DeviceFacts& facts) const;

    SipHashKey key_;
};

} // namespace phonescan
