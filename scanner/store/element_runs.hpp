#pragma once

#include "probes/observation/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// Numbers that follow each other.
struct ElementRun {
    std::uint64_t first = 0;
    std::uint64_t count = 0; ///< at least one

    friend bool operator==(const ElementRun&, const ElementRun&) = default;
};

/// Numbers in any order as runs, ascending and apart; one that comes twice counts once.
std::vector<ElementRun> runs_of(std::vector<std::uint64_t> numbers);

/// How many runs, then for each the gap before it and how many numbers it has, as LEB128 varints.
std::string to_bytes(std::span<const ElementRun> runs);

/// What to_bytes() wrote. most: no number may reach it. Errors: truncated, malformed (a number that is too large
/// included).
Result<std::vector<ElementRun>> runs_from(std::string_view bytes, std::uint64_t most);

} // namespace phonescan
