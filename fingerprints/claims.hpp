#pragma once

#include "probes/observation/mac_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <unordered_map>

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

/// Who claims a value: by address, one of IPv4 and one of IPv6 may be one device.
template <class Value, class Hash = std::hash<Value>>
class Claims {
public:
    /// An unspecified address claims nothing.
    void add(const Value& value, const boost::asio::ip::address& address)
    {
        if (address.is_unspecified()) return;
        auto& claim = claims_[value];
        auto& first = claim.first[address.is_v6() ? 1 : 0];
        if (first.is_unspecified())
            first = address;
        else if (first != address)
            claim.is_shared = true;
    }

    bool is_shared(const Value& value) const
    {
        const auto found = claims_.find(value);
        return found != claims_.end() && found->second.is_shared;
    }

private:
    struct Claim {
        std::array<boost::asio::ip::address, 2> first;
        bool is_shared = false; ///< two addresses of one family claim it
    };
    std::unordered_map<Value, Claim, Hash> claims_;
};

using MacClaims = Claims<MacAddress, MacHash>;

} // namespace phonescan
