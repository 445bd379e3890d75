#include "fingerprints/part_check.hpp"

#include "fingerprints/fingerprint_db.hpp"

#include <algorithm>

namespace phonescan {

namespace fs = std::filesystem;

namespace {

CheckFinding unused(const PatternPart& part)
{
    return {part.file, part.line, CheckCode::unused_part, "no pattern refers to the part '" + part.name + "'", false};
}

bool are_all_read(const fs::path& folder, const std::deque<FingerprintFile>& files)
{
    return std::ranges::all_of(fingerprint_files(folder), [&files](const fs::path& path) {
        std::error_code error;
        return path.extension() == ".csv" || std::ranges::any_of(files, [&](const FingerprintFile& file) {
                   return fs::equivalent(file.path, path, error);
               });
    });
}

} // namespace

std::vector<CheckFinding> unused_parts(const FingerprintFile& file)
{
    std::vector<CheckFinding> findings;
    for (const auto& part : file.parts)
        if (!file.used_parts.contains(part.name)) findings.push_back(unused(part));
    return findings;
}

std::vector<CheckFinding> unused_shared_parts(const PatternParts& parts, const std::set<fs::path>& shared_files,
                                              const std::deque<FingerprintFile>& files)
{
    std::vector<CheckFinding> findings;
    for (const auto& part : parts.all()) {
        const auto is_used = [&part](const FingerprintFile& file) { return file.used_parts.contains(part.name); };
        const auto path = fs::canonical(part.file);
        if (shared_files.contains(path) && !std::ranges::any_of(files, is_used) &&
            are_all_read(path.parent_path(), files))
            findings.push_back(unused(part));
    }
    return findings;
}

} // namespace phonescan
