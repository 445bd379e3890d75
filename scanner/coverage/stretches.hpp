#pragma once

#include "probes/address_set.hpp"

#include <cstdint>

namespace phonescan {

/// Consecutive addresses of a set, which stand there at consecutive positions.
struct Stretch {
    std::uint64_t position = 0; ///< of the first, in the set
    std::uint64_t count = 0;    ///< at least 1
    Number128 first = 0;        ///< as a number
    bool is_v6 = false;

    Number128 last() const noexcept { return first + (count - 1); }
    /// count addresses of this stretch, from the one that stands `offset` after its first.
    Stretch part(std::uint64_t offset, std::uint64_t of_count) const noexcept
    {
        return {position + offset, of_count, first + offset, is_v6};
    }
};

/// Calls visit(Stretch) for each range of the set, ascending, IPv4 before IPv6; addresses beyond size() are left out.
template <class Visit>
void for_each_stretch(const AddressSet& set, const Visit& visit)
{
    std::uint64_t position = 0;
    const auto size = set.size();
    const auto tell = [&](Number128 first, Number128 last, bool is_v6) {
        const auto room = size - position;
        if (room == 0) return;
        const Number128 steps = last - first;
        const auto count = steps >= room ? room : static_cast<std::uint64_t>(steps) + 1;
        visit(Stretch{position, count, first, is_v6});
        position += count;
    };
    for (const auto& range : set.ranges())
        tell(range.first, range.last, false);
    for (const auto& range : set.ranges6())
        tell(range.first, range.last, true);
}

/// Calls visit(Stretch, value) for each maximal run of consecutive addresses to whose positions `value_at` gives equal
/// values; it is called once a position, ascending.
template <class ValueAt, class Visit>
void for_each_run(const AddressSet& set, const ValueAt& value_at, const Visit& visit)
{
    for_each_stretch(set, [&](const Stretch& stretch) {
        std::uint64_t begin = 0;
        auto value = value_at(stretch.position);
        for (std::uint64_t offset = 1; offset < stretch.count; ++offset) {
            auto next = value_at(stretch.position + offset);
            if (next == value) continue;
            visit(stretch.part(begin, offset - begin), value);
            begin = offset;
            value = next;
        }
        visit(stretch.part(begin, stretch.count - begin), value);
    });
}

} // namespace phonescan
