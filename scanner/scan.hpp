#pragma once

#include "scanner/exit_status.hpp"
#include "scanner/finding.hpp"
#include "scanner/scan_plan.hpp"

#include <vector>

namespace phonescan {

/// What a scan found, and whether a signal cut it short.
struct ScanResult {
    RunSummary run;
    std::vector<Finding> findings;
    ExitStatus interrupted = ExitStatus::done; ///< interrupted or terminated
};

/// Asks, identifies and judges. Messages and progress go to stderr. SIGINT and SIGTERM end it early with what is known.
/// Errors: throws std::system_error when nothing can be sent at all.
ScanResult run_scan(const ScanOptions& options, const ScanPlan& plan, const FingerprintDb& fingerprints,
                    const CatalogSet& catalogs);

} // namespace phonescan
