#pragma once

#include "fingerprints/fingerprint_file.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// A stretch of a param's value: a literal, or what a group captured (group > 0).
struct TemplatePiece {
    std::string literal;
    int group = 0;
    std::string otherwise; ///< what stands for a group that captured nothing; empty: then there is no value
};

/// The value of a param, put together from left to right.
using ParamTemplate = std::vector<TemplatePiece>;

/// What a param's value is made of: `{name}` in a value becomes that param's own template. As in recog, a version that
/// is missing is `-` in a CPE name. groups: how many the pattern has.
/// Errors: throws FingerprintError (group, reference), naming `file`.
ParamTemplate template_of(const FingerprintParam& param, const FingerprintElement& element,
                          const std::filesystem::path& file, int groups);

/// The first param of that name, or nullptr.
const FingerprintParam* find_param(const FingerprintElement& element, std::string_view name);

} // namespace phonescan
