#include "catalog/iso_date.hpp"

#include <algorithm>

namespace phonescan {

namespace {

constexpr std::string_view shape = "dddd-dd-dd";

unsigned number(std::string_view digits) noexcept
{
    unsigned value = 0;
    for (const char digit : digits)
        value = value * 10 + static_cast<unsigned>(digit - '0');
    return value;
}

bool follows_shape(std::string_view text) noexcept
{
    return std::ranges::equal(text, shape.substr(0, text.size()),
                              [](char c, char wanted) { return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted; });
}

} // namespace

std::optional<std::chrono::year_month_day> iso_day(std::string_view text)
{
    if (text.size() != shape.size() || !follows_shape(text)) return std::nullopt;
    const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(number(text.substr(0, 4)))},
                                          std::chrono::month{number(text.substr(5, 2))},
                                          std::chrono::day{number(text.substr(8, 2))}};
    if (!day.ok()) return std::nullopt;
    return day;
}

bool is_iso_date(std::string_view text)
{
    if (text.size() == shape.size()) return iso_day(text).has_value();
    return text.size() == 7 && follows_shape(text) && number(text.substr(5, 2)) - 1 < 12;
}

} // namespace phonescan
