#pragma once

#include "scanner/finding.hpp"
#include "scanner/scan_plan.hpp"

namespace phonescan {

/// Asks, identifies and judges. Messages and progress go to stderr. SIGINT and SIGTERM end it early with what is known.
/// Errors: throws std::system_error when nothing can be sent at all.
/// captures: interfaces to hear meanwhile; what is said there joins what is answered.
RunResult run_scan(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
                   const FingerprintDb& fingerprints, const CatalogSet& catalogs);

} // namespace phonescan
