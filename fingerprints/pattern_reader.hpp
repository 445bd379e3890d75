#pragma once

#include "fingerprints/pattern_nfa.hpp"

#include <string_view>

namespace phonescan {

/// Appends the nodes of a pattern in RE2's syntax. Returns its first node, or nowhere when it has a construct, or a
/// size, that is not read; then some of its nodes may have been appended.
int read_pattern(std::string_view pattern, int number, PatternNfa& nfa);

} // namespace phonescan
