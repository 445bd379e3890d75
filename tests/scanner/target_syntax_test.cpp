#include "scanner/target_syntax.hpp"

#include "scanner/address_policy.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <random>

using phonescan::AddressSet;
using phonescan::parse_target;
using phonescan::test::contains;

namespace {

/// The ranges a word stands for, as a person would write them, then its names.
std::string meaning(std::string_view word)
{
    const auto parsed = parse_target(word);
    if (!parsed) return "error: " + parsed.error();
    std::string text;
    const AddressSet set{parsed->ranges, parsed->ranges6};
    for (const auto& range : set.range_texts(100))
        text += (text.empty() ? "" : " ") + range;
    for (const std::string& name : parsed->names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}

} // namespace

TEST_CASE("target syntax: what is accepted and what it stands for", "[scanner][targets]")
{
    struct Case {
        std::string word, means;
    };
    const auto test = GENERATE(values<Case>({
        {"10.0.0.7", "10.0.0.7"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"10.0.0.0/24", "10.0.0.0/24"},
        {"10.0.0.7/24", "10.0.0.0/24"},
        {"10.0.0.255/32", "10.0.0.255"},
        {"10.0.0.2/31", "10.0.0.2/31"},
        {"1.2.3.4/0", "0.0.0.0/0"},
        {"10.0.0.1-10.0.0.20", "10.0.0.1-10.0.0.20"},
        {"10.0.0.255-10.0.1.0", "10.0.0.255-10.0.1.0"},
        {"10.0.0.9-10.0.0.9", "10.0.0.9"},
        {"0.0.0.0-255.255.255.255", "0.0.0.0/0"},
        {"10.0.0.1-20", "10.0.0.1-10.0.0.20"},
        {"10.0.0.0-255", "10.0.0.0/24"},
        {"10.0.0-1.0-255", "10.0.0.0/23"},
        {"10.0.0-1.1-254", "10.0.0.1-10.0.0.254 10.0.1.1-10.0.1.254"},
        {"10-11.0.0.1", "10.0.0.1 11.0.0.1"},
        {"10.0.0.1,5,9", "10.0.0.1 10.0.0.5 10.0.0.9"},
        {"10.0.0.1,2,4-6,5", "10.0.0.1-10.0.0.2 10.0.0.4-10.0.0.6"},
        {"10.0,2.0.7", "10.0.0.7 10.2.0.7"},
        {"10.0.0.*", "10.0.0.0/24"},
        {"*.*.*.*", "0.0.0.0/0"},
        {"10.0.3,4.*", "10.0.3.0-10.0.4.255"},
        {"10.0.0.1,10.0.0.5", "10.0.0.1 10.0.0.5"},
        {"10.0.0.0/24,10.9.0.1-3,desk1", "10.0.0.0/24 10.9.0.1-10.9.0.3 desk1"},
        {"phone7.example.com", "phone7.example.com"},
        {"Phone7.Example.com.", "Phone7.Example.com."},
        {"localhost", "localhost"},
        {"3com", "3com"},
        {"xn--bro-hoa.example", "xn--bro-hoa.example"},
        {"1.2.3.4.in-addr.arpa", "1.2.3.4.in-addr.arpa"},
        {"a-b", "a-b"},
        {"0xb0b.example", "0xb0b.example"},
        {"fd00::7", "fd00::7"},
        {"FD00:0:0::0007", "fd00::7"},
        {"[fd00::7]", "fd00::7"},
        {"::", "::"},
        {"::1", "::1"},
        {"fd00::/120", "fd00::/120"},
        {"fd00::42/120", "fd00::/120"},
        {"[fd00::42]/120", "fd00::/120"},
        {"fd00::42/128", "fd00::42"},
        {"fd00::42/127", "fd00::42/127"},
        {"fd00::/64", "fd00::/64"},
        {"::/0", "::/0"},
        {"fe80::1", "fe80::1"},
        {"2001:db8::1", "2001:db8::1"},
        {"::ffff:10.0.0.7", "::ffff:10.0.0.7"},
        {"fd00::1,10.0.0.7,desk1", "10.0.0.7 fd00::1 desk1"},
        {"fd00::1,fd00::2", "fd00::1-fd00::2"},
    }));
    CAPTURE(test.word);
    CHECK(meaning(test.word) == test.means);
}

TEST_CASE("target syntax: what is refused, and what the message names", "[scanner][targets]")
{
    struct Case {
        std::string word, names;
    };
    const auto test = GENERATE(values<Case>({
        {"", "empty"},
        {"10.0.0.300", "\"300\" is no octet: 0 to 255"},
        {"10.0.0.256", "\"256\" is no octet"},
        {"10.0.0.99999999999999999999", "is no octet"},
        {"10.0.0", "no IPv4 address"},
        {"1.2.3.4.5", "no IPv4 address"},
        {"167772161", "no IPv4 address"},
        {"10.0.0.", "an octet is missing"},
        {".10.0.0", "an octet is missing"},
        {"10..0.1", "an octet is missing"},
        {"...", "an octet is missing"},
        {"-", "no IPv4 address"},
        {"*", "no IPv4 address"},
        {"010.0.0.1", "010 could be octal or decimal"},
        {"10.0.0.01-20", "01 could be octal"},
        {"10.0.0.00", "00 could be octal"},
        {"010.0.0.0/8", "010 could be octal"},
        {"10.0.0.0/33", "\"33\" is no prefix length: 0 to 32"},
        {"10.0.0.0/", "\"\" is no prefix length"},
        {"10.0.0.0/-1", "\"-1\" is no prefix length"},
        {"10.0.0.0/08", "08 could be octal"},
        {"10.0.0.0/24/8", "\"24/8\" is no prefix length"},
        {"10.0.0.0/255.255.255.0", "is no prefix length"},
        {"10.0.0/24", "\"10.0.0\" is no IPv4 address"},
        {"/24", "\"\" is no IPv4 address"},
        {"10.0.0.1-20/24", "\"1-20\" is no octet"},
        {"phone.example.com/28", "a prefix length goes with an address"},
        {"10.0.0.20-10.0.0.1", "runs backwards: write it as 10.0.0.1-10.0.0.20"},
        {"10.0.0.20-1", "\"20-1\" runs backwards: write it as 1-20"},
        {"10.0.0.1-10.0.0.300", "\"300\" is no octet"},
        {"10.0.0.1-10.0.1", "no IPv4 address"},
        {"10.0.0.1-2-3", "\"1-2-3\" is no range of octets"},
        {"10.0.0.-", "without an end"},
        {"10.0.0.5-", "without an end"},
        {"10.0.0.1,", "an octet is missing"},
        {"10.0.0.1*", "\"1*\" is no octet"},
        {"*.*.*.1", "more than 1048576 separate ranges"},
        {"10.0.0.1,5,10.0.1.1", "\"5\": no IPv4 address"},
        {"10.0.0.1,,10.0.1.1", "\"\": empty"},
        {"10.0.0.x1", "neither an IPv4 address"},
        {"10.0.0.1O", "neither an IPv4 address"},
        {"host.7", "does not end in a number"},
        {"0x7f000001", "does not end in a number"},
        {"0x7f.0x1", "does not end in a number"},
        {"fe80::1%eth0", "without its zone is expected: name the interface with -e"},
        {"[fe80::1%2]", "without its zone is expected"},
        {"fe80::1%eth0/64", "without its zone is expected"},
        {"fd00::/129", "\"129\" is no prefix length of IPv6: 0 to 128"},
        {"fd00::/", "\"\" is no prefix length of IPv6"},
        {"fd00::/064", "064 could be octal"},
        {"fd00::/64/8", "\"64/8\" is no prefix length of IPv6"},
        {"[fd00::7]:5060", "-p"},
        {"[fd00::7", "-p"},
        {"fd00::7]", "-p"},
        {"[[fd00::7]]", "-p"},
        {"[]", "-p"},
        {"[10.0.0.7]", "-p"},
        {"http://[fd00::7]/", "-p"},
        {"sip:[fd00::7]", "-p"},
        {"fd00:::7", "-p"},
        {"fd00::g", "-p"},
        {"fd00::1::2", "-p"},
        {"1:2:3:4:5:6:7", "-p"},
        {"1:2:3:4:5:6:7:8:9", "-p"},
        {"fd00::12345", "-p"},
        {"fd00::1-fd00::9", "-p"},
        {":", "-p"},
        {"10.0.0.1:5060", "-p"},
        {"sip:10.0.0.1", "-p"},
        {"http://phone7/", "-p"},
        {"under_score", "letters, digits, hyphens and dots"},
        {"b\xc3\xbcro", "letters, digits, hyphens and dots"},
        {"-x.example", "no host name"},
        {"x-.example", "no host name"},
        {"a..b", "no host name"},
        {".example", "no host name"},
        {std::string(64, 'a'), "no host name"},
    }));
    CAPTURE(test.word);
    const auto parsed = parse_target(test.word);
    REQUIRE(parsed.has_error());
    CHECK_THAT(parsed.error(), contains(test.names));
}

TEST_CASE("target syntax: a host name has at most 253 characters", "[scanner][targets]")
{
    std::string name;
    for (int label = 0; label < 50; ++label)
        name += "abcd.";
    CHECK(parse_target(name + "abc").has_value());
    CHECK(parse_target(name + "abc.").has_value());
    CHECK(parse_target(name + "abcd").has_error());
}

TEST_CASE("target syntax: no garbage gets through as more than it says, nor crashes", "[scanner][targets]")
{
    std::mt19937 random{5060};
    const std::string alphabet = "0123456789012....,,--**//::::fd%x#[]\\ \"\n\xff\xc3"
                                 "a_";
    for (int round = 0; round < 20000; ++round) {
        std::string word(random() % 24, ' ');
        for (char& c : word)
            c = random() % 50 == 0 ? static_cast<char>(random()) : alphabet[random() % alphabet.size()];
        CAPTURE(word);
        const auto parsed = parse_target(word);
        if (parsed.has_error()) {
            REQUIRE_FALSE(parsed.error().empty());
            continue;
        }
        REQUIRE((!parsed->ranges.empty() || !parsed->ranges6.empty() || !parsed->names.empty()));
        for (const auto& range : parsed->ranges)
            REQUIRE(range.first <= range.last);
        for (const auto& range : parsed->ranges6)
            REQUIRE(range.first <= range.last);
    }
}

TEST_CASE("target syntax: any text is shown on one line and in moderate length", "[scanner][targets]")
{
    CHECK(phonescan::quoted("10.0.0.300") == "\"10.0.0.300\"");
    CHECK(phonescan::quoted("a\x1b[31m\xff\nb") == "\"a\\x1b[31m\\xff b\"");
    CHECK(phonescan::quoted(std::string(100000, 'x')).size() < 100);
}
