#include "tests/field/sliding_second.hpp"

#include <algorithm>

namespace phonescan::field {

void SlidingSecond::grow()
{
    std::vector<Stamp> larger(std::max<std::size_t>(4, 2 * ring_.size()));
    for (std::size_t i = 0; i < count_; ++i)
        larger[i] = ring_[(first_ + i) & (ring_.size() - 1)];
    ring_ = std::move(larger);
    first_ = 0;
}

std::uint64_t SlidingSecond::within(Stamp when)
{
    while (count_ > 0 && when - ring_[first_] >= std::chrono::seconds(1)) {
        first_ = (first_ + 1) & (ring_.size() - 1);
        --count_;
    }
    return count_;
}

void SlidingSecond::add(Stamp when)
{
    within(when);
    if (count_ == ring_.size()) grow();
    ring_[(first_ + count_++) & (ring_.size() - 1)] = when;
    most_ = std::max<std::uint64_t>(most_, count_);
}

} // namespace phonescan::field
