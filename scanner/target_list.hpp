#pragma once

#include "probes/address_set.hpp"
#include "scanner/usage_error.hpp"

#include <cstdio>
#include <iosfwd>
#include <string>
#include <vector>

namespace phonescan {

/// What the user named, as it stood on the command line. What a word may be: target_syntax.hpp.
struct TargetSpec {
    std::vector<std::string> targets{};
    std::vector<std::string> target_files{};    ///< -iL; "-" is standard input
    std::vector<std::string> exclusions{};      ///< --exclude
    std::vector<std::string> exclusion_files{}; ///< --excludefile; "-" is standard input
};

/// A host name that is still to be resolved.
struct TargetName {
    std::string name;  ///< as written
    std::string where; ///< how messages about it begin: `target`, `--exclude` or `FILE:LINE:`
};

struct TargetList {
    AddressSet addresses;             ///< what may be scanned: the targets without the exclusions
    AddressSet named;                 ///< the targets before exclusion
    AddressSet excluded;              ///< every exclusion, whether or not it meets a target
    std::uint64_t excluded_count = 0; ///< addresses of `named` that the exclusions took away
    std::vector<TargetName> names;    ///< as given, each once, without the excluded ones; see name_lookup.hpp
    std::vector<TargetName> excluded_names;
};

/// Everything that is wrong with the targets, one line of what() each.
class TargetErrors : public UsageError {
public:
    explicit TargetErrors(const std::vector<std::string>& problems);
};

/// Reads arguments and files; resolves and sends nothing. Files hold words separated by blanks or line ends; `#` begins
/// a comment; CRLF and a UTF-8 BOM are accepted. They are read in blocks, so their size does not matter.
/// Errors: TargetErrors with every problem of all arguments and files (the first 1,000 in full): words that are no
/// targets, files that cannot be read, no target at all, nothing left after exclusion.
TargetList load_targets(const TargetSpec& spec, std::FILE* standard_input = stdin);

/// Sets `addresses` and `excluded_count` from `named` and `excluded`.
void apply_exclusions(TargetList& list);

/// A host name as it is compared: lower case, no dot at the end.
std::string comparable_name(std::string_view name);

/// What -sL prints: one address a line, ascending, then the names in the order given. Stops when `out` fails.
void write_target_list(std::ostream& out, const TargetList& list);

} // namespace phonescan
