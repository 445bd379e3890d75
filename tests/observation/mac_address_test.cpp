#include "probes/observation/mac_address.hpp"
#include "tests/support/catch.hpp"

using phonescan::Errc;
using phonescan::MacAddress;

TEST_CASE("MAC address: every accepted spelling gives the same address", "[observation]")
{
    const auto text = GENERATE("00:04:f2:aa:bb:cc", "00-04-F2-AA-BB-CC", "0004.f2aa.bbcc", "0004F2AABBCC");
    CAPTURE(text);
    const auto mac = MacAddress::parse(text);
    REQUIRE(mac.has_value());
    CHECK(mac->to_string() == "00:04:f2:aa:bb:cc");
    CHECK(mac->oui() == 0x0004f2);
}

TEST_CASE("MAC address: what is none is refused", "[observation]")
{
    const auto text = GENERATE("", "0004f2aabbc", "0004f2aabbccd", "00:04:f2:aa:bb:cg", "00:04-f2:aa:bb:cc",
                               "0004:f2aa:bbcc", "00:04:f2:aa:bb:c:", "00 04 f2 aa bb cc", "7C2F80XXXXXX");
    CAPTURE(text);
    const auto mac = MacAddress::parse(text);
    REQUIRE(mac.has_error());
    CHECK(mac.error() == make_error_code(Errc::not_a_mac_address));
}

TEST_CASE("MAC address: multicast, local and zero addresses name no device", "[observation]")
{
    CHECK(MacAddress::parse("0004f2aabbcc")->names_a_device());
    CHECK_FALSE(MacAddress::parse("000000000000")->names_a_device());
    CHECK_FALSE(MacAddress::parse("ffffffffffff")->names_a_device());
    CHECK_FALSE(MacAddress::parse("020202020202")->names_a_device());
}
