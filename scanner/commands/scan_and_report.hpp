#pragma once

#include "probes/sip_request.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/kept_run.hpp"
#include "scanner/scan_options.hpp"

namespace phonescan {

/// What `scan` does once its options are checked: plans, asks, judges and writes the reports.
/// Errors: throws UsageError and DataError before anything is sent, std::system_error when nothing can be sent.
ExitStatus scan_and_report(const ScanOptions& options);

/// The same for a scan in the store that was cut off, told again what it was told then: asks whom nothing is known of
/// yet, and reports it all.
ExitStatus go_on_and_report(const ScanOptions& options, KeptRun& kept, const ScanEntry& scan);

} // namespace phonescan
