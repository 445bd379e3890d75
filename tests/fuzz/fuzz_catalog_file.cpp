// Any bytes as a catalog: it is refused with a line, or what it holds is whole.

#include "catalog/catalog_file.hpp"
#include "catalog/iso_date.hpp"
#include "probes/observation/error.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

void check_cell(const CatalogCell& cell, const CatalogRow& row)
{
    require(cell_kind_named(name_of(cell.kind)) == cell.kind);
    require((cell.kind == CellKind::exact) <= !cell.versions.empty());
    require(cell.kind == CellKind::minimum || (cell.minimum.empty() && cell.exceptions.empty()));
    require(cell.kind != CellKind::minimum || !(cell.minimum.empty() && cell.versions.empty()));
    require((cell.kind == CellKind::ended) == row.is_end_of_life());
}

void check_row(const CatalogRow& row, const CatalogFile& catalog, std::size_t lines)
{
    require(row.line >= 1 && row.line <= lines);
    require(!row.vendor.empty() && !row.product.empty() && !row.product_text().empty());
    require(row.models.empty() != row.series.empty());
    require(row.series.empty() || !row.series_models.empty());
    require(row.date.empty() || is_iso_date(row.date));
    require(row.end.empty() || iso_day(row.end).has_value());
    require(row.cells.size() == catalog.platforms.size());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        require(row.cells[i].platform == catalog.platforms[i]);
        check_cell(row.cells[i], row);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string content{reinterpret_cast<const char*>(data), size};
    const auto lines = 1 + static_cast<std::size_t>(std::ranges::count(content, '\n'));
    try {
        const auto catalog = parse_catalog("/nonexistent/fuzzed.xml", content);
        require(!catalog.name.empty() && !catalog.rows.empty() && !catalog.platforms.empty());
        require(iso_day(catalog.revision).has_value());
        for (const auto& row : catalog.rows)
            check_row(row, catalog, lines);
        for (const auto& accessory : catalog.accessories)
            require(!accessory.models.empty() && !accessory.product.empty());
        for (const auto& release : catalog.releases)
            require(!release.models.empty() && !release.version.empty());
    } catch (const DataError& error) {
        require(error.line() >= 1 && error.line() <= lines && !error.expected().empty());
    }
    return 0;
}
