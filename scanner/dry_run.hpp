#pragma once

#include "scanner/scan_options.hpp"

#include <iosfwd>

namespace phonescan {

/// What --dry-run prints: everything that a scan of these targets would send. Sends nothing itself, names are told but
/// not resolved. Errors: throws UsageError as the scan would.
void describe_dry_run(std::ostream& out, const ScanOptions& options, const TargetList& list);

} // namespace phonescan
