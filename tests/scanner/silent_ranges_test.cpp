#include "scanner/coverage/silent_ranges.hpp"

#include "tests/scanner/fake_book.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::vector<AskedChannel> sip = {{"sip-udp", 5060}};

/// Everybody in the ranges is silent but those who are alive.
FakeBook campus(const std::vector<std::string>& alive, std::vector<AddressRange> ranges,
                std::vector<AddressRange6> ranges6 = {})
{
    FakeBook book{AddressSet{std::move(ranges), std::move(ranges6)}, sip};
    for (const auto& address : alive)
        book.set_alive(address);
    return book;
}

using Ranges = std::vector<SilentRange>;

} // namespace

TEST_CASE("silent ranges: networks that touch are one range", "[scanner][coverage]")
{
    const auto book = campus({"10.0.3.7", "10.0.8.0", "10.0.10.255"}, {v4("10.0.3.0", "10.0.12.255")});
    const auto silence = silence_of(book);
    CHECK(silence.ranges == Ranges{{"10.0.4.0/22", 1024}, {"10.0.9.0/24", 256}, {"10.0.11.0-10.0.12.255", 512}});
    CHECK(silence.asked == 2560);
    CHECK_FALSE(silence.is_everywhere);
}

TEST_CASE("silent ranges: a sign of life is enough, whatever the channels say", "[scanner][coverage]")
{
    auto book = campus({"10.0.1.200"}, {v4("10.0.0.0", "10.0.1.255")});
    book.set_all(0, {AskedState::unreachable, 1}); // a router's word, not theirs
    CHECK(silence_of(book).ranges == Ranges{{"10.0.0.0/24", 256}});
    book.set_alive("10.0.0.1");
    CHECK(silence_of(book).ranges.empty());
}

TEST_CASE("silent ranges: less than 16 addresses speak for no network", "[scanner][coverage]")
{
    const std::vector<std::string> alive = {"10.9.0.1"};
    const auto other = v4("10.9.0.1", "10.9.0.1");
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.0", "10.0.0.14")})).ranges.empty());
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.0", "10.0.0.15")})).ranges == Ranges{{"10.0.0.0/28", 16}});
    // 15 in each of two networks
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.241", "10.0.1.14")})).ranges.empty());
}

TEST_CASE("silent ranges: nothing is claimed of addresses that were not asked", "[scanner][coverage]")
{
    const std::vector<std::string> alive = {"10.9.0.1"};
    const auto other = v4("10.9.0.1", "10.9.0.1");
    // A network's own and its broadcast address may lack.
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.1", "10.0.1.254")})).ranges == Ranges{{"10.0.0.0/23", 510}});
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.15", "10.0.0.240")})).ranges == Ranges{{"10.0.0.0/24", 226}});
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.16", "10.0.0.239")})).ranges ==
          Ranges{{"10.0.0.16-10.0.0.239", 224}});
    CHECK(silence_of(campus(alive, {other, v4("10.0.0.1", "10.0.0.100"), v4("10.0.1.100", "10.0.1.255")})).ranges ==
          Ranges{{"10.0.0.0-10.0.0.100", 100}, {"10.0.1.100-10.0.1.255", 156}});

    auto cut_off = campus(alive, {other, v4("10.0.0.0", "10.0.1.255")});
    const auto& set = cut_off.addresses();
    for (std::uint64_t position = 128; position < set.size(); ++position)
        cut_off.set(position, 0, {position % 2 == 0 ? AskedState::unsent : AskedState::not_asked});
    const auto silence = silence_of(cut_off);
    CHECK(silence.ranges == Ranges{{"10.0.0.0/25", 128}});
    CHECK(silence.asked == 128);
}

TEST_CASE("silent ranges: one channel that was asked is enough", "[scanner][coverage]")
{
    FakeBook book{AddressSet{{v4("10.0.0.0", "10.0.0.255"), v4("10.9.0.1", "10.9.0.1")}},
                  {{"sip-udp", 5060}, {"icmp", 0}}};
    book.set_alive("10.9.0.1");
    book.set_all(0, {AskedState::unsent, 0, "no route"});
    CHECK(silence_of(book).ranges == Ranges{{"10.0.0.0/24", 256}});
    book.set_all(1, {AskedState::not_asked});
    CHECK(silence_of(book).ranges.empty());
}

