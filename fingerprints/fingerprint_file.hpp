#pragma once

#include "fingerprints/pattern_parts.hpp"
#include "fingerprints/web_probe.hpp"
#include "probes/observation/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace phonescan {

/// `<example>`: a text that was really seen, and what must come out of it.
struct FingerprintExample {
    std::string text; ///< as observations hold it, see printable()
    std::vector<std::pair<std::string, std::string>>
        attributes;      ///< param name, value; names with a leading `_` left out
    std::string source;  ///< `_source`: where the text was seen
    std::string missing; ///< why there is no text: its file is not there, its base64 is none
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
    std::string pattern; ///< RE2 syntax, the flags folded in, references to parts replaced by them
    std::vector<Field> fields;
    double certainty = 0.85; ///< 0 to 1; recog's default
    double preference = 0;   ///< of the file, 0 to 1
    std::vector<FingerprintParam> params;
    std::vector<FingerprintExample> examples;
    std::size_t line = 0;
};

/// Whose names a file uses in `matches`; recog's files are taken with what their own readers let pass.
enum class FileForm : std::uint8_t { ours, recog };

/// A file of fingerprints (fingerprints/data/fingerprints.xsd).
struct FingerprintFile {
    std::filesystem::path path;
    FileForm form = FileForm::ours;
    std::string database;             ///< recog's `matches`: `ssh.banner`
    std::vector<PatternPart> parts;   ///< that this file defines for itself
    std::set<std::string> used_parts; ///< names; of shared ones, too
    std::vector<WebProbe> probes;
    std::vector<FingerprintElement> elements;

    /// False for a database of recog over texts that phonescan does not observe.
    bool takes_part() const noexcept;
};

/// Examples are what tests and checks need and a scan does not.
enum class Examples : std::uint8_t { read, skip };

/// Reads one file of fingerprints. Where a file of ours refers to parts of patterns, they are its own or of `shared`;
/// recog's files have none.
/// Errors: throws DataError with the line of the first thing that is not as expected.
FingerprintFile read_fingerprint_file(const std::filesystem::path& file, Examples examples, const PatternParts& shared);

/// The same with the parts that lie beside the file.
FingerprintFile read_fingerprint_file(const std::filesystem::path& file, Examples examples = Examples::read);

/// The same of a file's content; `file` is its name in messages.
FingerprintFile parse_fingerprint_file(const std::filesystem::path& file, std::string content,
                                       const PatternParts& shared = {});

} // namespace phonescan
