#include "probes/address_set.hpp"
#include "tests/support/catch.hpp"

#include <bit>
#include <limits>
#include <random>

using namespace phonescan;
using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::make_address;
using boost::asio::ip::make_address_v6;

namespace {

constexpr std::uint32_t top4 = 0xffffffff;
constexpr Number128 top6 = ~Number128{0};
constexpr auto most = std::numeric_limits<std::uint64_t>::max();

AddressRange6 range6(const char* first, const char* last)
{
    return {number_of(make_address_v6(first)), number_of(make_address_v6(last))};
}

/// The low numbers of one family, 0 to 63, as members of a set of both.
struct Bits {
    std::uint64_t v4 = 0;
    std::uint64_t v6 = 0;

    friend bool operator==(const Bits&, const Bits&) = default;
};

Bits members(const AddressSet& set)
{
    Bits bits;
    for (std::uint32_t i = 0; i < 64; ++i) {
        if (set.contains(address{address_v4{i}})) bits.v4 |= std::uint64_t{1} << i;
        if (set.contains(address{address_of(i)})) bits.v6 |= std::uint64_t{1} << i;
    }
    return bits;
}

struct Sample {
    AddressSet set;
    Bits members;
};

Sample random_set(std::mt19937& random)
{
    Sample sample;
    std::vector<AddressRange> ranges;
    std::vector<AddressRange6> ranges6;
    for (auto count = random() % 8; count > 0; --count) {
        const auto first = static_cast<std::uint32_t>(random() % 64);
        const auto last = first + static_cast<std::uint32_t>(random() % (64 - first));
        const bool is_v6 = random() % 2 == 0;
        if (is_v6)
            ranges6.push_back({first, last});
        else
            ranges.push_back({first, last});
        for (auto i = first; i <= last; ++i)
            (is_v6 ? sample.members.v6 : sample.members.v4) |= std::uint64_t{1} << i;
    }
    sample.set = AddressSet{ranges, ranges6};
    return sample;
}

} // namespace

TEST_CASE("address set: an IPv6 address is its number, and back", "[probes][ipv6]")
{
    CHECK((number_of(make_address_v6("::")) == 0));
    CHECK((number_of(make_address_v6("::1")) == 1));
    CHECK((number_of(make_address_v6("2001:db8::ff00:42")) == (Number128{0x20010db8'00000000} << 64 | 0xff000042)));
    CHECK((number_of(make_address_v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) == top6));
    for (const auto* const text : {"::", "::1", "2001:db8::ff00:42", "fe80::1", "ffff:ffff:ffff:ffff::"})
        CHECK(address_of(number_of(make_address_v6(text))) == make_address_v6(text));
}

TEST_CASE("address set: zones do not count", "[probes][ipv6]")
{
    boost::asio::ip::address_v6 zoned = make_address_v6("fe80::7");
    zoned.scope_id(3);
    CHECK(without_zone(zoned) == make_address("fe80::7"));
    CHECK(without_zone(make_address("10.0.0.7")) == make_address("10.0.0.7"));
    CHECK(without_zone(make_address("2001:db8::7")) == make_address("2001:db8::7"));
    const AddressSet set{{}, {range6("fe80::7", "fe80::7")}};
    CHECK(set.contains(zoned));
    CHECK(set.at(0) == make_address("fe80::7"));
}

TEST_CASE("address set: ranges of IPv6 for people", "[probes][ipv6]")
{
    const struct {
        const char* first;
        const char* last;
        const char* text;
    } rows[] = {
        {"::1", "::1", "::1"},
        {"::", "::1", "::/127"},
        {"::1", "::2", "::1-::2"},
        {"2001:db8::", "2001:db8::ffff", "2001:db8::/112"},
        {"2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", "2001:db8::/64"},
        {"2001:db8::", "2001:db8::ffff:ffff:ffff:fffe", "2001:db8::-2001:db8::ffff:ffff:ffff:fffe"},
        {"2001:db8::1", "2001:db8::ffff", "2001:db8::1-2001:db8::ffff"},
        {"::", "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/1"},
        {"8000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "8000::/1"},
        {"::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const auto& row : rows)
        CHECK(to_text(range6(row.first, row.last)) == row.text);
    CHECK(to_text(AddressRange{0, top4}) == "0.0.0.0/0");
    CHECK(to_text(AddressRange{0x0a000001, 0x0a000009}) == "10.0.0.1-10.0.0.9");
}

TEST_CASE("address set: IPv4 comes before IPv6", "[probes][ipv6]")
{
    const AddressSet set{{{0x0a000001, 0x0a000002}, {top4, top4}}, {{0, 1}, {top6, top6}}};
    const std::vector<std::string> expected = {"10.0.0.1", "10.0.0.2", "255.255.255.255",
                                               "::",       "::1",      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
    REQUIRE(set.size() == expected.size());
    for (std::uint64_t position = 0; position < set.size(); ++position) {
        CHECK(set.at(position).to_string() == expected[position]);
        CHECK(set.position(set.at(position)) == position);
    }
    for (const auto* const absent : {"0.0.0.0", "10.0.0.3", "::2", "::a00:1", "::ffff:10.0.0.1"})
        CHECK_FALSE(set.contains(make_address(absent)));
    using Texts = std::vector<std::string>;
    CHECK(set.range_texts(0).empty());
    CHECK(set.range_texts(1) == Texts{"10.0.0.1-10.0.0.2"});
    CHECK(set.range_texts(3) == Texts{"10.0.0.1-10.0.0.2", "255.255.255.255", "::/127"});
    CHECK(set.range_texts(9).size() == 4);
    CHECK(set.range_texts(most).size() == 4);
}

TEST_CASE("address set: random sets of both families agree with sets counted by hand", "[probes][ipv6]")
{
    std::mt19937 random{20200711};
    for (int round = 0; round < 1500; ++round) {
        const Sample left = random_set(random);
        const Sample right = random_set(random);
        REQUIRE(members(left.set) == left.members);
        const auto& [a4, a6] = left.members;
        const auto& [b4, b6] = right.members;
        REQUIRE(members(left.set.minus(right.set)) == Bits{a4 & ~b4, a6 & ~b6});
        const auto both = left.set.plus(right.set);
        REQUIRE(members(both) == Bits{a4 | b4, a6 | b6});
        REQUIRE(both.size() == static_cast<std::uint64_t>(std::popcount(a4 | b4) + std::popcount(a6 | b6)));
        for (std::uint64_t position = 0; position < both.size(); ++position)
            REQUIRE(both.position(both.at(position)) == position);
    }
}

TEST_CASE("address set: more addresses than can be counted are 2^64 - 1, and those behind them have no position",
          "[probes][ipv6]")
{
    const AddressSet everything{{{0, top4}}, {{0, top6}}};
    REQUIRE(everything.size() == most);
    CHECK(everything.position(make_address("255.255.255.255")) == std::uint64_t{top4});
    CHECK(everything.position(make_address("::")) == std::uint64_t{top4} + 1);
    const auto last = everything.at(most - 1);
    CHECK(everything.position(last) == most - 1);
    CHECK((number_of(last.to_v6()) == Number128{most} - 2 - top4));
    CHECK_FALSE(everything.contains(address{address_of(number_of(last.to_v6()) + 1)}));
    const AddressSet network{{}, {range6("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff")}};
    CHECK(network.size() == most);
    CHECK(network.at(7) == make_address("2001:db8::7"));
    CHECK(network.plus(AddressSet{{{1, 1}}}).size() == most);
}
