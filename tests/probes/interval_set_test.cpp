#include "probes/interval_set.hpp"

#include "probes/address_set.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <bit>
#include <random>

using namespace phonescan;

namespace {

using Set = IntervalSet<Number128>;
using Intervals = std::vector<Interval<Number128>>;

constexpr Number128 top = ~Number128{0};
constexpr auto most = std::numeric_limits<std::uint64_t>::max();

Intervals intervals_of(const Set& set)
{
    return {set.intervals().begin(), set.intervals().end()};
}

/// Which of the 64 numbers from `base` on are in the set, asked one by one.
std::uint64_t members(const Set& set, Number128 base)
{
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 64; ++i)
        if (set.position(base + i)) bits |= std::uint64_t{1} << i;
    return bits;
}

struct Sample {
    Set set;
    std::uint64_t members = 0; ///< by hand, bit by bit
};

Sample random_set(std::mt19937& random, Number128 base)
{
    Intervals intervals(random() % 6);
    std::uint64_t bits = 0;
    for (auto& interval : intervals) {
        const auto first = random() % 64;
        const auto last = first + random() % (64 - first);
        interval = {base + first, base + last};
        for (auto i = first; i <= last; ++i)
            bits |= std::uint64_t{1} << i;
    }
    return {Set{intervals}, bits};
}

} // namespace

TEST_CASE("interval set: 128-bit numbers come out ascending, disjoint and joined, to the very ends", "[probes]")
{
    // Catch2 prints no such number: rows are told by their place.
    const struct {
        Intervals in, out;
        std::uint64_t size;
    } rows[] = {
        {{}, {}, 0},
        {{{0, 0}}, {{0, 0}}, 1},
        {{{top, top}}, {{top, top}}, 1},
        {{{top, top}, {0, 0}}, {{0, 0}, {top, top}}, 2},
        {{{top, top}, {top - 1, top - 1}}, {{top - 1, top}}, 2},
        {{{0, 0}, {0, 5}, {6, 6}}, {{0, 6}}, 7},
        {{{top - 9, top}, {top - 20, top - 5}}, {{top - 20, top}}, 21},
        {{{0, top}, {top, top}, {0, 0}}, {{0, top}}, most},
        {{{0, most}}, {{0, most}}, most}, // 2^64 numbers
        {{{1, most}}, {{1, most}}, most}, // 2^64 - 1
        {{{2, most}}, {{2, most}}, most - 1},
        {{{1, most}, {top, top}}, {{1, most}, {top, top}}, most},
        {{{0, top / 2}, {top / 2 + 2, top}}, {{0, top / 2}, {top / 2 + 2, top}}, most},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        const Set set{row.in};
        CHECK((intervals_of(set) == row.out));
        CHECK(set.size() == row.size);
    }
}

TEST_CASE("interval set: 128-bit subtraction goes to the very ends", "[probes]")
{
    const struct {
        Intervals from, what, left;
    } rows[] = {
        {{{0, top}}, {}, {{0, top}}},
        {{{0, top}}, {{0, top}}, {}},
        {{{0, top}}, {{0, 0}, {top, top}}, {{1, top - 1}}},
        {{{0, top}}, {{1, top - 1}}, {{0, 0}, {top, top}}},
        {{{0, 9}, {top - 9, top}}, {{5, top - 5}}, {{0, 4}, {top - 4, top}}},
        {{{5, 5}}, {{0, top}}, {}},
        {{{top, top}}, {{top - 1, top - 1}}, {{top, top}}},
    };
    for (const auto& row : rows) {
        CAPTURE(&row - rows);
        CHECK((intervals_of(Set{row.from}.minus(Set{row.what})) == row.left));
    }
}

TEST_CASE("interval set: random sets of 128-bit numbers agree with sets counted by hand", "[probes]")
{
    std::mt19937 random{20240229};
    for (const Number128 base : {Number128{0}, Number128{most} - 31, top - 63}) {
        for (int round = 0; round < 1000; ++round) {
            const Sample left = random_set(random, base);
            const Sample right = random_set(random, base);
            REQUIRE(members(left.set, base) == left.members);
            REQUIRE(left.set.size() == static_cast<std::uint64_t>(std::popcount(left.members)));
            const auto difference = left.set.minus(right.set);
            REQUIRE(members(difference, base) == (left.members & ~right.members));
            for (std::uint64_t position = 0; position < difference.size(); ++position)
                REQUIRE(difference.position(difference.at(position)) == position);
        }
    }
}

TEST_CASE("interval set: positions beyond 2^64 - 1 are none", "[probes]")
{
    const Set everything{{{0, top}}};
    CHECK((everything.at(most - 1) == most - 1));
    CHECK(everything.position(most - 1) == most - 1);
    CHECK_FALSE(everything.position(most).has_value());
    CHECK_FALSE(everything.position(top).has_value());

    const Set two{{{10, 10}, {top - most, top}}}; // one, then 2^64
    REQUIRE(two.size() == most);
    CHECK(two.position(10) == 0U);
    CHECK(two.position(top - most) == 1U);
    CHECK((two.at(most - 1) == top - 2));
    CHECK(two.position(top - 2) == most - 1);
    CHECK_FALSE(two.position(top - 1).has_value());
    CHECK_FALSE(two.position(top).has_value());

    const Set behind{{{0, most}, {top, top}}}; // the second is out of reach
    CHECK_FALSE(behind.position(top).has_value());
    CHECK_FALSE(behind.position(most).has_value());
    CHECK(behind.position(most - 1) == most - 1);
}
