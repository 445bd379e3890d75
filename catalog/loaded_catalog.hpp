#pragma once

#include "catalog/catalog.hpp"
#include "catalog/model_match.hpp"
#include "catalog/platforms.hpp"
#include "catalog/scheme_file.hpp"

namespace phonescan {

/// A list, made ready to judge by: every row knows its scheme, every version is parsed.
struct LoadedCatalog {
    struct Row {
        const VersionScheme* scheme = nullptr;
        std::vector<std::vector<std::optional<Version>>>
            versions; ///< of each cell; nothing: a cell that cannot be read
    };

    /// Borrows names and schemes. Errors: throws DataError for a version that does not parse under its scheme.
    LoadedCatalog(const std::filesystem::path& path, const ModelNames& names, const SchemeBook& schemes);
    LoadedCatalog(const LoadedCatalog&) = delete;
    LoadedCatalog& operator=(const LoadedCatalog&) = delete;

    /// Index of the platform's cell in every row.
    std::optional<std::size_t> column_of(std::string_view platform) const;

    CatalogFile file;
    ModelIndex index; ///< borrows file
    std::vector<Row> rows;
};

struct CatalogSet::Impl {
    ModelNames names;
    SchemeBook schemes;
    Platforms platforms;
    std::vector<std::unique_ptr<const LoadedCatalog>> catalogs;
};

} // namespace phonescan
