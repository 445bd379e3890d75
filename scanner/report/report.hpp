#pragma once

#include "scanner/finding.hpp"
#include "scanner/report/csv_field.hpp"

#include <iosfwd>
#include <span>
#include <string_view>

namespace phonescan {

/// What the user chose about reports. A format reads what concerns it.
struct ReportOptions {
    bool all_devices = false; ///< not only phones and possible phones
    CsvDialect csv{};
    std::size_t width = 80; ///< columns of the terminal
    bool colour = false;    ///< the output is a terminal and NO_COLOR is not set
};

/// Writes a whole report. Findings come in any order; the same input gives the same bytes. A stream that fails is left
/// in its failed state for the caller to see.
using WriteReport = void (*)(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                             const ReportOptions& options);

/// A form in which a run is reported.
struct ReportFormat {
    std::string_view name;   ///< also the file's extension
    std::string_view option; ///< `--csv`; empty for the table, which scan prints when no other report takes stdout
    WriteReport write;
};

/// Every format, in the order of --help.
std::span<const ReportFormat> report_formats() noexcept;

/// The format of that name, nullptr when there is none.
const ReportFormat* report_format_named(std::string_view name) noexcept;

} // namespace phonescan
