#include "catalog/catalog.hpp"

#include "catalog/loaded_catalog.hpp"
#include "probes/observation/error.hpp"

#include <algorithm>

namespace phonescan {

bool CatalogInfo::is_asked_for(std::string_view platform) const
{
    return std::ranges::find(platforms, platform) != platforms.end() ||
           std::ranges::find(asked_for, platform) != asked_for.end();
}

CatalogSet CatalogSet::load(std::span<const std::filesystem::path> catalogs, const std::filesystem::path& schemes)
{
    auto impl = std::make_unique<Impl>();
    const auto folder = schemes.parent_path();
    impl->names = ModelNames::load(folder / "models.xml");
    impl->schemes = SchemeBook::load(schemes, impl->names);
    impl->platforms = Platforms::load(folder / "platforms.xml");
    for (const auto& path : catalogs) {
        auto catalog = std::make_unique<LoadedCatalog>(path, impl->names, impl->schemes);
        const auto& file = catalog->file;
        if (!file.level.empty() && !impl->platforms.has_level(file.level))
            throw DataError{path, file.line, impl->platforms.unknown_level_text(file.level)};
        for (const auto& other : impl->catalogs)
            if (other->file.name == catalog->file.name)
                throw DataError{path, 0,
                                "expected a catalog of another name: " + catalog->file.name + " is already loaded"};
        impl->catalogs.push_back(std::move(catalog));
    }
    for (const auto& platform : impl->platforms.ids())
        impl->plans.emplace(platform, plan_for(platform, impl->platforms, impl->catalogs));
    for (const auto& catalog : impl->catalogs)
        for (const auto& platform : catalog->file.platforms)
            if (!impl->plans.contains(platform))
                impl->plans.emplace(platform, plan_for(platform, impl->platforms, impl->catalogs));
    return CatalogSet{std::move(impl)};
}

std::vector<CatalogInfo> CatalogSet::catalogs() const
{
    std::vector<CatalogInfo> result;
    for (const auto& catalog : impl_->catalogs) {
        const auto& file = catalog->file;
        CatalogInfo info{file.name, file.title, file.source, file.revision, file.platforms, file.rows.size()};
        info.level = file.level;
        info.level_title = impl_->platforms.title_of_level(file.level);
        for (const auto& platform : covered_platforms()) {
            const auto names = lists_asked(platform);
            if (std::ranges::find(names, file.name) != names.end() && !catalog->column_of(platform))
                info.asked_for.push_back(platform);
        }
        result.push_back(std::move(info));
    }
    return result;
}

std::vector<std::string> CatalogSet::lists_asked(std::string_view platform) const
{
    std::vector<std::string> names;
    const auto plan = impl_->plans.find(platform);
    if (plan == impl_->plans.end()) return names;
    for (const auto* const columns : {&plan->second.programmes, &plan->second.minimums})
        for (const auto& asked : *columns)
            names.push_back(asked.list->file.name);
    return names;
}

std::vector<std::string> CatalogSet::covered_platforms() const
{
    std::vector<std::string> platforms;
    const auto add = [&platforms](const std::string& platform) {
        if (std::ranges::find(platforms, platform) == platforms.end()) platforms.push_back(platform);
    };
    for (const auto& catalog : impl_->catalogs)
        std::ranges::for_each(catalog->file.platforms, add);
    for (const auto& [platform, plan] : impl_->plans)
        if (plan.covers()) add(platform);
    return platforms;
}

CatalogSet::CatalogSet(std::unique_ptr<const Impl> impl) : impl_{std::move(impl)} {}
CatalogSet::CatalogSet(CatalogSet&&) noexcept = default;
CatalogSet& CatalogSet::operator=(CatalogSet&&) noexcept = default;
CatalogSet::~CatalogSet() = default;

} // namespace phonescan
