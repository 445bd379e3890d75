#pragma once

#include "scanner/finding.hpp"
#include "scanner/kept_run.hpp"
#include "scanner/scan_plan.hpp"
#include "scanner/sweeper.hpp"

namespace phonescan {

/// Asks, identifies and judges. Messages and progress go to stderr. SIGINT and SIGTERM end it early with what is known.
/// Errors: throws std::system_error when nothing can be sent at all.
/// sockets: what is said on its interfaces joins what is answered. The result borrows options and plan. begun:
/// new_run()'s, or what an earlier process began. kept: where it is kept as it goes, null with --no-store.
RunResult run_scan(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets,
                   const FingerprintDb& fingerprints, const CatalogSet& catalogs, RunSummary begun, KeptRun* kept);

} // namespace phonescan
