#pragma once

#include "fingerprints/attribute.hpp"
#include "fingerprints/identity.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
}

namespace phonescan {

class Pattern;
class XmlFile;

/// `<probe>`: a web page worth a second request, as the file has it.
struct WebProbe {
    std::string path; ///< of a GET without credentials, its query string with it
    std::string description;
    std::string source;            ///< where it is shown that this only reads
    std::string if_vendor;         ///< whose devices are asked
    std::string if_model;          ///< RE2 syntax, of the whole model; empty is any
    std::vector<Attribute> unless; ///< not asked when all of these are known
    std::size_t line = 0;
};

/// Reads one <probe>, of a file whose fingerprints are of `vendor`. Errors: throws DataError when an attribute is not
/// of its form; whether the path may be asked for is for fault_of() to say.
WebProbe web_probe(const XmlFile& xml, pugi::xml_node node, const std::string& vendor);

/// Does the path carry a query string? Only shipped files may name such ones: query_of_users says so.
bool has_query(const WebProbe& probe) noexcept;
inline constexpr auto query_of_users = "expected a path without a query string: only shipped files may ask for one";

/// Why a path must not be asked for, in words; nullopt when nothing in it says that a GET does more than read. A path
/// is a `/` and segments, and may have one query string; at most 200 characters of ASCII that a URI holds as they are,
/// `%`, `;` (but in the query string) and `@` not among them, and no segment that is empty, `.` or `..`. Refused are
/// words that act: in a segment and in what a parameter is set to `reboot`, `save`, `dial` and the like; in a
/// parameter's name those, `key` and `number`. What stands between `&` or `;` and has no `=` is a name, too. Words are
/// the runs of letters in any letter case, their ends, and their parts from one capital letter to the next: `makecall`,
/// `callBack`; the longer ones are found anywhere in a run: `softwareupgrades`.
std::optional<std::string> fault_of_path(std::string_view path);

/// Whether a path that a device leads to holds such a word, percent-encoded ones included: then it is not gone after.
bool path_acts(std::string_view path);

/// The same for a whole probe: whose device it is for must be said, and `if_model` be a pattern RE2 accepts.
std::optional<std::string> fault_of(const WebProbe& probe);

/// Decides when a probe is worth its request.
class ProbeCondition {
public:
    /// The probe has no fault.
    explicit ProbeCondition(WebProbe probe);
    ProbeCondition(ProbeCondition&&) noexcept;
    ProbeCondition& operator=(ProbeCondition&&) noexcept;
    ~ProbeCondition();

    const WebProbe& probe() const noexcept { return probe_; }

    /// Is the device of that vendor and model, not known to be no phone, and something of `unless` still unknown?
    bool holds(const Identity& known) const;

private:
    WebProbe probe_;
    std::unique_ptr<Pattern> if_model_; ///< none: any model, an unknown one, too
};

} // namespace phonescan
