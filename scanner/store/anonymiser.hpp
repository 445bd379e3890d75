#pragma once

#include "probes/observation/observation.hpp"
#include "probes/siphash.hpp"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

class FingerprintDb;

/// What is known of a device, so that it is found in every text of it.
struct DeviceFacts {
    std::vector<MacAddress> macs;
    std::vector<std::string> serials;
    std::vector<std::string> names;
    std::vector<boost::asio::ip::address> addresses;
};

/// Replaces what names a device or a person by a stand-in, the same one for the same key in every place, and leaves
/// whatever says what the device is. Unlike the Redactor it leaves what it does not know: this is for a reader who is
/// trusted with texts, not for publication.
///
/// Pure but for the key. Texts may be any bytes.
class Anonymiser {
public:
    /// Borrows the fingerprints. With them a name that is a product's, such as that of a phone nobody named, stays one,
    /// and no known name is taken out of what they read; without them every name goes.
    explicit Anonymiser(const SipHashKey& key, const FingerprintDb* fingerprints = nullptr)
        : key_{key}, fingerprints_{fingerprints}
    {
    }

    /// A bijection. Each block of private addresses is mapped onto itself, as are the addresses outside of all: 10/8
    /// has no room for these. IPv6 keeps its first octet, a link-local one its first half. What is unspecified, a
    /// group's or reserved stays.
    boost::asio::ip::address address(const boost::asio::ip::address& original) const;

    /// A bijection. The maker's half stays; so do groups and placeholders (is_plausible_mac()).
    MacAddress mac(const MacAddress& original) const;

    /// `name-3f2a91c0d5`, whatever the letter case; empty stays empty.
    std::string name(std::string_view original) const;

    /// A bijection of the serial numbers with digits, capitals and small letters in the same places; a MAC address in
    /// place of one. What is no serial number of a device (is_plausible_serial()) though it has the form of one stays.
    std::string serial(std::string_view original) const;

    /// What a field holds.
    std::string text(Field field, std::string_view value, const DeviceFacts& facts = {}) const;

    /// Its source and its value.
    Observation observation(const Observation& original, const DeviceFacts& facts = {}) const;

private:
    std::string device_name(Field field, std::string_view value, const DeviceFacts& facts) const;
    std::string distinguished_name(Field field, std::string_view original) const;
    std::string page(std::string_view original) const;
    std::string known_hidden(Field field, std::string_view value, const DeviceFacts& facts) const;
    bool reads_alike(Field field, std::string_view one, std::string_view other) const;

    SipHashKey key_;
    const FingerprintDb* fingerprints_;
};

} // namespace phonescan
