#pragma once

#include "catalog/loaded_catalog.hpp"

#include <utility>

namespace phonescan {

/// Parses what the rows of one list say. Borrows all.
/// Errors: all members throw CatalogError, of code vendor or version.
class RowLoader {
public:
    RowLoader(const std::filesystem::path& path, const ModelNames& names, const SchemeBook& schemes)
        : path_{path}, names_{names}, schemes_{schemes}
    {
    }

    LoadedCatalog::Row load(const CatalogRow& row);

    /// The release under the joined key of each of its models, and of their aliases.
    std::vector<std::pair<std::string, LoadedCatalog::Release>> load(const CatalogRelease& release);

private:
    [[noreturn]] void fail(const std::string& expected) const;
    [[noreturn]] void fail_unknown(const std::string& vendor) const;
    const VersionScheme* scheme_of(const CatalogRow& row) const;
    LoadedCatalog::Cell load(const CatalogCell& cell, const VersionScheme& scheme) const;
    Version version(const std::string& text, const std::string& edition, const VersionScheme& scheme) const;

    const std::filesystem::path& path_;
    const ModelNames& names_;
    const SchemeBook& schemes_;
    std::size_t line_ = 0;
    std::string model_key_; ///< of the row, for release letters
};

} // namespace phonescan
