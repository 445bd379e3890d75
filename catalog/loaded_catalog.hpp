#pragma once

#include "catalog/catalog.hpp"
#include "catalog/model_match.hpp"
#include "catalog/platforms.hpp"
#include "catalog/scheme_file.hpp"

namespace phonescan {

/// A list, made ready to judge by: every row knows its scheme, every version is parsed.
struct LoadedCatalog {
    struct Cell {
        std::vector<std::optional<Version>> versions; ///< nothing: a cell that cannot be read
        std::optional<Version> minimum;
        std::vector<Version> exceptions;
        bool contradicts_itself = false; ///< an approved version is below the minimum
    };
    struct Row {
        const VersionScheme* scheme = nullptr; ///< nullptr only where no cell has a version
        std::vector<Cell> cells;
        std::optional<Day> end;
        std::string text; ///< product_text()
    };
    struct Release {
        Version version;
        bool recalled = false;
    };

    /// Borrows names and schemes. Errors: throws DataError for a version that does not parse under its scheme.
    LoadedCatalog(const std::filesystem::path& path, const ModelNames& names, const SchemeBook& schemes);
    LoadedCatalog(const LoadedCatalog&) = delete;
    LoadedCatalog& operator=(const LoadedCatalog&) = delete;

    /// Index of the platform's cell in every row.
    std::optional<std::size_t> column_of(std::string_view platform) const;

    /// The firmwares that the document names for a model; joined_key as in the index.
    std::span<const Release> releases_of(std::string_view joined_key) const;

    CatalogFile file;
    ModelIndex index; ///< borrows file
    std::vector<Row> rows;
    std::map<std::string, std::vector<Release>, std::less<>> releases; ///< by joined key
};

/// One column of one list, as it is asked for a platform.
struct AskedColumn {
    const LoadedCatalog* list = nullptr;
    std::size_t column = 0;
    std::string level_flag; ///< `level=sfb-certified`; empty where the platform has one programme, or the list none
};

/// Everything that is asked for one platform, in order.
struct PlatformPlan {
    const Platform* platform = nullptr; ///< nullptr: data/platforms.xml does not name it
    std::vector<AskedColumn> programmes;
    std::vector<AskedColumn> minimums;
    std::vector<std::pair<AskedColumn, const PlatformNote*>> notes;

    bool has_programme() const { return !programmes.empty(); }
    bool covers() const { return !programmes.empty() || !minimums.empty(); }
};

/// Which columns of the lists are asked for a platform. Source: data/platforms.xml.
PlatformPlan plan_for(std::string_view platform, const Platforms& platforms,
                      std::span<const std::unique_ptr<const LoadedCatalog>> catalogs);

struct CatalogSet::Impl {
    ModelNames names;
    SchemeBook schemes;
    Platforms platforms;
    std::vector<std::unique_ptr<const LoadedCatalog>> catalogs;
    std::map<std::string, PlatformPlan, std::less<>> plans; ///< of all platforms and columns that are known
};

} // namespace phonescan
