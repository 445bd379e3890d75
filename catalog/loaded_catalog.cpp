#include "catalog/loaded_catalog.hpp"

#include "catalog/row_loader.hpp"

#include <algorithm>

namespace phonescan {

LoadedCatalog::LoadedCatalog(const std::filesystem::path& path, const ModelNames& names, const SchemeBook& schemes)
    : file{read_catalog(path)}, index{file, names, path}
{
    RowLoader loader{path, names, schemes};
    for (const auto& row : file.rows)
        rows.push_back(loader.load(row));
    for (const auto& release : file.releases)
        for (auto& [key, loaded] : loader.load(release))
            releases[key].push_back(loaded);
}

std::optional<std::size_t> LoadedCatalog::column_of(std::string_view platform) const
{
    const auto found = std::ranges::find(file.platforms, platform);
    if (found == file.platforms.end()) return std::nullopt;
    return static_cast<std::size_t>(found - file.platforms.begin());
}

std::span<const LoadedCatalog::Release> LoadedCatalog::releases_of(std::string_view joined) const
{
    const auto found = releases.find(joined);
    if (found == releases.end()) return {};
    return found->second;
}

} // namespace phonescan
