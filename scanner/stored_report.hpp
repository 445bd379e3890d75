#pragma once

#include "catalog/catalog.hpp"
#include "scanner/finding.hpp"
#include "scanner/store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// The runs of one site that a report is made from, the newest first; at least one.
struct SiteRuns {
    std::string site;
    std::vector<ScanEntry> runs;
};

/// How firmware ages in a report: a device that was last heard to have it before that has none that is known.
inline constexpr std::chrono::days firmware_lasts{30};

/// Identifies and judges what the store has of these runs, all runs of a site together; see DeviceSource and
/// DeviceJudge. run: its platforms, catalogs and day are filled in; the rest is told from the runs. now: from when
/// firmware ages; unset, of a single run: it is judged as of its own day, an old scan by a new catalog. Borrows the
/// fingerprints, which must outlive the result.
/// Errors: throws StoreError.
RunResult judge_stored(Store& store, const std::vector<SiteRuns>& sites, const FingerprintDb& fingerprints,
                       const CatalogSet& catalogs, RunSummary run, std::optional<WallClock::time_point> now);

} // namespace phonescan