TEST_CASE("silent ranges: IPv6 by 256 addresses, up to the last one", "[scanner][coverage]")
{
    const auto book =
        campus({"2001:db8::1:7"}, {v4("255.255.255.0", "255.255.255.255")},
               {v6("::", "::ff"), v6("2001:db8::", "2001:db8::1ff"), v6("2001:db8::1:0", "2001:db8::1:ff"),
                v6("2001:db8:1::1", "2001:db8:1::1"),
                v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fe00", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")});
    CHECK(silence_of(book).ranges == Ranges{{"255.255.255.0/24", 256},
                                            {"::/120", 256},
                                            {"2001:db8::/119", 512},
                                            {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fe00/119", 512}});
}

TEST_CASE("silent ranges: no range reaches from IPv4 into IPv6, though the numbers go on", "[scanner][coverage]")
{
    const auto last = v4("255.255.255.0", "255.255.255.255");
    CHECK(silence_of(campus({}, {last}, {v6("::1:0:0", "::1:0:ff")})).ranges ==
          Ranges{{"255.255.255.0/24", 256}, {"::1:0:0/120", 256}});
    CHECK(silence_of(campus({"::ffff:ff01"}, {last}, {v6("::ffff:ff00", "::ffff:ffff")})).ranges ==
          Ranges{{"255.255.255.0/24", 256}});
}

TEST_CASE("silent ranges: the sentence names the three largest", "[scanner][coverage]")
{
    const std::string why = ": a firewall on the way, no route there or back, or networks that nobody uses. Nothing is "
                            "known of phones there.";
    CHECK(silence_sentence({}).empty());
    CHECK(silence_sentence({.ranges = {}, .asked = 10}).empty());
    Silence silence{.ranges = {{"10.0.1.0/24", 254}}, .asked = 9000};
    CHECK(silence_sentence(silence) == "No sign of life at all from 10.0.1.0/24 (254 addresses asked)" + why);
    silence.ranges.push_back({"10.0.4.0/22", 1024});
    CHECK(silence_sentence(silence) ==
          "No sign of life at all from 10.0.1.0/24 and 10.0.4.0/22 (1278 addresses asked)" + why);
    silence.ranges.push_back({"10.0.9.0/24", 256});
    CHECK(silence_sentence(silence) ==
          "No sign of life at all from 10.0.1.0/24, 10.0.4.0/22 and 10.0.9.0/24 (1534 addresses asked)" + why);
    silence.ranges.push_back({"10.0.16.0/23", 512});
    CHECK(silence_sentence(silence) == "No sign of life at all from 10.0.4.0/22, 10.0.9.0/24, 10.0.16.0/23 and 1 more "
                                       "range (2046 addresses asked)" +
                                           why);
    silence.ranges.push_back({"10.0.20.0/24", 256}); // as large as an earlier one
    CHECK(silence_sentence(silence) == "No sign of life at all from 10.0.4.0/22, 10.0.9.0/24, 10.0.16.0/23 and 2 more "
                                       "ranges (2302 addresses asked)" +
                                           why);
}

TEST_CASE("silent ranges: a scan that heard nobody says so", "[scanner][coverage]")
{
    const auto book = campus({}, {v4("10.0.0.0", "10.0.1.255")});
    CHECK(silence_of(book).is_everywhere);
    CHECK(silence_sentence(silence_of(book)) ==
          "No sign of life at all from any of the 512 addresses asked: a firewall on the way, no route there or back, "
          "or networks that nobody uses. Nothing is known of phones there.");
    const auto one = campus({}, {v4("10.0.0.1", "10.0.0.1")});
    CHECK(silence_sentence(silence_of(one)) ==
          "No sign of life at all from the one address asked: it is off, behind a firewall, or not there.");

    auto nobody_asked = campus({}, {v4("10.0.0.0", "10.0.1.255")});
    nobody_asked.set_all(0, {AskedState::unsent, 0, "no route"});
    CHECK_FALSE(silence_of(nobody_asked).is_everywhere);
    CHECK(silence_sentence(silence_of(nobody_asked)).empty());
    CHECK_FALSE(silence_of(FakeBook{AddressSet{}, sip}).is_everywhere);
}
