#include "catalog/catalog.hpp"

#include "catalog/loaded_catalog.hpp"
#include "probes/observation/error.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// The one scheme of all models of a row. Errors: throws DataError.
const VersionScheme* scheme_of(const CatalogRow& row, const ModelNames& names, const SchemeBook& schemes,
                               const std::filesystem::path& path)
{
    const auto vendor_key = names.vendor_key(row.vendor);
    const auto scheme_for = [&](const std::string& model) {
        return schemes.scheme_for(vendor_key, names.model_key(vendor_key, model));
    };
    const auto* scheme = scheme_for(row.models.empty() ? row.series : row.models.front());
    for (const auto& model : row.models)
        if (scheme_for(model) != scheme)
            throw DataError{path, row.line, "expected models of one version scheme in a row"};
    return scheme;
}

std::vector<std::optional<Version>> parsed_versions(const CatalogCell& cell, const CatalogRow& row,
                                                    const VersionScheme* scheme, const std::filesystem::path& path)
{
    if (cell.kind != CellKind::exact && cell.kind != CellKind::unparsable) return {};
    if (!scheme) throw DataError{path, row.line, "expected a vendor whose version scheme is known, not " + row.vendor};
    if (cell.kind == CellKind::unparsable) return {std::nullopt};
    std::vector<std::optional<Version>> versions;
    for (const auto& text : cell.versions) {
        auto version = scheme->parse(text);
        if (!version) throw DataError{path, row.line, "expected a version of scheme " + scheme->id + ", not " + text};
        const auto said = scheme->edition_named(cell.edition);
        if (!cell.edition.empty() && !said)
            throw DataError{path, row.line, "expected an edition of scheme " + scheme->id + ", not " + cell.edition};
        if (!version->edition) version->edition = said;
        if (said && version->edition != said)
            throw DataError{path, row.line, "expected a version of edition " + cell.edition + ", not " + text};
        if (!scheme->editions.empty() && !scheme->tells_edition() && !version->edition)
            throw DataError{path, row.line,
                            "expected attribute edition: versions of scheme " + scheme->id + " do not tell it"};
        versions.push_back(std::move(version));
    }
    return versions;
}

} // namespace

LoadedCatalog::LoadedCatalog(const std::filesystem::path& path, const ModelNames& names, const SchemeBook& schemes)
    : file{read_catalog(path)}, index{file, names, path}
{
    for (const auto& row : file.rows) {
        Row loaded{scheme_of(row, names, schemes, path), {}};
        for (const auto& cell : row.cells)
            loaded.versions.push_back(parsed_versions(cell, row, loaded.scheme, path));
        rows.push_back(std::move(loaded));
    }
}

std::optional<std::size_t> LoadedCatalog::column_of(std::string_view platform) const
{
    const auto found = std::ranges::find(file.platforms, platform);
    if (found == file.platforms.end()) return std::nullopt;
    return static_cast<std::size_t>(found - file.platforms.begin());
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
        for (const auto& other : impl->catalogs)
            if (other->file.name == catalog->file.name)
                throw DataError{path, 0,
                                "expected a catalog of another name: " + catalog->file.name + " is already loaded"};
        impl->catalogs.push_back(std::move(catalog));
    }
    return CatalogSet{std::move(impl)};
}

std::vector<CatalogInfo> CatalogSet::catalogs() const
{
    std::vector<CatalogInfo> result;
    for (const auto& catalog : impl_->catalogs) {
        const auto& file = catalog->file;
        result.push_back({file.name, file.title, file.source, file.revision, file.platforms, file.rows.size()});
    }
    return result;
}

CatalogSet::CatalogSet(std::unique_ptr<const Impl> impl) : impl_{std::move(impl)} {}
CatalogSet::CatalogSet(CatalogSet&&) noexcept = default;
CatalogSet& CatalogSet::operator=(CatalogSet&&) noexcept = default;
CatalogSet::~CatalogSet() = default;

} // namespace phonescan
