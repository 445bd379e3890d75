#pragma once

#include "catalog/catalog_file.hpp"
#include "catalog/scheme_file.hpp"

namespace phonescan {

/// Rows whose builds look as if a spreadsheet had filled them in.
struct FillSeries {
    std::size_t first = 0; ///< index of the first row
    std::string message;
};

/// Runs of three rows or more, of one vendor and one after another, whose builds in one column each are one above the
/// row before, while another column has one version for all of them. Rows flagged catalog-suspect are known already.
/// Rows that cannot be read break a run.
std::vector<FillSeries> fill_series(const CatalogFile& catalog, const ModelNames& names, const SchemeBook& schemes);

} // namespace phonescan
