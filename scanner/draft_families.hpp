#pragma once

#include "fingerprints/fingerprint_file.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace phonescan {

/// A drafted fingerprint and where its texts were seen.
struct Draft {
    FingerprintElement element;
    std::vector<std::uint64_t> seen; ///< how often each of its examples was
    std::set<Field> fields;
    std::size_t number = 0; ///< in the order of their first sight
};

/// Drafts as one file may hold them: those that differ only in whether a letter follows the model's number become one,
/// the more exact pattern goes first, and every example stands with the draft that reads it in that order.
std::vector<Draft> families_of(std::vector<Draft> drafts);

} // namespace phonescan
