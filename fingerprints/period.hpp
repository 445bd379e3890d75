#pragma once

#include "fingerprints/statement.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace phonescan {

/// What was said within this time belongs together: there, contradictions are shown. What was said before is older.
inline constexpr std::chrono::hours longest_period{24};

/// A time in which things were said; what has no time is of the newest.
struct Period {
    WallClock::time_point first = WallClock::time_point::min();
    WallClock::time_point last = WallClock::time_point::max(); ///< of the newest period
    std::size_t statements = 0; ///< so many of the sorted ones are of this period or a newer one

    bool contains(const Observation& observation) const noexcept
    {
        if (observation.time == WallClock::time_point{}) return last == WallClock::time_point::max();
        return observation.time >= first && observation.time <= last;
    }

    bool is_after(const Observation& observation) const noexcept
    {
        return observation.time < first && observation.time != WallClock::time_point{};
    }
};

/// The periods in which the observations were made, the newest first: each begins a day before the newest that is not
/// in a newer one. Sorts the statements by period, and by worth in each.
std::vector<Period> sort_by_period(std::vector<Statement>& statements, std::span<const Observation> observations);

} // namespace phonescan
