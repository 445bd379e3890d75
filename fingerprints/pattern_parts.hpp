#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
}

namespace phonescan {

class XmlFile;

/// `<part>`: what several patterns of our own files have in common, written once.
struct PatternPart {
    std::string name;    ///< lower-case letters, digits and `-`
    std::string pattern; ///< RE2 syntax without groups that capture
    std::filesystem::path file;
    std::size_t line = 0;
};

/// Reads one <part>. Errors: throws DataError unless it has a name, a pattern and a description, and nothing else.
PatternPart pattern_part(const XmlFile& xml, pugi::xml_node node);

/// The parts that patterns may refer to as `(?P>name)`, which RE2 refuses.
class PatternParts {
public:
    /// A shared file of parts has this name; the files of fingerprints in its folder use it.
    static constexpr std::string_view file_name = "pattern_parts.xml";

    /// Those of the shared file beside a file of fingerprints; none where there is none.
    static PatternParts beside(const std::filesystem::path& fingerprints);

    /// Adds those of the shared file beside a file of fingerprints, unless they are there already. What another shared
    /// file defines in the same words is no second definition: folders are copied.
    /// Errors: throws DataError with the line of the first thing in the shared file that is not as expected.
    void add_beside(const std::filesystem::path& fingerprints);

    /// Errors: throws DataError when the name is none or is there already, when RE2 refuses the pattern, and when it
    /// has groups that capture, which would shift the numbers of others, or refers to a part.
    void add(PatternPart part);

    /// The pattern with each reference replaced by the part. What would not stay together there (`a|b`, `ab` before a
    /// `*`, `(?i)`) is put into (?:…). used: gets the names referred to.
    /// Errors: throws std::invalid_argument saying what was expected: a part of that name, or a shorter pattern.
    std::string expanded(std::string_view pattern, std::set<std::string>& used) const;

    /// In the order of their names.
    std::vector<PatternPart> all() const;

private:
    struct Known {
        PatternPart part;
        bool falls_apart = false; ///< unless it is in (?:…)
    };

    void add_shared(PatternPart part);
    std::string names() const;

    std::map<std::string, Known, std::less<>> parts_;
    std::set<std::filesystem::path> shared_files_; ///< canonical
};

} // namespace phonescan
