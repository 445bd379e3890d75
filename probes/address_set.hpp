#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace phonescan {

/// IPv4 addresses from first to last, both included, in host byte order.
struct AddressRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    friend bool operator==(const AddressRange&, const AddressRange&) = default;
};

/// A set of IPv4 addresses as sorted disjoint ranges: memory follows the ranges, not the addresses.
class AddressSet {
public:
    AddressSet() = default;
    /// Ranges in any order, overlapping or not; first <= last in each.
    explicit AddressSet(std::vector<AddressRange> ranges);

    AddressSet minus(const AddressSet& other) const;

    bool contains(std::uint32_t address) const noexcept;
    std::uint64_t size() const noexcept { return size_; }

    /// The address at a position in ascending order; position < size(). O(log ranges).
    std::uint32_t at(std::uint64_t position) const noexcept;
    /// The position of an address in ascending order, nullopt when it is not in the set. O(log ranges).
    std::optional<std::uint64_t> position(std::uint32_t address) const noexcept;

    std::span<const AddressRange> ranges() const noexcept { return ranges_; }

private:
    std::vector<AddressRange> ranges_;  // ascending, disjoint, not adjacent
    std::vector<std::uint64_t> before_; // addresses in all earlier ranges
    std::uint64_t size_ = 0;
};

} // namespace phonescan
