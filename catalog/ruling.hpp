#pragma once

#include "catalog/firmware_standing.hpp"

namespace phonescan {

/// What one column of one list says of a phone that it has a row for: lines 4 to 15 of the decision table, as facts.
/// Borrows the list and its index.
struct Ruling {
    const AskedColumn* asked = nullptr;
    const RowsOfModel* found = nullptr;
    std::size_t row = 0; ///< that decided
    VerdictCode code = VerdictCode::no_data;
    std::optional<VerdictCode> relation; ///< how the firmware stands, where the certification has ended
    std::optional<Incomparable> reason;  ///< of undetermined
    std::optional<ListedPlace> target;   ///< what to install, of older_than_qualified
    bool by_release_alias = false;       ///< qualified by a release that the list names by a letter
    bool is_between = false;             ///< two listed versions
    bool is_listed_release = false;      ///< the document names the firmware, whether qualified or not …
    bool is_recalled = false;            ///< … and that it was withdrawn
    bool has_ended = false;              ///< the row's certification, whatever the verdict

    const LoadedCatalog& list() const { return *asked->list; }
    const CatalogRow& file_row() const { return list().file.rows[row]; }
    const CatalogCell& file_cell() const { return file_row().cells[asked->column]; }
    const LoadedCatalog::Row& loaded_row() const { return list().rows[row]; }
    const LoadedCatalog::Cell& loaded_cell() const { return loaded_row().cells[asked->column]; }
};

/// The decision table from line 4 on: the first line that holds decides. match must have rows.
Ruling rule(const JudgedPhone& phone, const AskedColumn& asked, const ModelMatch& match, const SchemeBook& schemes,
            Day as_of);

/// Appends what a ruling says to a verdict: row, cell, what is wanted, flags and the reason.
void write_ruling(const Ruling& ruling, Verdict& verdict);

} // namespace phonescan
