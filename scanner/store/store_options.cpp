#include "scanner/store/store_options.hpp"

#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <charconv>

namespace phonescan {

std::chrono::days parse_age(const std::string& option, const std::string& text)
{
    constexpr int most = 100'000;
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    if (error == std::errc{} && count > 0 && count <= most) {
        if (unit == "d" || unit.empty()) return std::chrono::days{count};
        if (unit == "w") return std::chrono::days{7 * count};
        if (unit == "h") return std::chrono::ceil<std::chrono::days>(std::chrono::hours{count});
    }
    throw UsageError{fmt::format("{}: \"{}\" is no age; write 30d (days), 8w or 36h", option, text)};
}

} // namespace phonescan
