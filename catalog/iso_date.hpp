#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace phonescan {

/// The day that `YYYY-MM-DD` names; nothing for any other text or for a day that no calendar has.
std::optional<std::chrono::year_month_day> iso_day(std::string_view text);

/// True for `YYYY-MM-DD` and for `YYYY-MM`.
bool is_iso_date(std::string_view text);

} // namespace phonescan
