#include "scanner/data_files.hpp"

#include "catalog/iso_date.hpp"
#include "scanner/inventory_record.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/usage_error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

constexpr auto judging = "What it judges by"; // heading in --help
constexpr std::string_view schemes_file = "version_schemes.xml";

/// The program's own directory of that kind. Errors: throws DataError.
fs::path existing_directory(const fs::path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) return path;
    throw DataError{path, 0,
                    "no such directory: the data shipped with phonescan lies there; PHONESCAN_DATA_DIR names another "
                    "place that holds fingerprints/, catalogs/ and inventories/"};
}

/// Name of the document element of an XML file, empty when it cannot be told from the beginning of the file.
std::string document_element(const fs::path& path)
{
    std::string text(16 * 1024, '\0');
    std::ifstream file{path, std::ios::binary};
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    std::string_view rest{text.data(), static_cast<std::size_t>(file.gcount())};
    while (true) {
        rest.remove_prefix(std::min(rest.find('<'), rest.size()));
        const auto end = rest.starts_with("<!--") ? rest.find("-->") : rest.find('>');
        if (end == std::string_view::npos) return {};
        const auto name = rest.substr(1, rest.find_first_of(" \t\r\n/>") - 1);
        if (!name.starts_with('!') && !name.starts_with('?')) return std::string{name};
        rest.remove_prefix(end);
    }
}

/// What lies beside the catalogs and is none.
constexpr std::array<std::string_view, 3> other_documents = {"models", "platforms", "version-schemes"};

fs::path fingerprints_directory()
{
    return existing_directory(data_directory() / "fingerprints");
}

std::vector<fs::path> added_fingerprints(const DataOptions& options)
{
    std::vector<fs::path> files;
    for (const auto& named : options.fingerprints)
        append_fingerprint_paths(files, named);
    return files;
}

/// Those of the added files that --allow-probes names, under whatever path.
std::vector<fs::path> allowed_probes(const DataOptions& options, const std::vector<fs::path>& added)
{
    std::vector<fs::path> allowed;
    for (const auto& named : options.allow_probes) {
        const auto is_named = [&named](const fs::path& file) {
            std::error_code error;
            return fs::equivalent(file, named, error);
        };
        const auto file = std::ranges::find_if(added, is_named);
        if (file == added.end())
            throw UsageError{fmt::format("--allow-probes {}: not a file that --fingerprints loads", named)};
        allowed.push_back(*file);
    }
    return allowed;
}

fs::path catalogs_directory()
{
    return existing_directory(data_directory() / "catalogs");
}

} // namespace

void add_fingerprint_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--fingerprints", options.fingerprints,
                   "Also use the fingerprints of this directory or file (repeatable)")
        ->option_text("DIR")
        ->group(judging)
        ->allow_extra_args(false);
}

void add_probe_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--allow-probes", options.allow_probes,
                   "Ask devices for the web pages that this file of --fingerprints names (repeatable)")
        ->option_text("FILE")
        ->group(judging)
        ->allow_extra_args(false);
}

void add_catalog_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--catalog", options.catalogs,
                   "Judge by this catalog: a shipped one's name or a file (repeatable; default: all shipped)")
        ->option_text("NAME|FILE")
        ->group(judging)
        ->allow_extra_args(false);
}

void add_as_of_option(CLI::App& app, DataOptions& options)
{
    app.add_option("--as-of", options.as_of, "Judge as on this day, YYYY-MM-DD (default: today, UTC)")
        ->option_text("DATE")
        ->group(judging);
}

void add_data_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--platform", options.platforms,
                   "Judge for this platform (repeatable; default: all those of the first catalog, see 'catalog list')")
        ->option_text("NAME")
        ->group(judging)
        ->allow_extra_args(false);
    add_catalog_options(app, options);
    add_as_of_option(app, options);
    add_fingerprint_options(app, options);
}

fs::path data_directory()
{
    if (const char* set = std::getenv("PHONESCAN_DATA_DIR"); set != nullptr && *set != '\0')
        return existing_directory(set);
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    if (error) throw DataError{"/proc/self/exe", 0, "cannot tell where the program lies: " + error.message()};
    return existing_directory(program.parent_path().parent_path() / "share" / "phonescan");
}

