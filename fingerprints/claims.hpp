#pragma once

#include "probes/observation/mac_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace phonescan {

struct MacHash {
    std::size_t operator()(const MacAddress& mac) const noexcept
    {
        std::uint64_t value = 0;
        std::memcpy(&value, mac.octets().data(), mac.octets().size());
        value *= 0x9e3779b97f4a7c15; // the golden ratio: addresses of one maker differ in their last octets
        return value ^ value >> 32;
    }
};

/// Who claims a value: by address, one of IPv4 and one of IPv6 may be one device. What moved from one address to
/// another between two scans is one device, too.
template <class Value, class Hash = std::hash<Value>>
class Claims {
public:
    /// An unspecified address claims nothing.
    void add(const Value& value, const boost::asio::ip::address& address, std::uint32_t scan = 0)
    {
        if (address.is_unspecified()) return;
        auto& first = first_[{value, scan}][address.is_v6() ? 1 : 0];
        if (first.is_unspecified())
            first = address;
        else if (first != address)
            shared_.insert(value);
    }

    /// Whether two addresses of one family claim it in any one scan.
    bool is_shared(const Value& value) const { return shared_.contains(value); }

private:
    struct Key {
        Value value;
        std::uint32_t scan = 0;

        bool operator==(const Key&) const = default;
    };
    struct HashOfKey {
        std::size_t operator()(const Key& key) const noexcept
        {
            return Hash{}(key.value) ^ key.scan * std::size_t{0x9e3779b97f4a7c15};
        }
    };

    std::unordered_map<Key, std::array<boost::asio::ip::address, 2>, HashOfKey> first_; ///< who claimed it first
    std::unordered_set<Value, Hash> shared_;
};

using MacClaims = Claims<MacAddress, MacHash>;

} // namespace phonescan
