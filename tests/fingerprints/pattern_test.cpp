#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/pattern.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <re2/re2.h>

#include <stdexcept>
#include <thread>
#include <vector>

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("pattern: its groups are those that RE2 counts", "[fingerprints]")
{
    for (const std::string text : {"",
                                   "a",
                                   "(a)",
                                   "(?:a)",
                                   "(?i)a",
                                   "(?i:a)",
                                   "(a(b)(?:c)(d))",
                                   "(?P<name>a)(b)",
                                   R"(\(a\)(b))",
                                   R"(\\(a))",
                                   "[(](a)",
                                   "[^)(](a)",
                                   "[]()](a)",
                                   "[^]()](a)",
                                   R"([\]()](a))",
                                   "[[:alpha:](](a)",
                                   "[[:^space:]()](a)",
                                   R"(\Q(a\E(b))",
                                   R"(\Q(a)",
                                   "(a)|(b)",
                                   "((((a))))",
                                   "[[](a)",
                                   R"([\\](a))",
                                   "()",
                                   "(?s).(?-s).()"}) {
        CAPTURE(text);
        const Pattern pattern{text};
        CHECK(pattern.groups() == RE2{text}.NumberOfCapturingGroups());
        CHECK(pattern.text() == text);
        CHECK(pattern.compiled().ok());
    }
    for (const auto& path : fingerprint_files(shipped_directory())) {
        if (path.extension() != ".xml") continue;
        const auto file = read_fingerprint_file(path);
        for (const auto& element : file.elements) {
            CAPTURE(element.pattern);
            CHECK(Pattern{element.pattern}.groups() == RE2{element.pattern}.NumberOfCapturingGroups());
        }
    }
}

TEST_CASE("pattern: what RE2 refuses is refused at once, with RE2's reason", "[fingerprints]")
{
    CHECK_THROWS_AS(Pattern{"a(b"}, std::invalid_argument);
    CHECK_THROWS_WITH(Pattern{"a(b"}, Catch::Contains("missing )"));
    for (const auto* text : {"(a)\\1", "(?=a)", "(?<!a)b", "a++", "(?>a)", "[b-a]", "a{1001}", "\\h"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(Pattern{text}, std::invalid_argument);
    }
}

TEST_CASE("pattern: one that is too large to compile matches nothing", "[fingerprints]")
{
    const Pattern pattern{R"((?:\pL{1,900}){1}(?:\pL{1,900})(?:\pL{1,900})(?:\pL{1,900}))"};
    CHECK_FALSE(pattern.compiled().ok());
    CHECK_FALSE(RE2::PartialMatch("a", pattern.compiled()));
}

TEST_CASE("pattern: several threads may be the first to need it", "[fingerprints]")
{
    const Pattern pattern{"^Acme (\\d+)$"};
    std::vector<const RE2*> seen_by(8);
    std::vector<std::thread> threads;
    for (auto& seen : seen_by)
        threads.emplace_back([&pattern, &seen] { seen = &pattern.compiled(); });
    for (auto& thread : threads)
        thread.join();
    for (const auto* seen : seen_by)
        CHECK(seen == seen_by.front());
}
