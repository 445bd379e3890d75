#pragma once

#include <chrono>
#include <cstdint>

namespace phonescan::wire::capture {

/// How an interface of a pcapng file counts time: its if_tsresol and if_tsoffset.
/// Source: draft-ietf-opsawg-pcapng, 4.2.
class Timestamps {
public:
    Timestamps() = default; ///< microseconds since the epoch

    /// resolution: the power of ten of which a tick is one part, or with its highest bit set the power of two.
    void set_resolution(std::uint8_t resolution) noexcept;

    void set_offset(std::int64_t seconds) noexcept { offset_ = seconds; }

    /// The epoch where the clock cannot hold the time.
    std::chrono::system_clock::time_point at(std::uint64_t ticks) const noexcept;

private:
    std::uint64_t coarser_ = 1;            ///< ticks of so many are told apart by nobody
    std::uint64_t per_second_ = 1'000'000; ///< of the ticks that are left; at most 2^30
    std::int64_t offset_ = 0;              ///< seconds
};

} // namespace phonescan::wire::capture
