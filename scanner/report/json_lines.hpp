#pragma once

#include "scanner/report/report.hpp"

namespace phonescan {

/// The JSON Lines report: one object for each device of report_rows(). Its members are the device's columns of the CSV,
/// typed (unknown null; channels, evidence, conflicts and findings arrays), then `observations` and `verdicts`.
void write_json_lines(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                      const ReportOptions& options);

} // namespace phonescan
