#pragma once

#include "fingerprints/fingerprint_check.hpp"

#include <filesystem>
#include <vector>

namespace phonescan {

/// Placeholders and private data anywhere in a file of ours, comments included.
std::vector<CheckFinding> text_findings(const std::filesystem::path& file);

} // namespace phonescan
