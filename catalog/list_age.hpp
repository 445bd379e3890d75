#pragma once

#include <chrono>
#include <string>

namespace phonescan {

/// How old a list is on a day. Nothing is older than its revision: an earlier day counts as that day.
struct ListAge {
    ListAge(std::chrono::year_month_day revision, std::chrono::year_month_day as_of);

    int months = 0; ///< full ones
    bool is_over_a_year = false;

    /// `7 years 2 months`, `1 year`, `5 months`, `under a month`
    std::string text() const;
};

} // namespace phonescan
