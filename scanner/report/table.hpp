#pragma once

#include "scanner/report/report.hpp"

namespace phonescan {

/// The phones and possible phones of a run as a table of at most max(options.width, 40) columns: address, phone,
/// firmware and status for the first platform, the statuses for the other platforms where there is room, and the action
/// below each phone. Over 200 phones: one line for each model, firmware and status, with its count.
void write_table(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                 const ReportOptions& options);

/// What scan prints: write_summary(), then write_table().
void write_terminal_report(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                           const ReportOptions& options);

} // namespace phonescan
