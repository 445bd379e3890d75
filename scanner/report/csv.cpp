#include "scanner/report/csv.hpp"

#include "scanner/report/row.hpp"

#include <ostream>

namespace phonescan {

void write_csv(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
               const ReportOptions& options)
{
    std::string record{csv_prologue(options.csv)};
    append_csv_record(record, row_columns(run.platforms), options.csv);
    out << record;
    for (const auto* finding : report_rows(findings, options.all_devices)) {
        if (!out) return;
        record.clear();
        append_csv_record(record, row_cells(*finding, run), options.csv);
        out << record;
    }
}

} // namespace phonescan
