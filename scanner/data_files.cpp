#include "scanner/data_files.hpp"

#include "scanner/inventory_record.hpp"
#include "scanner/usage_error.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <system_error>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view schemes_file = "version_schemes.xml";

/// The program's own directory of that kind. Errors: throws DataError.
fs::path existing_directory(const fs::path& path)
{
    std::error_code error;
    if (fs::is_directory(path, error)) return path;
    throw DataError{path, 0,
                    "no such directory: the data shipped with phonescan lies there; PHONESCAN_DATA_DIR names another "
                    "place that holds fingerprints/ and catalogs/"};
}

/// The shipped catalogs, sorted by name.
std::vector<fs::path> shipped_catalogs(const fs::path& directory)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{directory})
        if (entry.path().extension() == ".xml" && entry.path().filename() != schemes_file)
            files.push_back(entry.path());
    if (files.empty()) throw DataError{directory, 0, "no catalog (*.xml) in this directory"};
    std::ranges::sort(files);
    return files;
}

/// A file when it looks like one, else the shipped catalog of that name.
fs::path catalog_named(const std::string& text, const fs::path& directory)
{
    if (text.find('/') != std::string::npos || text.ends_with(".xml")) {
        if (!fs::exists(text)) throw UsageError{fmt::format("--catalog {}: no such file", text)};
        return text;
    }
    std::vector<std::string> names;
    for (const auto& file : shipped_catalogs(directory)) {
        if (file.stem() == text) return file;
        names.push_back(file.stem());
    }
    throw UsageError{fmt::format("--catalog {}: no shipped catalog has that name (there is {}); a file is named by "
                                 "its path or ends in .xml",
                                 text, fmt::join(names, ", "))};
}

template <class Number>
bool read_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

} // namespace

void add_fingerprint_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--fingerprints", options.fingerprints,
                   "Also use the fingerprints of this directory or file (repeatable)")
        ->type_name("DIR")
        ->allow_extra_args(false);
}

void add_data_options(CLI::App& app, DataOptions& options)
{
    app.add_option("--platform", options.platforms,
                   "Judge for this platform (repeatable; default: those of the first catalog)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    app.add_option("--catalog", options.catalogs,
                   "Judge by this catalog: a shipped one's name or a file (repeatable; default: all shipped)")
        ->type_name("NAME|FILE")
        ->allow_extra_args(false);
    app.add_option("--as-of", options.as_of, "Judge as on this day, YYYY-MM-DD (default: today, UTC)")
        ->type_name("DATE");
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

FingerprintDb load_fingerprints(const DataOptions& options)
{
    auto files = fingerprint_files(existing_directory(data_directory() / "fingerprints"));
    for (const auto& more : options.fingerprints) {
        if (!fs::exists(more)) throw UsageError{fmt::format("--fingerprints {}: no such file or directory", more)};
        if (!fs::is_directory(more))
            files.emplace_back(more);
        else
            std::ranges::copy(fingerprint_files(more), std::back_inserter(files));
    }
    return FingerprintDb::load(files);
}

CatalogSet load_catalogs(const DataOptions& options)
{
    const auto directory = existing_directory(data_directory() / "catalogs");
    if (options.catalogs.empty()) return CatalogSet::load(shipped_catalogs(directory), directory / schemes_file);
    std::vector<fs::path> files;
    for (const auto& text : options.catalogs)
        files.push_back(catalog_named(text, directory));
    return CatalogSet::load(files, directory / schemes_file);
}

std::vector<std::string> platforms_to_judge(const DataOptions& options, const CatalogSet& catalogs)
{
    const auto infos = catalogs.catalogs();
    if (options.platforms.empty()) return infos.empty() ? std::vector<std::string>{} : infos.front().platforms;
    std::vector<std::string> platforms;
    for (const auto& name : options.platforms) {
        if (add_platform(platforms, name)) continue;
        std::vector<std::string> known;
        for (const auto& info : infos)
            for (const auto& platform : info.platforms)
                add_platform(known, platform);
        throw UsageError{
            fmt::format("--platform {}: not a platform's name; the catalogs cover {}", name, fmt::join(known, ", "))};
    }
    return platforms;
}

Day day_to_judge(const DataOptions& options)
{
    if (options.as_of.empty()) return Day{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
    const std::string_view text = options.as_of;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' && read_number(text.substr(0, 4), year) &&
                        read_number(text.substr(5, 2), month) && read_number(text.substr(8), day);
    const Day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!shaped || !date.ok()) throw UsageError{fmt::format("--as-of {}: not a date like 2026-03-31", options.as_of)};
    return date;
}

} // namespace phonescan
