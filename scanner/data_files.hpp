#pragma once

#include "catalog/catalog.hpp"
#include "catalog/model_names.hpp"
#include "fingerprints/fingerprint_db.hpp"
#include "scanner/column_names.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace phonescan {

/// What a user says about the data to judge by; the same options mean the same in every command.
struct DataOptions {
    std::vector<std::string> platforms;    ///< --platform
    std::vector<std::string> catalogs;     ///< --catalog: names of shipped ones, or files
    std::vector<std::string> fingerprints; ///< --fingerprints: directories or files beside the shipped ones
    std::vector<std::string> allow_probes; ///< --allow-probes: files of `fingerprints` whose web pages may be asked for
    std::string as_of;                     ///< --as-of: ISO date, empty for today
};

/// Adds --fingerprints.
void add_fingerprint_options(CLI::App& app, DataOptions& options);

/// Adds --allow-probes, where devices are asked for web pages.
void add_probe_options(CLI::App& app, DataOptions& options);

/// Adds --catalog.
void add_catalog_options(CLI::App& app, DataOptions& options);

/// Adds --as-of.
void add_as_of_option(CLI::App& app, DataOptions& options);

/// Adds --platform, --catalog, --as-of and --fingerprints.
void add_data_options(CLI::App& app, DataOptions& options);

/// Where the shipped data lies: $PHONESCAN_DATA_DIR, else ../share/phonescan beside the directory of the program.
/// It holds fingerprints/, catalogs/ and inventories/. Errors: throws DataError when it is no directory.
std::filesystem::path data_directory();

/// The files of fingerprints and makers that --fingerprints means by a directory or file, at the end of `files`.
/// Errors: throws DataError, UsageError.
void append_fingerprint_paths(std::vector<std::filesystem::path>& files, const std::string& named);

/// The shipped files of fingerprints and makers, then the user's. Errors: throws DataError, UsageError.
std::vector<std::filesystem::path> fingerprint_paths(const DataOptions& options);

/// The schema of the shipped fingerprints. Errors: throws DataError.
std::filesystem::path fingerprint_schema();

/// What fingerprint_paths() names, with the probes of the user's files that --allow-probes names.
/// Errors: throws DataError, UsageError; this also for a file of --allow-probes that --fingerprints does not load.
FingerprintDb load_fingerprints(const DataOptions& options);

/// Says on stderr which of the user's fingerprints cannot be used.
void tell_left_out(const FingerprintDb& fingerprints);

/// Says on stderr which of the user's web pages are not asked for.
void tell_left_out_probes(const FingerprintDb& fingerprints);

/// Does --catalog mean a file by this text? It holds a slash or ends in `.xml`; else it is a shipped catalog's name.
bool names_a_file(std::string_view text) noexcept;

/// The file that --catalog means: see names_a_file(); else the shipped catalog of that name. Errors: throws UsageError
/// naming the shipped ones, DataError.
std::filesystem::path catalog_named(const std::string& text);

/// The shipped catalogs, sorted by name. A file beside them that is neither a catalog nor one of the other documents
/// counts as one, so that loading complains of it. Errors: throws DataError.
std::vector<std::filesystem::path> shipped_catalogs();

/// The shipped version schemes, beside which spellings, platforms and the schema of catalogs lie.
/// Errors: throws DataError.
std::filesystem::path version_schemes_path();

/// The catalogs that --catalog names, in that order; else all that are shipped, by name.
/// Errors: throws DataError, UsageError.
CatalogSet load_catalogs(const DataOptions& options);

/// How the shipped lists have vendors and models spelt. Errors: throws DataError.
ModelNames load_model_names();

/// What the columns of inventories are called. Errors: throws DataError.
ColumnNames load_column_names();

/// The platforms to judge for: those of --platform, else those of the first catalog, in its order.
/// Errors: throws UsageError for what can be no platform's name.
std::vector<std::string> platforms_to_judge(const DataOptions& options, const CatalogSet& catalogs);

/// One message for each platform that no loaded catalog covers: a misspelt name judges every phone so.
std::vector<std::string> warnings_of_uncovered(const std::vector<std::string>& platforms, const CatalogSet& catalogs);

/// The day to judge on: --as-of, else today in UTC. Errors: throws UsageError.
Day day_to_judge(const DataOptions& options);

} // namespace phonescan
