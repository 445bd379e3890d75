#pragma once

#include "catalog/model_names.hpp"
#include "scanner/record_judge.hpp"
#include "scanner/report/model_table.hpp"

#include <iosfwd>

namespace phonescan {

/// What becomes of the phones of an inventory, by model and platform: `judge --summary`. Holds a bounded amount.
class InventorySummary {
public:
    /// Borrows judge. names: by which spellings of a model count as one.
    InventorySummary(const RecordJudge& judge, ModelNames names);

    void add(const JudgedRecord& judged);
    void add_bad() { ++bad_; }

    /// For each platform the sentence of every report and the table of models, then what was not counted. Columns at
    /// most max(width, 40).
    void write(std::ostream& out, std::size_t width) const;

private:
    const RecordJudge& judge_;
    ModelNames names_;
    ModelTable models_;
    std::uint64_t not_phones_ = 0;
    std::uint64_t bad_ = 0;
};

} // namespace phonescan
