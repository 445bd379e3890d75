#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// When the platforms that phones are judged for were given up by their maker. Source: data/platforms.xml.
class Platforms {
public:
    /// Errors: throws DataError.
    static Platforms load(const std::filesystem::path& path);

    bool is_known(std::string_view platform) const { return retired_.contains(platform); }

    /// True from the platform's last day on.
    bool is_retired(std::string_view platform, std::chrono::year_month_day as_of) const;

private:
    std::map<std::string, std::optional<std::chrono::year_month_day>, std::less<>> retired_;
};

} // namespace phonescan
