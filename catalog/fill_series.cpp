#include "catalog/fill_series.hpp"

#include <algorithm>
#include <bit>

namespace phonescan {

namespace {

constexpr std::size_t shortest_run = 3; // two neighbouring builds may well be true

/// The single version of each cell of a row; nothing where a cell has none or several.
using VersionsOfRow = std::vector<std::optional<Version>>;

VersionsOfRow versions_of(const CatalogRow& row, const ModelNames& names, const SchemeBook& schemes)
{
    VersionsOfRow versions(row.cells.size());
    if (row.models.empty()) return versions;
    const auto vendor_key = names.vendor_key(row.vendor);
    const auto* const scheme = schemes.scheme_for(vendor_key, names.model_key(vendor_key, row.models.front()));
    if (scheme == nullptr) return versions;
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        if (row.cells[i].versions.size() == 1) versions[i] = scheme->parse(row.cells[i].versions.front());
    return versions;
}

/// Is the second the same but for its last component, which is one more?
bool follows(const std::optional<Version>& first, const std::optional<Version>& second)
{
    if (!first || !second || first->present != second->present || first->present == 0) return false;
    auto next = *first;
    ++next.values[static_cast<std::size_t>(std::bit_width(static_cast<unsigned>(first->present))) - 1];
    return next == *second;
}

class Search {
public:
    Search(const CatalogFile& catalog, const ModelNames& names, const SchemeBook& schemes) : catalog_{catalog}
    {
        for (const auto& row : catalog.rows)
            versions_.push_back(versions_of(row, names, schemes));
    }

    std::vector<FillSeries> find()
    {
        for (std::size_t column = 0; column < catalog_.platforms.size(); ++column)
            for (std::size_t first = 0; first < versions_.size();)
                first = take_run(column, first);
        return std::move(found_);
    }

private:
    /// Returns where the next run may begin.
    std::size_t take_run(std::size_t column, std::size_t first)
    {
        auto end = first + 1;
        while (end < versions_.size() && catalog_.rows[end].vendor == catalog_.rows[first].vendor &&
               follows(versions_[end - 1][column], versions_[end][column]))
            ++end;
        if (end - first < shortest_run || are_flagged(first, end)) return end;
        const auto other = column_of_one_version(first, end);
        if (other)
            found_.push_back({first, "builds count up over " + std::to_string(end - first) + " rows for " +
                                         catalog_.platforms[column] + ", while " + catalog_.platforms[*other] +
                                         " has one for all: a filled series? Flag them catalog-suspect"});
        return end;
    }

    bool are_flagged(std::size_t first, std::size_t end) const
    {
        return std::all_of(catalog_.rows.begin() + static_cast<std::ptrdiff_t>(first),
                           catalog_.rows.begin() + static_cast<std::ptrdiff_t>(end), [](const CatalogRow& row) {
                               return std::ranges::find(row.flags, "catalog-suspect") != row.flags.end();
                           });
    }

    std::optional<std::size_t> column_of_one_version(std::size_t first, std::size_t end) const
    {
        for (std::size_t column = 0; column < catalog_.platforms.size(); ++column) {
            const auto& version = versions_[first][column];
            if (version && std::all_of(versions_.begin() + static_cast<std::ptrdiff_t>(first),
                                       versions_.begin() + static_cast<std::ptrdiff_t>(end),
                                       [&](const VersionsOfRow& row) { return row[column] == version; }))
                return column;
        }
        return std::nullopt;
    }

    const CatalogFile& catalog_;
    std::vector<VersionsOfRow> versions_;
    std::vector<FillSeries> found_;
};

} // namespace

std::vector<FillSeries> fill_series(const CatalogFile& catalog, const ModelNames& names, const SchemeBook& schemes)
{
    return Search{catalog, names, schemes}.find();
}

} // namespace phonescan
