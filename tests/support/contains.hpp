#pragma once

#include "tests/support/catch.hpp"

#include <string>

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

} // namespace phonescan::test
