#include "fingerprints/pattern_set.hpp"
#include "tests/support/catch.hpp"

#include <deque>
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
    CHECK(set.is_compiled());
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
    CHECK(set.is_compiled());
    CHECK(set.matches("Maker2999 SIP-T48G 35.8.1.52") == Indices{2999});
    CHECK(set.matches("Maker0 T48G/35.8.1.52 0004f2aabbcc") == Indices{0});
    CHECK(set.matches("Maker0 T48G").empty());
}

TEST_CASE("pattern set: without the memory for an automaton the answers are the same", "[fingerprints]")
{
    const auto patterns = many_patterns(200);
    const PatternSet small{patterns.borrowed, 20000};
    const PatternSet large{patterns.borrowed};
    CHECK_FALSE(small.is_compiled());
    CHECK(large.is_compiled());
    for (const auto* text :
         {"Maker7 T22P 7.7.0.26", "Maker199 SIP-T22P/7.7.0.26", "Maker200 T22P 7.7.0.26", "", "Maker7"})
        CHECK(small.matches(text) == large.matches(text));
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
    const PatternSet tight{patterns.borrowed, 400000};
    CHECK(tight.matches(text) == Indices{7});
}
