#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace phonescan::field {

/// Time of day of a datagram, as the kernel stamped it.
using Stamp = std::chrono::nanoseconds;

/// The most events that ever lay within one second, exactly: the stamps of the last second are kept in a ring.
class SlidingSecond {
public:
    void add(Stamp when);
    /// How many lie within the second that ends then.
    std::uint64_t within(Stamp when);
    /// Begins anew, but for the most.
    void forget() noexcept { count_ = 0; }
    std::uint64_t most() const noexcept { return most_; }

private:
    void grow();

    std::vector<Stamp> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::uint64_t most_ = 0;
};

} // namespace phonescan::field
