#pragma once

#include "scanner/report/report.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// The first sentence of every report: how many phones were found, how they stand to the first platform by a list of
/// which date, how old that list is when it is older than a year, and how many addresses stayed silent.
std::string summary_sentence(const RunSummary& run, std::span<const Finding> findings);

/// Why a run is incomplete: run.incomplete, then what its own numbers say (targets that were never asked, totals that
/// do not add up). Empty for a complete run.
std::vector<std::string> incomplete_reasons(const RunSummary& run);

/// Plain text of at most max(options.width, 40) columns: the sentence, why the run is incomplete, the totals of the
/// targets, the phones by status and verdict for each platform, then by model: with several models or platforms a table
/// for each platform.
void write_summary(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                   const ReportOptions& options);

} // namespace phonescan
