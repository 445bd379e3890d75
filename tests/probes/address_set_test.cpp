#include "probes/address_set.hpp"
#include "tests/support/catch.hpp"

#include <random>

using boost::asio::ip::address_v4;
using phonescan::AddressRange;
using phonescan::AddressSet;

namespace {

constexpr std::uint32_t top = 0xffffffff;

std::vector<AddressRange> ranges_of(const AddressSet& set)
{
    return {set.ranges().begin(), set.ranges().end()};
}

/// Which of the addresses 0 to 63 are in the set, asked one by one.
std::uint64_t members(const AddressSet& set)
{
    std::uint64_t bits = 0;
    for (std::uint32_t address = 0; address < 64; ++address)
        if (set.contains(address)) bits |= std::uint64_t{1} << address;
    return bits;
}

struct Sample {
    AddressSet set;
    std::uint64_t members = 0; ///< by hand, bit by bit
};

Sample random_set(std::mt19937& random)
{
    std::vector<AddressRange> ranges(random() % 6);
    std::uint64_t bits = 0;
    for (AddressRange& range : ranges) {
        range.first = static_cast<std::uint32_t>(random() % 64);
        range.last = range.first + static_cast<std::uint32_t>(random() % (64 - range.first));
        for (std::uint32_t address = range.first; address <= range.last; ++address)
            bits |= std::uint64_t{1} << address;
    }
    return {AddressSet{ranges}, bits};
}

} // namespace

TEST_CASE("address set: ranges come out ascending, disjoint and joined where they touch", "[probes]")
{
    struct Case {
        std::vector<AddressRange> in, out;
        std::uint64_t size;
    };
    const auto test = GENERATE(values<Case>({
        {{}, {}, 0},
        {{{7, 7}}, {{7, 7}}, 1},
        {{{20, 30}, {1, 5}}, {{1, 5}, {20, 30}}, 16},
        {{{1, 5}, {6, 9}}, {{1, 9}}, 9},
        {{{1, 5}, {7, 9}}, {{1, 5}, {7, 9}}, 8},
        {{{1, 50}, {3, 4}, {50, 51}}, {{1, 51}}, 51},
        {{{3, 3}, {3, 3}}, {{3, 3}}, 1},
        {{{top, top}, {0, 0}}, {{0, 0}, {top, top}}, 2},
        {{{0, top}, {top, top}}, {{0, top}}, std::uint64_t{1} << 32},
        {{{0, 0x7fffffff}, {0x80000000, top}}, {{0, top}}, std::uint64_t{1} << 32},
    }));
    const AddressSet set{test.in};
    CHECK(ranges_of(set) == test.out);
    CHECK(set.size() == test.size);
}

TEST_CASE("address set: subtraction leaves what is only on the left", "[probes]")
{
    struct Case {
        std::vector<AddressRange> from, what, left;
    };
    const auto test = GENERATE(values<Case>({
        {{{1, 9}}, {}, {{1, 9}}},
        {{}, {{1, 9}}, {}},
        {{{1, 9}}, {{1, 9}}, {}},
        {{{1, 9}}, {{0, 20}}, {}},
        {{{1, 9}}, {{1, 1}, {9, 9}}, {{2, 8}}},
        {{{1, 9}}, {{5, 5}}, {{1, 4}, {6, 9}}},
        {{{1, 9}, {11, 19}}, {{5, 15}}, {{1, 4}, {16, 19}}},
        {{{1, 9}, {11, 19}, {21, 29}}, {{0, 2}, {4, 24}}, {{3, 3}, {25, 29}}},
        {{{0, top}}, {{0, 0}, {top, top}}, {{1, top - 1}}},
        {{{0, top}}, {{1, top - 1}}, {{0, 0}, {top, top}}},
        {{{0, top}}, {{0, top}}, {}},
    }));
    CHECK(ranges_of(AddressSet{test.from}.minus(AddressSet{test.what})) == test.left);
}

TEST_CASE("address set: random sets agree with sets counted by hand", "[probes]")
{
    std::mt19937 random{20130601};
    for (int round = 0; round < 3000; ++round) {
        const Sample left = random_set(random);
        const Sample right = random_set(random);
        REQUIRE(members(left.set) == left.members);
        REQUIRE(members(left.set.minus(right.set)) == (left.members & ~right.members));
    }
}

TEST_CASE("address set: at and position are each other's inverse", "[probes]")
{
    const AddressSet set{{{10, 12}, {20, 20}, {30, 39}, {top, top}}};
    REQUIRE(set.size() == 15);
    std::uint32_t last = 0;
    for (std::uint64_t position = 0; position < set.size(); ++position) {
        const std::uint32_t address = set.at(position).to_v4().to_uint();
        CHECK(address > last);
        CHECK(set.contains(address));
        CHECK(set.position(address_v4{address}) == position);
        last = address;
    }
    for (const std::uint32_t absent : {0U, 9U, 13U, 19U, 21U, 29U, 40U, top - 1}) {
        CAPTURE(absent);
        CHECK_FALSE(set.position(address_v4{absent}).has_value());
        CHECK_FALSE(set.contains(absent));
    }
    CHECK_FALSE(AddressSet{}.contains(0));
}

TEST_CASE("address set: the whole of IPv4 has 2^32 addresses", "[probes]")
{
    const AddressSet everything{{{0, top}}};
    CHECK(everything.size() == std::uint64_t{1} << 32);
    CHECK(everything.at(everything.size() - 1) == address_v4{top});
    CHECK(everything.position(address_v4{top}) == std::uint64_t{top});
    CHECK(everything.minus(AddressSet{{{256, 511}}}).at(256) == address_v4{512});
}
