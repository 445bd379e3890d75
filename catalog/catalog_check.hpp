#pragma once

#include "catalog/catalog.hpp"
#include "catalog/catalog_check_code.hpp"

namespace phonescan {

/// One thing found in a file; line 0 where it is about the whole.
struct CatalogFinding {
    std::filesystem::path file;
    std::size_t line = 0;
    CatalogCheckCode code{};
    std::string message;
};

struct CatalogCheckReport {
    std::vector<CatalogFinding> findings; ///< file by file, by line
    std::size_t rows = 0;                 ///< that were read
};

/// Holds files of catalogs against the schema, the spellings, version schemes and levels beside `schemes`, each other,
/// and, for names that are taken, `others`. as_of: for their age.
/// Errors: throws DataError when what they are held against cannot be read.
CatalogCheckReport check_catalogs(std::span<const std::filesystem::path> files,
                                  std::span<const std::filesystem::path> others, const std::filesystem::path& schemes,
                                  Day as_of);

} // namespace phonescan
