#include "fingerprints/pattern_set.hpp"

#include "fingerprints/re2_set.hpp"
#include "tests/support/catch.hpp"

#include <deque>
#include <future>
#include <string>

using namespace phonescan;

namespace {

using Indices = std::vector<int>;

struct Patterns {
    std::deque<Pattern> owned;
    std::vector<const Pattern*> borrowed;

    void add(const std::string& text) { borrowed.push_back(&owned.emplace_back(text)); }
};

Patterns many_patterns(int count)
{
    Patterns patterns;
    for (int i = 0; i < count; ++i)
        patterns.add("^Maker" + std::to_string(i) +
                     R"( (?:SIP-)?(T\d{2}\w*)[ /](\d+\.\d+\.\d+\.\d+)(?: ([0-9a-f]{12}))?$)");
    return patterns;
}

} // namespace

TEST_CASE("pattern set: all that match, in order", "[fingerprints]")
{
    Patterns patterns;
    for (const auto* text : {"^b", "^a.*z$", "^a"})
        patterns.add(text);
    const PatternSet set{patterns.borrowed};
    CHECK(set.matches("abcz") == Indices{1, 2});
    CHECK(set.matches("abc") == Indices{2});
    CHECK(set.matches("b") == Indices{0});
    CHECK(set.matches("xa").empty());
    CHECK(set.matches("").empty());
}

TEST_CASE("pattern set: thousands of patterns compile and match", "[fingerprints]")
{
    const auto patterns = many_patterns(3000);
    const PatternSet set{patterns.borrowed};
    const Re2Set by_re2{patterns.borrowed, PatternSet::default_memory};
    CHECK(by_re2.is_compiled());
    const auto check = [&](std::string_view text, const Indices& expected) {
        CHECK(set.matches(text) == expected);
        CHECK(by_re2.matches(text) == expected);
    };
    check("Maker2999 SIP-T48G 35.8.1.52", {2999});
    check("Maker0 T48G/35.8.1.52 0004f2aabbcc", {0});
    check("Maker0 T48G", {});
}

TEST_CASE("pattern set: without the memory for an automaton the answers are the same", "[fingerprints]")
{
    const auto patterns = many_patterns(200);
    const PatternSet small{patterns.borrowed, 20000};
    const PatternSet large{patterns.borrowed};
    const Re2Set by_re2{patterns.borrowed, 20000};
    CHECK_FALSE(by_re2.is_compiled());
    for (const auto* text :
         {"Maker7 T22P 7.7.0.26", "Maker199 SIP-T22P/7.7.0.26", "Maker200 T22P 7.7.0.26", "", "Maker7"}) {
        CHECK(small.matches(text) == large.matches(text));
        CHECK(by_re2.matches(text) == large.matches(text));
    }
}

TEST_CASE("pattern set: an automaton that outgrows its memory while matching is no missing match", "[fingerprints]")
{
    Patterns patterns;
    for (int i = 0; i < 24; ++i)
        patterns.add("[ab]*a[ab]{" + std::to_string(i + 6) + "}c" + std::to_string(i));
    std::string text;
    for (unsigned i = 0; i < 20000; ++i)
        text += (i * 2654435761U >> 13) % 2 == 0 ? 'a' : 'b';
    text += "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaac7";
    for (const int memory : {400000, 4000000}) {
        CHECK(PatternSet{patterns.borrowed, memory}.matches(text) == Indices{7});
        CHECK(Re2Set{patterns.borrowed, memory}.matches(text) == Indices{7});
    }
}

TEST_CASE("pattern set: what its own automaton does not read is matched all the same, in order", "[fingerprints]")
{
    Patterns patterns;
    for (const auto* text : {R"(^\pL+$)", "^a", "[[:digit:]]", "b$", R"((?i)^é)", R"(\Qa.b\E)"})
        patterns.add(text);
    const PatternSet set{patterns.borrowed};
    CHECK(set.matches("ab") == Indices{0, 1, 3});
    CHECK(set.matches("a1b") == Indices{1, 2, 3});
    CHECK(set.matches("a.b") == Indices{1, 3, 5});
    CHECK(set.matches("Éb") == Indices{0, 3, 4});
    CHECK(set.matches("1") == Indices{2});
}

TEST_CASE("pattern set: bytes that are no UTF-8 are matched as RE2 does", "[fingerprints]")
{
    Patterns patterns;
    for (const auto* text : {R"(\bphone\b)", "^phone.$", "^phone[^a]", "^phone", R"(^phone\W)"})
        patterns.add(text);
    const PatternSet set{patterns.borrowed};
    CHECK(set.matches("phone\x80") == Indices{0, 3});
    CHECK(set.matches("phone\xc3\xa9") == Indices{0, 1, 2, 3, 4});
    CHECK(set.matches("phone\xa9s") == Indices{0, 3});
}

TEST_CASE("pattern set: several threads find the same", "[fingerprints]")
{
    const auto patterns = many_patterns(300);
    const PatternSet set{patterns.borrowed};
    const auto all_found = [&set] {
        for (int i = 0; i < 300; ++i)
            if (set.matches("Maker" + std::to_string(i) + " T48G/35.8.1.52 0004f2aabbcc") != Indices{i}) return false;
        return true;
    };
    std::vector<std::future<bool>> threads;
    for (int i = 0; i < 4; ++i)
        threads.push_back(std::async(std::launch::async, all_found));
    for (auto& thread : threads)
        CHECK(thread.get());
}
