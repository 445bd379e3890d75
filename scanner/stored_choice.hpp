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
};

/// The run whose id is or begins so. Errors: throws UsageError when there is none, or several.
const ScanEntry& run_named(const std::vector<ScanEntry>& runs, const std::string& id);

/// The runs meant: by id; of a site or of all sites, 30 days back unless `since` says otherwise; else the newest.
/// Sites in the order of their names, runs the newest first. Errors: throws UsageError when none is meant.
std::vector<SiteRuns> chosen_runs(Store& store, const StoredChoice& choice);

} // namespace phonescan
