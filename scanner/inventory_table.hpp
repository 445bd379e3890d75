#pragma once

#include "scanner/byte_stream.hpp"
#include "scanner/csv_reader.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/record_judge.hpp"
#include "scanner/report/csv_field.hpp"

#include <functional>

namespace phonescan {

/// Judges an inventory in CSV: the same rows and columns come out, with the verdict columns of the CSV report behind
/// them, or in place of columns that have those names already. Columns are known by their names in any case: those of
/// observations, `vendor`, `model`, `firmware`, `edition` and `platform` (names separated by `;`).
class InventoryTable {
public:
    /// report: told the line and what is wrong with it. All is borrowed.
    InventoryTable(const RecordJudge& judge, ByteOutput& output, char delimiter,
                   std::function<void(std::uint64_t line, std::string_view why)> report);

    /// Reads to the end. A row that cannot be read or judged is reported and comes out with empty verdict columns, cut
    /// or filled to the header's width. Returns runtime_error when there was one.
    /// Errors: throws UsageError for a header without any known column, or with one of them twice.
    ExitStatus run(CsvReader& rows);

private:
    void read_header(const std::vector<std::string>& cells, std::uint64_t line);
    void place_verdicts(const std::vector<std::string>& header);
    std::string read_row(const CsvRow& row, InventoryRecord& record) const;
    void write_verdicts(const std::vector<Verdict>& verdicts, std::vector<std::string>& cells) const;
    void write_row(std::span<const std::string> cells);

    const RecordJudge& judge_;
    ByteOutput& output_;
    CsvDialect dialect_;
    std::function<void(std::uint64_t, std::string_view)> report_;
    std::vector<Term> terms_;            ///< of the input's columns
    std::vector<std::string> platforms_; ///< that have columns
    std::vector<std::size_t> places_;    ///< of the verdict columns, platform by platform
    std::size_t width_ = 0;              ///< of the output
};

} // namespace phonescan
