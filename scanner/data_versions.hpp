#pragma once

#include "scanner/data_files.hpp"
#include "scanner/store/scan_record.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// The catalogs, in their order, and the fingerprints that a run is judged by, with digests of their files.
/// catalogs: load_catalogs(options). Errors: throws DataError, UsageError.
std::vector<DataVersion> data_versions(const DataOptions& options, const CatalogSet& catalogs);

/// `lync of 2015-02-16 (3f2ab01c), …, fingerprints (77ab12cd)`.
std::string described(const std::vector<DataVersion>& versions);

/// The same options with names of files that count from `directory`; names of shipped catalogs stay.
DataOptions relative_to(DataOptions options, const std::filesystem::path& directory);

} // namespace phonescan
