#include "scanner/address_policy.hpp"

#include "scanner/target_list.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

using phonescan::AddressRange;
using phonescan::policy_problems;
using phonescan::test::contains;

namespace {

phonescan::AddressSet addresses(const std::vector<std::string>& targets)
{
    return phonescan::load_targets({.targets = targets}).addresses;
}

} // namespace

TEST_CASE("address policy: networks of one's own need no word", "[scanner][policy]")
{
    const std::string network =
        GENERATE("10.0.0.0/16", "10.255.0.0/16", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/16",
                 "100.127.0.0/16", "127.42.0.0/24", "169.254.0.0/16", "192.0.2.0/24", "198.18.0.0/16", "198.19.0.0/16",
                 "::1", "fc00::/112", "fdff:ffff::/112", "fe80::/112", "febf::1", "2001:db8::/112", "2001:db8:ffff::1");
    CAPTURE(network);
    CHECK(policy_problems(addresses({network}), false).empty());
}

TEST_CASE("address policy: public addresses need --i-own-these-networks", "[scanner][policy]")
{
    const std::string target = GENERATE(
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.255", "192.0.3.0", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.113.7", "223.255.255.255", "2a00::1", "2001:db7::1",
        "2001:db9::", "fbff::1", "fe00::1", "fe7f::1", "fec0::1", "2000::", "::2", "64:ff9b::a00:7");
    CAPTURE(target);
    const auto problems = policy_problems(addresses({"10.0.0.0/24", target}), false);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], Catch::Matchers::StartsWith("public addresses ") &&
                                contains(": " + target + " (1 address): ") && contains("--i-own-these-networks"));
    CHECK(policy_problems(addresses({"10.0.0.0/24", target}), true).empty());
}

TEST_CASE("address policy: multicast, this network and reserved addresses are never scanned", "[scanner][policy]")
{
    struct Case {
        std::string target, names, way_out;
    };
    const auto test = GENERATE(values<Case>({
        {"0.0.0.0", "0.0.0.0 (1 address)", "--exclude 0.0.0.0/8"},
        {"0.255.255.255", "0.255.255.255 (1 address)", "--exclude 0.0.0.0/8"},
        {"224.0.1.75", "224.0.1.75 (1 address)", "--exclude 224.0.0.0/4"},
        {"239.255.255.240/28", "239.255.255.240/28 (16 addresses)", "--exclude 224.0.0.0/4"},
        {"240.0.0.1-2", "240.0.0.1-240.0.0.2 (2 addresses)", "--exclude 240.0.0.0/4"},
        {"255.255.255.255", "255.255.255.255 (1 address)", "--exclude 240.0.0.0/4"},
        {"ff02::1", "ff02::1 (1 address)", "--exclude ff00::/8"},
        {"ff00::/126", "ff00::/126 (4 addresses)", "--exclude ff00::/8"},
        {"::", "unspecified addresses are never scanned: :: (1 address)", "--exclude ::"},
        {"::ffff:10.0.0.7", "IPv4 addresses written as IPv6 are never scanned: ::ffff:10.0.0.7 (1 address)",
         "--exclude ::ffff:0.0.0.0/96"},
    }));
    const bool own_networks = GENERATE(false, true);
    CAPTURE(test.target, own_networks);
    const auto problems = policy_problems(addresses({"10.0.0.0/24", test.target}), own_networks);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], contains("never scanned") && contains(test.names) && contains(test.way_out));
}

TEST_CASE("address policy: more than 65,536 addresses in all need --i-own-these-networks", "[scanner][policy]")
{
    CHECK(policy_problems(addresses({"10.0.0.0/17", "10.1.0.0/17"}), false).empty());
    const auto one_more = addresses({"10.0.0.0/16", "10.9.9.9"});
    const auto problems = policy_problems(one_more, false);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], contains("65537 addresses are more than 65536") && contains("--i-own-these-networks"));
    CHECK(policy_problems(one_more, true).empty());
    CHECK(policy_problems(
              phonescan::load_targets({.targets = {"10.0.0.0/16", "10.9.9.9"}, .exclusions = {"10.0.0.0"}}).addresses,
              false)
              .empty());
}

TEST_CASE("address policy: all that is wrong is said, each kind once", "[scanner][policy]")
{
    CHECK(policy_problems(addresses({"0.0.0.0/0"}), false).size() == 5);
    CHECK(policy_problems(addresses({"0.0.0.0/0"}), true).size() == 3);
    CHECK(policy_problems(phonescan::AddressSet{}, false).empty());
}

TEST_CASE("address policy: a message names a handful of ranges and counts the rest", "[scanner][policy]")
{
    const auto problems = policy_problems(addresses({"8.8.0-99.8"}), false);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], contains("8.8.0.8, 8.8.1.8, 8.8.2.8, 8.8.3.8, 8.8.4.8 and 95 more ranges (100 addresses)"));
}

TEST_CASE("address policy: a range is written as the network it is", "[scanner][policy]")
{
    struct Case {
        AddressRange range;
        std::string text;
    };
    const auto test = GENERATE(values<Case>({
        {{0x0a000007, 0x0a000007}, "10.0.0.7"},
        {{0x0a000000, 0x0a0000ff}, "10.0.0.0/24"},
        {{0x0a000001, 0x0a000002}, "10.0.0.1-10.0.0.2"},
        {{0x0a000002, 0x0a000003}, "10.0.0.2/31"},
        {{0x0a000080, 0x0a00017f}, "10.0.0.128-10.0.1.127"},
        {{0, 0xffffffff}, "0.0.0.0/0"},
        {{0x80000000, 0xffffffff}, "128.0.0.0/1"},
        {{0, 0xfffffffe}, "0.0.0.0-255.255.255.254"},
    }));
    CHECK(to_text(test.range) == test.text);
}

TEST_CASE("address policy: an IPv6 network is too large sooner than one thinks", "[scanner][policy]")
{
    CHECK(policy_problems(addresses({"fd00::/112"}), false).empty());
    const auto problems = policy_problems(addresses({"fd00::/64"}), false);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0], contains("addresses are more than 65536") && contains("--i-own-these-networks"));
    CHECK(policy_problems(addresses({"fd00::/112", "10.0.0.1"}), false).size() == 1); // together
}
