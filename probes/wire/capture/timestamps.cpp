#include "probes/wire/capture/timestamps.hpp"

#include "probes/wire/capture/walk.hpp"

#include <algorithm>
#include <limits>

namespace phonescan::wire::capture {

namespace {

constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
constexpr unsigned binary_digits = 30; // finer than a nanosecond
constexpr unsigned decimal_digits = 9;

constexpr std::uint64_t power_of_ten(unsigned exponent) noexcept
{
    std::uint64_t power = 1;
    for (; exponent > 0; --exponent) {
        if (power > std::numeric_limits<std::uint64_t>::max() / 10) return std::numeric_limits<std::uint64_t>::max();
        power *= 10;
    }
    return power;
}

constexpr std::uint64_t power_of_two(unsigned exponent) noexcept
{
    return exponent < 64 ? std::uint64_t{1} << exponent : std::numeric_limits<std::uint64_t>::max();
}

} // namespace

void Timestamps::set_resolution(std::uint8_t resolution) noexcept
{
    const unsigned exponent = resolution & 0x7f;
    const bool binary = (resolution & 0x80) != 0;
    const unsigned kept = std::min(exponent, binary ? binary_digits : decimal_digits);
    per_second_ = binary ? power_of_two(kept) : power_of_ten(kept);
    coarser_ = binary ? power_of_two(exponent - kept) : power_of_ten(exponent - kept);
}

std::chrono::system_clock::time_point Timestamps::at(std::uint64_t ticks) const noexcept
{
    if (coarser_ != 1) ticks /= coarser_;
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;
    if (per_second_ == 1'000'000) { // a constant divides ten times as fast
        seconds = ticks / 1'000'000;
        nanoseconds = ticks % 1'000'000 * 1'000;
    } else if (per_second_ == nanoseconds_per_second) {
        seconds = ticks / nanoseconds_per_second;
        nanoseconds = ticks % nanoseconds_per_second;
    } else {
        seconds = ticks / per_second_;
        const auto part = ticks % per_second_ * nanoseconds_per_second; // at most 2^30 * 10^9
        nanoseconds = part / per_second_;
    }
    constexpr auto latest = std::uint64_t{1} << 62;
    std::int64_t since_epoch = 0;
    if (seconds > latest || __builtin_add_overflow(static_cast<std::int64_t>(seconds), offset_, &since_epoch))
        return {};
    return time_of(since_epoch, nanoseconds);
}

} // namespace phonescan::wire::capture
