#pragma once

#include "fingerprints/fingerprint_check.hpp"

#include <filesystem>
#include <vector>

namespace phonescan {

/// What is wrong with the probes of a file: paths that must not be asked for, query strings in a file that is not of
/// the folder of the shipped ones, the same probe twice, no word of where it is shown that it only reads.
std::vector<CheckFinding> probe_findings(const FingerprintFile& file, const std::filesystem::path& shipped);

} // namespace phonescan
