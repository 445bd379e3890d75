#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace phonescan {

/// Where a pattern in RE2's syntax has `(`, `)` and `|` that are operators: neither escaped, nor between `\Q` and `\E`,
/// nor in a character class. Indices in ascending order. Pure, linear, and defined for texts that are no pattern, too.
std::vector<std::size_t> operators_of(std::string_view pattern);

} // namespace phonescan
