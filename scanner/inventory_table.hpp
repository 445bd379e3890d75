#pragma once

#include "scanner/byte_stream.hpp"
#include "scanner/csv_reader.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/inventory_header.hpp"
#include "scanner/record_judge.hpp"
#include "scanner/report/csv_field.hpp"

#include <functional>

namespace phonescan {

/// Who hears what happens to an inventory.
struct InventoryListener {
    std::function<void(std::uint64_t line, std::string_view why)> bad;   ///< a row that has no verdict
    std::function<void(std::string_view)> note;                          ///< what is good to know of the whole table
    std::function<void(std::uint64_t line, const JudgedRecord&)> judged; ///< may be empty
};

/// How the judged table is written.
struct TableLayout {
    char delimiter = ',';
    std::string prologue; ///< what stands before the header line
    bool rows = true;     ///< false: nothing is written
};

/// Judges an inventory in CSV: the same rows and columns come out, with the verdict columns of the CSV report behind
/// them, or in place of columns that have those names already. What the columns mean is said by their names, see
/// read_inventory_header(); `platform` holds names separated by `;`. Bytes that are no UTF-8 come out as they are.
class InventoryTable {
public:
    /// Borrows all but layout and listener.
    InventoryTable(const RecordJudge& judge, const ColumnNames& names, ByteOutput& output, TableLayout layout,
                   InventoryListener listener);

    /// Reads to the end. A row that cannot be read or judged is reported and comes out with empty verdict columns, cut
    /// or filled to the header's width. Returns runtime_error when there was one.
    /// Errors: throws UsageError for a header that says nothing of phones, or something twice.
    ExitStatus run(CsvReader& rows);

private:
    void read_header(const std::vector<std::string>& cells, std::uint64_t line);
    void place_verdicts(const std::vector<std::string>& header);
    void tell_of_other_bytes(const CsvRow& row);
    std::string read_row(const CsvRow& row, InventoryRecord& record) const;
    void read_cell(const ColumnUse& use, std::string_view cell, InventoryRecord& record) const;
    void write_judged(const CsvRow& row, const std::vector<Verdict>* verdicts);
    void write_verdicts(const std::vector<Verdict>* verdicts, std::vector<std::string>& cells) const;
    void write_row(std::span<const std::string> cells);

    const RecordJudge& judge_;
    const ColumnNames& names_;
    ByteOutput& output_;
    TableLayout layout_;
    InventoryListener listener_;
    std::vector<ColumnUse> columns_;     ///< of the input
    std::vector<std::string> platforms_; ///< that have columns
    std::vector<std::size_t> places_;    ///< of the verdict columns, platform by platform
    std::size_t width_ = 0;              ///< of the output
    bool told_of_other_bytes_ = false;
};

} // namespace phonescan
