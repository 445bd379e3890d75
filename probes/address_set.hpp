#pragma once

#include "probes/interval_set.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

__extension__ using Number128 = unsigned __int128;

/// IPv4 addresses from first to last, both included, in host byte order.
using AddressRange = Interval<std::uint32_t>;
/// IPv6 addresses from first to last, both included, as numbers; without zones.
using AddressRange6 = Interval<Number128>;

Number128 number_of(const boost::asio::ip::address_v6& address) noexcept;
boost::asio::ip::address_v6 address_of(Number128 number) noexcept;

/// Without its zone, which sets and orders of targets do not know.
boost::asio::ip::address without_zone(const boost::asio::ip::address& address) noexcept;

/// `10.0.0.7`, `10.0.0.0/24` where the range is a network, `10.0.0.1-10.0.0.9` elsewhere; IPv6 likewise.
std::string to_text(const AddressRange& range);
std::string to_text(const AddressRange6& range);

/// A set of addresses, IPv4 before IPv6, as sorted disjoint ranges: memory follows the ranges, not the addresses.
class AddressSet {
public:
    AddressSet() = default;
    /// Ranges in any order, overlapping or not; first <= last in each.
    explicit AddressSet(std::vector<AddressRange> ranges, std::vector<AddressRange6> ranges6 = {})
        : v4_{std::move(ranges)}, v6_{std::move(ranges6)}
    {
    }

    AddressSet minus(const AddressSet& other) const;
    AddressSet plus(const AddressSet& other) const;

    bool contains(std::uint32_t address) const noexcept { return v4_.position(address).has_value(); }
    bool contains(const boost::asio::ip::address& address) const noexcept { return position(address).has_value(); }
    /// At most 2^64 - 1, however many there are.
    std::uint64_t size() const noexcept;

    /// The address at a position in ascending order; position < size(). O(log ranges).
    boost::asio::ip::address at(std::uint64_t position) const noexcept;
    /// The position of an address in ascending order, nullopt when it is not in the set. O(log ranges).
    std::optional<std::uint64_t> position(const boost::asio::ip::address& address) const noexcept;

    std::span<const AddressRange> ranges() const noexcept { return v4_.intervals(); }
    std::span<const AddressRange6> ranges6() const noexcept { return v6_.intervals(); }
    /// All ranges in ascending order, as to_text() has them.
    std::vector<std::string> range_texts(std::size_t most) const;

private:
    IntervalSet<std::uint32_t> v4_;
    IntervalSet<Number128> v6_;
};

} // namespace phonescan
