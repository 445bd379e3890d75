#include "fingerprints/pattern_automaton.hpp"

#include "fingerprints/fingerprint_file.hpp"
#include "fingerprints/pattern_set.hpp"
#include "fingerprints/re2_set.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <re2/re2.h>

#include <array>
#include <deque>
#include <map>
#include <random>

using namespace phonescan;

namespace {

/// Whether the automaton of that pattern alone finds it; nullopt when it does not read the pattern.
std::optional<bool> is_found(const std::string& pattern, std::string_view text)
{
    PatternNfa nfa;
    if (!nfa.add_pattern(pattern, 0)) return std::nullopt;
    const auto found = PatternAutomaton{std::move(nfa), 1 << 20}.matches(text);
    REQUIRE(found);
    return !found->empty();
}

/// Constructs of RE2's syntax, alone and within one another.
constexpr std::array patterns_it_reads = {
    "",
    "a",
    "ab",
    "a|b",
    "a|",
    "^a",
    "a$",
    "^a$",
    "^$",
    "$",
    "^",
    "^a|b$",
    "(^a|b)c",
    "(?:a|^b)$",
    "a*",
    "^a*$",
    "^a+$",
    "^a?$",
    "^a{2}$",
    "^a{2,}$",
    "^a{1,3}$",
    "^a{0}b$",
    "^a{0,2}b",
    "^(?:ab){2}$",
    "^(?:a|b){2,3}$",
    "a{,2}",
    "a{b",
    "^(?:a?b?)*$",
    "^(?:(?:a+b)+b)+$",
    "^(?:a*)*$",
    "^(?:a*)+b",
    "^a*?b",
    "^a+?$",
    "^(a)(?:b)(?P<c>c)$",
    "(?i)ab",
    "(?i)^a[b-c]+$",
    "^(?i:a)b",
    "^(?i)ab|B$",
    "(?i)a(?-i:b)",
    "^(a(?i)b|c)$",
    "(?i)[^a]",
    "(?i)^\\w$",
    "(?i)^k$",
    "(?i)^[r-t]$",
    "(?i)^\\W$",
    ".",
    "^.$",
    "^..$",
    "(?s)^.$",
    "(?s:a.)b",
    "^[^a]$",
    "[^a]b",
    "[a-c]$",
    "^[-a]+$",
    "^[a-]+$",
    "[]a]",
    "^[^]a]$",
    "^[\\w.-]+$",
    "^[\\d-]+$",
    "[\\]^]",
    "[\\n\\t]",
    "^[^\\n]+$",
    "^[^\\W]$",
    "\\d",
    "^\\D+$",
    "\\s",
    "^\\S+$",
    "^\\w+$",
    "\\W",
    "\\.",
    "\\x41",
    "\\x{42}",
    "^\\x{e9}",
    "é",
    "^é$",
    "^[é]$",
    "^[^é]$",
    "^[a-é]$",
    "\\t",
    "\\ba\\b",
    "\\Ba",
    "a\\B",
    "^\\b",
    "\\b$",
    "^\\B$",
    "\\bb|a\\b",
    "(?:\\b|c)a",
    "a\\b.?",
    "\\Aa",
    "a\\z",
    "(?m)^b",
    "(?m)a$",
    "(?m)^$",
    "(?m)^a$|^b",
    "(?m:^)b",
    "a\\nb",
    "(?m)a$\\n",
    "(?U)a+?b",
    "}",
    "a]",
    "\\-a|\\/",
    "^(?:\\S+ ){1,2}b",
    "(a|ab)(c|bcd)$",
    "(?i)^(?:s|K)b",
};

constexpr std::array texts_for_them = {
    "",
    "a",
    "b",
    "c",
    "A",
    "B",
    "k",
    "K",
    "S",
    "s",
    "-",
    ".",
    "/",
    "]",
    "^",
    "}",
    " ",
    "\n",
    "\t",
    "_",
    "0",
    "ab",
    "ba",
    "aa",
    "aB",
    "Ab",
    "bb",
    "a\n",
    "\na",
    "\nb",
    "a\nb",
    "a\n\nb",
    "\n",
    "\n\n",
    "a b",
    " a",
    "a ",
    "abc",
    "abcd",
    "aaa",
    "aaaa",
    "abab",
    "ababb",
    "abb",
    "bab",
    "a-",
    "-a",
    "a_b",
    "a.b",
    "a]",
    "a{,2}",
    "a{b",
    "é",
    "aé",
    "éa",
    "éé",
    "é b",
    "a a b",
    "a b c b",
    "ca",
    "cab",
    "\xe2\x84\xaa",
    "\xc5\xbf"
    "b",
    "x\xe2\x82\xac",
};

/// Another text near the examples: with a character more or less, another one, or two of them in one.
std::string near(std::string text, const std::vector<std::string>& texts, std::mt19937& random)
{
    constexpr std::array<std::string_view, 14> inserts = {"0", "a",  "Z", " ", "-", "/", "_",
                                                          ".", "\n", ";", "(", "s", "é", "\xa9"};
    for (auto changes = random() % 3 + 1; changes != 0; --changes) {
        const auto at = text.empty() ? 0 : random() % text.size();
        switch (random() % 4) {
        case 0:
            text.erase(at, 1);
            break;
        case 1:
            text.insert(at, inserts[random() % inserts.size()]);
            break;
        case 2:
            text.replace(at, 1, inserts[random() % inserts.size()]);
            break;
        default:
            const auto& other = texts[random() % texts.size()];
            text = text.substr(0, at) + other.substr(other.empty() ? 0 : random() % other.size());
        }
    }
    return text;
}

} // namespace

