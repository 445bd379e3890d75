#include "catalog/row_loader.hpp"

#include "catalog/catalog_check_code.hpp"
#include "catalog/iso_date.hpp"
#include "catalog/version_order.hpp"

#include <algorithm>

namespace phonescan {

namespace {

bool holds_versions(const CatalogCell& cell)
{
    return cell.kind == CellKind::exact || cell.kind == CellKind::minimum || cell.kind == CellKind::unparsable;
}

} // namespace

LoadedCatalog::Row RowLoader::load(const CatalogRow& row)
{
    line_ = row.line;
    LoadedCatalog::Row loaded;
    loaded.text = row.product_text();
    loaded.end = iso_day(row.end);
    loaded.cells.resize(row.cells.size());
    if (std::ranges::none_of(row.cells, holds_versions)) return loaded;
    loaded.scheme = scheme_of(row);
    const auto vendor_key = names_.vendor_key(row.vendor);
    model_key_ = row.models.empty() ? std::string{} : names_.model_key(vendor_key, row.models.front());
    for (std::size_t i = 0; i < row.cells.size(); ++i)
        if (holds_versions(row.cells[i])) loaded.cells[i] = load(row.cells[i], *loaded.scheme);
    return loaded;
}

std::vector<std::pair<std::string, LoadedCatalog::Release>> RowLoader::load(const CatalogRelease& release)
{
    line_ = release.line;
    std::vector<std::pair<std::string, LoadedCatalog::Release>> result;
    const auto vendor_key = names_.vendor_key(release.vendor);
    for (const auto& model : release.models) {
        const auto model_key = names_.model_key(vendor_key, model);
        const auto* const scheme = schemes_.scheme_for(vendor_key, model_key);
        if (scheme == nullptr) fail_unknown(release.vendor);
        const LoadedCatalog::Release loaded{version(release.version, release.edition, *scheme), release.recalled};
        result.emplace_back(joined_key(vendor_key, model_key), loaded);
        for (const auto& alias : names_.aliases_of(vendor_key, model_key))
            result.emplace_back(joined_key(vendor_key, alias), loaded);
    }
    return result;
}

void RowLoader::fail(const std::string& expected) const
{
    throw CatalogError{CatalogCheckCode::version, path_, line_, expected};
}

void RowLoader::fail_unknown(const std::string& vendor) const
{
    throw CatalogError{CatalogCheckCode::vendor, path_, line_,
                       "expected a vendor whose version scheme is known, not " + vendor};
}

/// The one scheme of all models of a row; of a series, that of the models that its patterns hold.
const VersionScheme* RowLoader::scheme_of(const CatalogRow& row) const
{
    const auto vendor_key = names_.vendor_key(row.vendor);
    std::vector<std::string> keys;
    for (const auto& model : row.models)
        keys.push_back(names_.model_key(vendor_key, model));
    for (const auto& pattern : row.series_models)
        keys.push_back(ModelPattern{pattern}.shortest());
    const auto* const scheme = schemes_.scheme_for(vendor_key, keys.front());
    if (scheme == nullptr) fail_unknown(row.vendor);
    const auto follows = [&](const std::string& key) { return schemes_.scheme_for(vendor_key, key) == scheme; };
    if (!std::ranges::all_of(keys, follows)) fail("expected models of one version scheme in a row");
    return scheme;
}

LoadedCatalog::Cell RowLoader::load(const CatalogCell& cell, const VersionScheme& scheme) const
{
    LoadedCatalog::Cell loaded;
    if (cell.kind == CellKind::unparsable) loaded.versions = {std::nullopt};
    for (const auto& text : cell.versions)
        loaded.versions.emplace_back(version(text, cell.edition, scheme));
    if (cell.minimum.empty()) return loaded;
    loaded.minimum = version(cell.minimum, cell.minimum_edition, scheme);
    for (const auto& text : cell.exceptions)
        loaded.exceptions.push_back(version(text, cell.minimum_edition, scheme));
    loaded.contradicts_itself = std::ranges::any_of(loaded.versions, [&](const std::optional<Version>& approved) {
        return compare(scheme, model_key_, *approved, *loaded.minimum, ListedAs::minimum).order == Order::older;
    });
    return loaded;
}

Version RowLoader::version(const std::string& text, const std::string& edition, const VersionScheme& scheme) const
{
    auto version = scheme.parse(text);
    if (!version) fail("expected a version of scheme " + scheme.id + ", not " + text);
    const auto said = scheme.edition_named(edition);
    if (!edition.empty() && !said) fail("expected an edition of scheme " + scheme.id + ", not " + edition);
    if (!version->edition) version->edition = said;
    if (said && version->edition != said) fail("expected a version of edition " + edition + ", not " + text);
    if (!scheme.editions.empty() && !scheme.tells_edition() && !version->edition)
        fail("expected attribute edition: versions of scheme " + scheme.id + " do not tell it");
    return *version;
}

} // namespace phonescan
