#include "probes/address_set.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace phonescan {

namespace {

std::uint64_t count(const AddressRange& range) noexcept
{
    return std::uint64_t{range.last} - range.first + 1;
}

/// Ascending, disjoint and not adjacent.
std::vector<AddressRange> merged(std::vector<AddressRange> ranges)
{
    std::ranges::sort(ranges, {}, &AddressRange::first);
    std::size_t kept = 0;
    for (const AddressRange range : ranges) {
        assert(range.first <= range.last);
        // In 64 bits, because 255.255.255.255 has no successor in 32.
        if (kept != 0 && range.first <= std::uint64_t{ranges[kept - 1].last} + 1)
            ranges[kept - 1].last = std::max(ranges[kept - 1].last, range.last);
        else
            ranges[kept++] = range;
    }
    ranges.resize(kept);
    return ranges;
}

} // namespace

AddressSet::AddressSet(std::vector<AddressRange> ranges) : ranges_{merged(std::move(ranges))}
{
    before_.reserve(ranges_.size());
    for (const AddressRange& range : ranges_) {
        before_.push_back(size_);
        size_ += count(range);
    }
}

AddressSet AddressSet::minus(const AddressSet& other) const
{
    std::vector<AddressRange> left;
    left.reserve(ranges_.size());
    auto hole = other.ranges_.begin();
    const auto no_hole = other.ranges_.end();
    for (const AddressRange& range : ranges_) {
        std::uint64_t first = range.first;
        while (hole != no_hole && hole->last < range.first)
            ++hole;
        // A hole that reaches past this range is looked at again by the next one.
        for (auto next = hole; next != no_hole && next->first <= range.last; ++next) {
            if (first < next->first) left.push_back({static_cast<std::uint32_t>(first), next->first - 1});
            first = std::uint64_t{next->last} + 1;
            if (next->last < range.last) hole = next;
        }
        if (first <= range.last) left.push_back({static_cast<std::uint32_t>(first), range.last});
    }
    return AddressSet{std::move(left)};
}

bool AddressSet::contains(std::uint32_t address) const noexcept
{
    return position(address).has_value();
}

std::uint32_t AddressSet::at(std::uint64_t position) const noexcept
{
    assert(position < size_);
    const auto after = std::ranges::upper_bound(before_, position);
    const auto index = static_cast<std::size_t>(after - before_.begin()) - 1;
    return static_cast<std::uint32_t>(ranges_[index].first + (position - before_[index]));
}

std::optional<std::uint64_t> AddressSet::position(std::uint32_t address) const noexcept
{
    const auto after = std::ranges::upper_bound(ranges_, address, {}, &AddressRange::first);
    if (after == ranges_.begin()) return std::nullopt;
    const auto range = after - 1;
    if (address > range->last) return std::nullopt;
    return before_[static_cast<std::size_t>(range - ranges_.begin())] + (address - range->first);
}

} // namespace phonescan
