#pragma once

#include "probes/observation/observation.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace phonescan {

/// `<example>`: a text that was really seen, and what must come out of it.
struct FingerprintExample {
    std::string text;
    std::vector<std::pair<std::string, std::string>>
        attributes;     ///< param name, value; names with a leading `_` left out
    std::string source; ///< `_source`: where the text was seen
    std::size_t line = 0;
};

/// `<param>`: position 0 sets the fixed `value`, in which `{name}` stands for another param; a position from 1 sets
/// what that group of the pattern captured.
struct FingerprintParam {
    int position = 0;
    std::string name;
    std::string value;
    std::size_t line = 0;
};

/// `<fingerprint>` as the file has it, checked for form but not compiled.
struct FingerprintElement {
    std::string description;
    std::string pattern; ///< RE2 syntax, the flags folded in
    std::vector<Field> fields;
    double certainty = 0.85;  ///< 0 to 1; recog's default
    double preference = 0.10; ///< of the file, 0 to 1; recog's default
    std::vector<FingerprintParam> params;
    std::vector<FingerprintExample> examples;
    std::size_t line = 0;
};

/// Reads one file of fingerprints (fingerprints/data/fingerprints.xsd describes it).
/// Errors: throws DataError with the line of the first thing that is not as expected.
std::vector<FingerprintElement> read_fingerprint_file(const std::filesystem::path& file);

} // namespace phonescan