TEST_CASE("pattern automaton: each construct is found where RE2 finds it", "[fingerprints]")
{
    for (const std::string pattern : patterns_it_reads) {
        const RE2 by_re2{pattern, RE2::Quiet};
        REQUIRE(by_re2.ok());
        for (const std::string text : texts_for_them) {
            INFO("pattern " << pattern << ", text " << text);
            const auto found = is_found(pattern, text);
            REQUIRE(found);
            const bool expected = RE2::PartialMatch(text, by_re2);
            const bool is_ascii = text.find_first_of("\xc3\xe2\xc5") == std::string::npos;
            if (is_ascii) CHECK(*found == expected);
            CHECK((*found || !expected)); // elsewhere it may find too much
        }
    }
}

TEST_CASE("pattern automaton: what it cannot follow it does not read", "[fingerprints]")
{
    for (const std::string pattern :
         {R"(\pL)", R"(\PL)", R"(\Qa\E)", "[[:alpha:]]", R"(\C)", "(?i)é", "(?i)[à-é]", R"(\b^a)", R"((?:$)^a)",
          "(?:abcdefghijkl){1000}", R"((?m)$^a)", R"(a$\b)", R"(\07)"}) {
        INFO(pattern);
        REQUIRE(RE2{pattern, RE2::Quiet}.error().find("invalid") == std::string::npos);
        CHECK_FALSE(is_found(pattern, "a"));
    }
    const std::string deep(200, '(');
    CHECK_FALSE(is_found(deep + "a" + std::string(200, ')'), "a"));
}

TEST_CASE("pattern automaton: without memory it says so", "[fingerprints]")
{
    PatternNfa nfa;
    REQUIRE(nfa.add_pattern("^[ab]*a[ab]{12}$", 0));
    const PatternAutomaton none{nfa, 100};
    CHECK_FALSE(none.matches("ab"));
    const PatternAutomaton some{nfa, 20000};
    CHECK(some.matches("ab")->empty());
    std::string text;
    std::mt19937 random{1}; // NOLINT: the same text in each run
    for (int i = 0; i < 5000; ++i)
        text += random() % 2 == 0 ? 'a' : 'b';
    CHECK_FALSE(some.matches(text));
    CHECK(some.matches("ab")->empty()); // the states that are there stay
}

TEST_CASE("pattern automaton: all shipped patterns are read", "[fingerprints]")
{
    for (const auto& path : fingerprint_files(test::shipped_directory())) {
        if (path.extension() != ".xml") continue;
        for (const auto& element : read_fingerprint_file(path).elements) {
            INFO(path << ": " << element.pattern);
            CHECK(PatternNfa{}.add_pattern(element.pattern, 0));
        }
    }
}

TEST_CASE("pattern set: on shipped examples, and texts near them, it finds what RE2 finds", "[fingerprints]")
{
    std::deque<Pattern> patterns;
    std::map<Field, std::vector<const Pattern*>> by_field;
    std::vector<std::string> texts;
    for (const auto& path : fingerprint_files(test::shipped_directory())) {
        if (path.extension() != ".xml") continue;
        for (const auto& element : read_fingerprint_file(path).elements) {
            patterns.emplace_back(element.pattern);
            for (const Field field : element.fields)
                by_field[field].push_back(&patterns.back());
            for (const auto& example : element.examples)
                texts.push_back(example.text.substr(0, 4096));
        }
    }
    std::mt19937 random{1}; // NOLINT: the same texts in each run
    for (const auto& [field, list] : by_field) {
        const PatternSet ours{list};
        const Re2Set theirs{list, PatternSet::default_memory};
        for (const auto& example : texts)
            for (const auto& text : {example, near(example, texts, random)})
                if (const auto expected = theirs.matches(text); ours.matches(text) != expected) {
                    INFO(text);
                    CHECK(ours.matches(text) == expected);
                }
        CHECK_FALSE(list.empty());
    }
}