void append_fingerprint_paths(std::vector<fs::path>& files, const std::string& named)
{
    if (!fs::exists(named)) throw UsageError{fmt::format("fingerprints {}: no such file or directory", named)};
    if (!fs::is_directory(named))
        files.emplace_back(named);
    else
        std::ranges::copy(fingerprint_files(named), std::back_inserter(files));
}

std::vector<fs::path> fingerprint_paths(const DataOptions& options)
{
    auto files = fingerprint_files(fingerprints_directory());
    std::ranges::copy(added_fingerprints(options), std::back_inserter(files));
    return files;
}

fs::path fingerprint_schema()
{
    return fingerprints_directory() / "fingerprints.xsd";
}

FingerprintDb load_fingerprints(const DataOptions& options)
{
    const auto added = added_fingerprints(options);
    return FingerprintDb::load(fingerprint_files(fingerprints_directory()), added, allowed_probes(options, added));
}

void tell_left_out(const FingerprintDb& fingerprints)
{
    for (const auto& warning : fingerprints.warnings())
        fmt::print(stderr, "phonescan: {}\n", terminal_text(warning));
}

void tell_left_out_probes(const FingerprintDb& fingerprints)
{
    for (const auto& line : fingerprints.left_out_probes())
        fmt::print(stderr, "phonescan: {}\n", terminal_text(line));
}

std::vector<fs::path> shipped_catalogs()
{
    const auto directory = catalogs_directory();
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{directory}) {
        if (entry.path().extension() != ".xml") continue;
        if (std::ranges::find(other_documents, document_element(entry.path())) == other_documents.end())
            files.push_back(entry.path());
    }
    if (files.empty()) throw DataError{directory, 0, "no catalog (*.xml) in this directory"};
    std::ranges::sort(files);
    return files;
}

fs::path version_schemes_path()
{
    return catalogs_directory() / schemes_file;
}

bool names_a_file(std::string_view text) noexcept
{
    return text.find('/') != std::string_view::npos || text.ends_with(".xml");
}

fs::path catalog_named(const std::string& text)
{
    if (names_a_file(text)) {
        if (!fs::exists(text)) throw UsageError{fmt::format("catalog {}: no such file", text)};
        return text;
    }
    std::vector<std::string> names;
    for (const auto& file : shipped_catalogs()) {
        if (file.stem() == text) return file;
        names.push_back(file.stem());
    }
    throw UsageError{fmt::format("catalog {}: no shipped catalog has that name (there is {}); a file is named by its "
                                 "path or ends in .xml",
                                 text, fmt::join(names, ", "))};
}

CatalogSet load_catalogs(const DataOptions& options)
{
    if (options.catalogs.empty()) return CatalogSet::load(shipped_catalogs(), version_schemes_path());
    std::vector<fs::path> files;
    for (const auto& text : options.catalogs)
        files.push_back(catalog_named(text));
    return CatalogSet::load(files, version_schemes_path());
}

ModelNames load_model_names()
{
    return ModelNames::load(catalogs_directory() / "models.xml");
}

ColumnNames load_column_names()
{
    return ColumnNames::load(existing_directory(data_directory() / "inventories") / "inventory_columns.xml");
}

std::vector<std::string> platforms_to_judge(const DataOptions& options, const CatalogSet& catalogs)
{
    const auto infos = catalogs.catalogs();
    if (options.platforms.empty()) return infos.empty() ? std::vector<std::string>{} : infos.front().platforms;
    std::vector<std::string> platforms;
    for (const auto& name : options.platforms) {
        if (add_platform(platforms, name)) continue;
        throw UsageError{fmt::format("--platform {}: not a platform's name; the catalogs cover {}", name,
                                     fmt::join(catalogs.covered_platforms(), ", "))};
    }
    return platforms;
}

std::vector<std::string> warnings_of_uncovered(const std::vector<std::string>& platforms, const CatalogSet& catalogs)
{
    std::vector<std::string> warnings;
    for (const auto& platform : platforms)
        if (catalogs.lists_asked(platform).empty())
            warnings.push_back("no loaded catalog covers " + platform + ": its verdicts are platform-not-covered");
    return warnings;
}

Day day_to_judge(const DataOptions& options)
{
    if (options.as_of.empty()) return Day{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
    const auto date = iso_day(options.as_of);
    if (!date) throw UsageError{fmt::format("--as-of {}: not a date like 2026-03-31", options.as_of)};
    return *date;
}

} // namespace phonescan
