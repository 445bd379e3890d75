#pragma once

#include "scanner/commands/unknown_out.hpp"
#include "scanner/finding.hpp"
#include "scanner/output_options.hpp"
#include "scanner/scan_options.hpp"

namespace phonescan {

/// Before anything else: which of the user's fingerprints cannot be used, which platforms no catalog covers.
void tell_before(const FingerprintDb& fingerprints, const std::vector<std::string>& platforms,
                 const CatalogSet& catalogs);

/// One message for each line, wrapped to the terminal.
void tell_lines(const std::vector<std::string>& lines);

/// The reports asked for, and what a person reads: the table on stdout when no report was asked for, else the summary
/// on stderr. What could not be written goes to stdout as a table, so that nothing learnt is lost. Returns false when
/// something could not be written.
bool write_reports(const OutputOptions& options, const RunResult& result);

/// Writes what no fingerprint recognised, where --unknown-out asks for it. Returns false when it could not be written.
bool write_unknown(UnknownOut& unknown, const FingerprintDb& fingerprints, const OutputOptions& options,
                   const RunResult& result);

/// How the run ended, by the order of precedence of exit statuses.
ExitStatus status_of(const FailOn& fail_on, const RunResult& result, bool reports_written);

} // namespace phonescan
