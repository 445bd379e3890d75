#include "tests/field/address.hpp"
#include "tests/field/site_words.hpp"
#include "tests/support/catch.hpp"

#include <netinet/in.h>

using namespace phonescan::field;

TEST_CASE("address: IPv4 and IPv6 are read and written as people write them", "[field]")
{
    const auto text = GENERATE(as<std::string>{}, "127.0.0.1", "255.255.255.255", "0.0.0.1", "::1", "fd00:1::7",
                               "fe80::1:2:3:4", "2001:db8::ffff");
    const auto address = address_of(text);
    CHECK(dotted(address) == text);
    CHECK(address.is_ipv6() == (text.find(':') != std::string::npos));
    CHECK(host_text(address) == (address.is_ipv6() ? '[' + text + ']' : text));
    CHECK(Address::of(address.octets()) == address);
}

TEST_CASE("address: IPv4 is one row of numbers, and no IPv6 address lies in it", "[field]")
{
    const auto first = address_of("127.0.0.255");
    CHECK(dotted(first + 1) == "127.0.1.0");
    CHECK((first + 1) - first == 1);
    CHECK(first == Address{0x7f0000ff});
    CHECK(first.low32() == 0x7f0000ff);
    CHECK(first.seed() == 0x7f0000ff); // populations of IPv4 are strewn by the address itself
    CHECK(dotted(first.subnet()) == "127.0.0.0");
    CHECK(first.host() == 255);
    CHECK(address_of("::1") != Address{1});
    CHECK(address_of("::1").is_loopback());
    CHECK_FALSE(address_of("::2").is_loopback());
    CHECK(address_of("127.255.0.1").is_loopback());
    CHECK_FALSE(Address{}.known());
    CHECK(Address{0}.known());
}
