#include "catalog/loaded_catalog.hpp"

#include <algorithm>

namespace phonescan {

namespace {

using Catalogs = std::span<const std::unique_ptr<const LoadedCatalog>>;

/// The columns of all lists of that level.
std::vector<AskedColumn> columns_of(const AskedList& asked, Catalogs catalogs, const std::string& level_flag = {})
{
    std::vector<AskedColumn> columns;
    for (const auto& catalog : catalogs) {
        if (catalog->file.level != asked.level) continue;
        if (const auto column = catalog->column_of(asked.column))
            columns.push_back({catalog.get(), *column, level_flag});
    }
    return columns;
}

bool is_asked(const std::vector<AskedColumn>& columns, const LoadedCatalog* list)
{
    return std::ranges::find(columns, list, &AskedColumn::list) != columns.end();
}

void append(std::vector<AskedColumn>& columns, std::vector<AskedColumn> more)
{
    std::ranges::move(more, std::back_inserter(columns));
}

} // namespace

PlatformPlan plan_for(std::string_view platform, const Platforms& platforms, Catalogs catalogs)
{
    PlatformPlan plan;
    plan.platform = platforms.find(platform);
    if (plan.platform != nullptr) {
        const bool has_levels = plan.platform->programmes.size() > 1;
        for (const auto& [list, counts_as] : plan.platform->programmes)
            append(plan.programmes, columns_of(list, catalogs, has_levels ? "level=" + counts_as : std::string{}));
        if (plan.platform->minimum) plan.minimums = columns_of(*plan.platform->minimum, catalogs);
        for (const auto& note : plan.platform->notes)
            for (auto& noted : columns_of(note.list, catalogs))
                plan.notes.emplace_back(std::move(noted), &note);
    }
    // Lists of one's own, by the platform's own column.
    for (const auto& catalog : catalogs) {
        const auto column = catalog->column_of(platform);
        if (column && !is_asked(plan.programmes, catalog.get()) && !is_asked(plan.minimums, catalog.get()))
            plan.programmes.push_back({catalog.get(), *column, {}});
    }
    return plan;
}

} // namespace phonescan
