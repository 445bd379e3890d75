#pragma once

#include "fingerprints/check_code.hpp"
#include "fingerprints/fingerprint_file.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// One thing that is wrong with a file of fingerprints, or better not so.
struct CheckFinding {
    std::filesystem::path file;
    std::size_t line = 0;
    CheckCode code{};
    std::string message;
    bool is_style = false; ///< says how a file of recog's is written, and is no fault of it
};

struct CheckedFile {
    std::filesystem::path path;
    FileForm form = FileForm::ours;
    std::string database;   ///< FingerprintFile::database
    bool takes_part = true; ///< FingerprintFile::takes_part()
    std::size_t fingerprints = 0;
    std::size_t examples = 0; ///< those that match and yield what they declare
    std::size_t examples_in_all = 0;
    std::size_t probes = 0;
};

struct CheckReport {
    std::vector<CheckedFile> files;     ///< those that could be read
    std::vector<CheckFinding> findings; ///< by file in the order given, then by line; shared parts last
};

/// Checks files of fingerprints by the rules that the shipped ones are held to. Files that cannot be used are findings,
/// too, and so are shared parts of patterns in their folders, the last in the report. beside: files that are loaded
/// before them, whose patterns may take their examples; they are not checked. schema: fingerprints.xsd. Errors: throws
/// DataError when the schema or a file of `beside` cannot be read.
CheckReport check_fingerprints(std::span<const std::filesystem::path> files,
                               std::span<const std::filesystem::path> beside, const std::filesystem::path& schema);

} // namespace phonescan
