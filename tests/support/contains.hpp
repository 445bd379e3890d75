#pragma once

#include "tests/support/catch.hpp"

#include <string>
#include <string_view>

namespace phonescan::test {

/// Matches text that holds `part`, under the name that either version of Catch2 has for it.
inline auto contains(const std::string& part)
{
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(part);
#else
    return Catch::Matchers::Contains(part);
#endif
}

/// How often the text holds `part`, overlapping ones as well.
inline std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace phonescan::test
