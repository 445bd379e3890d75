#pragma once

#include <chrono>
#include <string>

namespace phonescan {

/// How old a list is on a day.
struct ListAge {
    ListAge(std::chrono::year_month_day revision, std::chrono::year_month_day as_of);

    int months = 0; ///< full ones
    bool is_over_a_year = false;
    bool is_unpublished = false; ///< the day is before the revision

    /// `7 years 2 months`, `1 year`, `5 months`, `under a month`, `not yet published on that day`
    std::string text() const;
};

} // namespace phonescan
