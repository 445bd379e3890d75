#pragma once

#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>

namespace phonescan::test {

inline std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

/// A line of a file of worked cases: a phone before a platform, and what must come out.
struct VerdictCase {
    std::string platform;
    Identity phone;
    std::string verdict;
    std::string listed;
    std::string reason;
    std::vector<std::string> flags; ///< at least these
    std::string row;
    std::string cell;
};

/// Columns: platform vendor model firmware edition verdict listed reason flags row cell.
inline std::vector<VerdictCase> verdict_cases(const std::string& name)
{
    std::ifstream file{std::filesystem::path{PHONESCAN_SOURCE_DIR} / "tests" / "catalog" / name};
    std::string line;
    std::getline(file, line); // the column names
    std::vector<VerdictCase> cases;
    while (std::getline(file, line)) {
        const auto column = split(line, '\t');
        REQUIRE(column.size() == 11);
        auto flags = split(column[8], ';');
        std::erase(flags, "");
        cases.push_back({column[0], phone(column[1], column[2], column[3], column[4]), column[5], column[6], column[7],
                         std::move(flags), column[9], column[10]});
    }
    return cases;
}

inline void check_case(const CatalogSet& set, const VerdictCase& expected, Day as_of)
{
    CAPTURE(expected.platform, expected.phone.vendor, expected.phone.model, expected.phone.firmware,
            expected.phone.edition);
    const auto verdict = set.judge(expected.phone, expected.platform, as_of);
    CHECK(name_of(verdict.code) == expected.verdict);
    CHECK(name_of(verdict.listed) == expected.listed);
    CHECK(verdict.reason == expected.reason);
    CHECK(verdict.row == expected.row);
    CHECK(verdict.cell == expected.cell);
    for (const auto& flag : expected.flags) {
        CAPTURE(flag);
        CHECK(std::ranges::count(verdict.flags, flag) == 1);
    }
    CHECK((verdict.code == VerdictCode::undetermined) == !verdict.reason.empty());
    CHECK(verdict.platform == expected.platform);
}

} // namespace phonescan::test
