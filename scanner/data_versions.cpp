#include "scanner/data_versions.hpp"

#include "scanner/store/digest.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

namespace phonescan {

namespace {

void add_file(DigestBuilder& digest, const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    std::array<char, 65'536> block{};
    while (file.read(block.data(), block.size()), file.gcount() > 0)
        digest.add({block.data(), static_cast<std::size_t>(file.gcount())});
    if (!file.eof()) throw DataError{path, 0, "a file that can be read"};
}

} // namespace

std::vector<DataVersion> data_versions(const DataOptions& options, const CatalogSet& catalogs)
{
    std::vector<std::filesystem::path> files;
    for (const auto& name : options.catalogs)
        files.push_back(catalog_named(name));
    if (options.catalogs.empty()) files = shipped_catalogs();

    std::vector<DataVersion> versions;
    DigestBuilder digest;
    const auto infos = catalogs.catalogs();
    for (std::size_t i = 0; i < infos.size() && i < files.size(); ++i) {
        add_file(digest, files[i]);
        versions.push_back({infos[i].name, infos[i].revision, to_hex(digest.finish())});
    }
    for (const auto& file : fingerprint_paths(options)) {
        digest.add(file.filename().string() + '\n');
        add_file(digest, file);
    }
    versions.push_back({"fingerprints", {}, to_hex(digest.finish())});
    return versions;
}

std::string described(const std::vector<DataVersion>& versions)
{
    std::string text;
    for (const auto& version : versions)
        text += fmt::format("{}{}{} ({:.8})", text.empty() ? "" : ", ", version.name,
                            version.revision.empty() ? "" : " of " + version.revision, version.digest);
    return text;
}

DataOptions relative_to(DataOptions options, const std::filesystem::path& directory)
{
    for (auto& catalog : options.catalogs)
        if (names_a_file(catalog)) catalog = (directory / catalog).string();
    for (auto& fingerprints : options.fingerprints)
        fingerprints = (directory / fingerprints).string();
    return options;
}

} // namespace phonescan
