#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace phonescan {

/// Numbers from first to last, both included.
template <class Number>
struct Interval {
    Number first{};
    Number last{};

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// A set of unsigned numbers as sorted disjoint intervals: memory follows the intervals, not the numbers.
template <class Number>
class IntervalSet {
public:
    IntervalSet() = default;
    /// Intervals in any order, overlapping or not; first <= last in each.
    explicit IntervalSet(std::vector<Interval<Number>> intervals);

    IntervalSet minus(const IntervalSet& other) const;

    /// At most 2^64 - 1, however many there are.
    std::uint64_t size() const noexcept { return size_; }
    /// The number at a position in ascending order; position < size(). O(log intervals).
    Number at(std::uint64_t position) const noexcept;
    /// The position of a number in ascending order, nullopt when it is not in the set or beyond size(). O(log
    /// intervals).
    std::optional<std::uint64_t> position(Number number) const noexcept;

    std::span<const Interval<Number>> intervals() const noexcept { return intervals_; }

private:
    void join();

    std::vector<Interval<Number>> intervals_; // ascending, disjoint, not adjacent
    std::vector<std::uint64_t> before_;       // numbers in all earlier intervals
    std::uint64_t size_ = 0;
};

template <class Number>
IntervalSet<Number>::IntervalSet(std::vector<Interval<Number>> intervals) : intervals_{std::move(intervals)}
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    join();
    before_.reserve(intervals_.size());
    for (const auto& interval : intervals_) {
        before_.push_back(size_);
        const Number steps = interval.last - interval.first;
        const auto room = most - size_;
        size_ = steps >= room ? most : size_ + static_cast<std::uint64_t>(steps) + 1;
    }
}

/// Makes them ascending, disjoint and not adjacent.
template <class Number>
void IntervalSet<Number>::join()
{
    std::ranges::sort(intervals_, {}, &Interval<Number>::first);
    std::size_t kept = 0;
    for (const auto interval : intervals_) {
        assert(interval.first <= interval.last);
        // The greatest number has no successor, so the predecessor is compared.
        if (kept != 0 && (interval.first == 0 || interval.first - 1 <= intervals_[kept - 1].last))
            intervals_[kept - 1].last = std::max(intervals_[kept - 1].last, interval.last);
        else
            intervals_[kept++] = interval;
    }
    intervals_.resize(kept);
}

template <class Number>
IntervalSet<Number> IntervalSet<Number>::minus(const IntervalSet& other) const
{
    std::vector<Interval<Number>> left;
    left.reserve(intervals_.size());
    auto hole = other.intervals_.begin();
    const auto no_hole = other.intervals_.end();
    for (const auto& interval : intervals_) {
        auto first = interval.first;
        bool is_used_up = false;
        while (hole != no_hole && hole->last < interval.first)
            ++hole;
        // A hole that reaches past this interval is looked at again by the next one.
        for (auto next = hole; next != no_hole && next->first <= interval.last; ++next) {
            if (first < next->first) left.push_back({first, static_cast<Number>(next->first - 1)});
            is_used_up = next->last >= interval.last;
            if (is_used_up) break;
            first = next->last + 1;
            hole = next;
        }
        if (!is_used_up) left.push_back({first, interval.last});
    }
    return IntervalSet{std::move(left)};
}

template <class Number>
Number IntervalSet<Number>::at(std::uint64_t position) const noexcept
{
    assert(position < size_);
    const auto after = std::ranges::upper_bound(before_, position);
    const auto index = static_cast<std::size_t>(after - before_.begin()) - 1;
    return static_cast<Number>(intervals_[index].first + (position - before_[index]));
}

template <class Number>
std::optional<std::uint64_t> IntervalSet<Number>::position(Number number) const noexcept
{
    const auto after = std::ranges::upper_bound(intervals_, number, {}, &Interval<Number>::first);
    if (after == intervals_.begin()) return std::nullopt;
    const auto interval = after - 1;
    if (number > interval->last) return std::nullopt;
    const auto before = before_[static_cast<std::size_t>(interval - intervals_.begin())];
    const Number steps = number - interval->first;
    if (steps >= size_ - before) return std::nullopt;
    return before + static_cast<std::uint64_t>(steps);
}

} // namespace phonescan
