#pragma once

#include "scanner/stored_report.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// Which runs a user means.
struct StoredChoice {
    std::vector<std::string> ids{}; ///< or their beginnings
    std::string site{};             ///< --site
    bool all = false;               ///< --all
    std::optional<std::chrono::days> since{};
    WallClock::time_point now = WallClock::now(); ///< what began later is no part of --site, --all or the newest
};

/// Is it all that is known, in which firmware ages, and not runs by their ids or the newest alone?
inline bool is_of_sites(const StoredChoice& choice) noexcept
{
    return choice.all || !choice.site.empty();
}

/// The run whose id is or begins so. Errors: throws UsageError when there is none, or several.
const ScanEntry& run_named(const std::vector<ScanEntry>& runs, const std::string& id);

/// The runs meant: by id; of a site or of all sites, 30 days back unless `since` says otherwise; else the newest.
/// Sites in the order of their names, runs the newest first. Errors: throws UsageError when none is meant.
std::vector<SiteRuns> chosen_runs(Store& store, const StoredChoice& choice);

} // namespace phonescan
