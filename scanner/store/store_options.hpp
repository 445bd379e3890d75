#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace phonescan {

/// Where and how long runs are kept.
struct StoreOptions {
    bool off = false;                        ///< --no-store
    std::string file{};                      ///< --db; empty: see store_path()
    std::optional<std::chrono::days> keep{}; ///< --keep: older runs are removed
};

/// A number of days: `400d`, also `2w` (weeks), `36h` (rounded up). Errors: throws UsageError naming the option.
std::chrono::days parse_age(const std::string& option, const std::string& text);

} // namespace phonescan
