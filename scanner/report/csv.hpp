#pragma once

#include "scanner/report/report.hpp"

namespace phonescan {

/// The CSV report: a header row, then one row for each device of report_rows(), columns as in row_columns(). UTF-8.
/// Source: RFC 4180, with LF as line end in the plain profile.
void write_csv(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
               const ReportOptions& options);

} // namespace phonescan
