#pragma once

#include "fingerprints/fingerprint_check.hpp"
#include "fingerprints/pattern_parts.hpp"

#include <deque>
#include <filesystem>
#include <set>
#include <vector>

namespace phonescan {

/// Parts that a file defines for itself and does not use.
std::vector<CheckFinding> unused_parts(const FingerprintFile& file);

/// Shared parts that no file uses. shared_files: canonical paths of the files of parts to check. files: all that were
/// read; where one of the folder is missing among them it may be the one that uses a part, and nothing is found.
/// Errors: throws DataError when a folder cannot be read.
std::vector<CheckFinding> unused_shared_parts(const PatternParts& parts,
                                              const std::set<std::filesystem::path>& shared_files,
                                              const std::deque<FingerprintFile>& files);

} // namespace phonescan
