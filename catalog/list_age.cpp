#include "catalog/list_age.hpp"

#include <algorithm>

namespace phonescan {

namespace {

constexpr int year = 12; // months

std::string counted(int count, const std::string& unit)
{
    return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

} // namespace

ListAge::ListAge(std::chrono::year_month_day revision, std::chrono::year_month_day as_of)
{
    is_unpublished = as_of < revision;
    if (as_of <= revision) return;
    const auto whole = as_of.year() / as_of.month() - revision.year() / revision.month();
    months = static_cast<int>(whole.count()) - (as_of.day() < revision.day() ? 1 : 0);
    const bool is_anniversary = as_of.month() == revision.month() && as_of.day() == revision.day();
    is_over_a_year = months > year || (months == year && !is_anniversary);
}

std::string ListAge::text() const
{
    if (is_unpublished) return "not yet published on that day";
    if (months == 0) return "under a month";
    std::string text;
    if (months >= year) text = counted(months / year, "year");
    if (months % year != 0) text += (text.empty() ? "" : " ") + counted(months % year, "month");
    return text;
}

} // namespace phonescan
