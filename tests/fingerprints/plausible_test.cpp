#include "fingerprints/plausible.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

TEST_CASE("plausible MAC: placeholders, multicast and local addresses are none", "[fingerprints]")
{
    for (const auto* const text :
         {"000000000000", "010203040506", "deadbeef0000", "001122334455", "000102030405", "0c3800000000",
          "0004f2ffffff", "ffffffffffff", "01005e000001", "020000000001", "123456789abc", "aabbccddeeff"}) {
        CAPTURE(text);
        CHECK_FALSE(is_plausible_mac(*MacAddress::parse(text)));
    }
    for (const auto* const text : {"0004f2aabbcc", "00908f3bab6e", "00156527003e", "805ec0000001", "08000fa1b2c3"}) {
        CAPTURE(text);
        CHECK(is_plausible_mac(*MacAddress::parse(text)));
    }
}

TEST_CASE("plausible serial: placeholders and words are none", "[fingerprints]")
{
    for (const auto* const text :
         {"", "0", "1234", "00000000", "0000000000001", "123456789", "1234567890", "unknown", "N/A", "none",
          "Not Specified", "default", "11111111", "ABCDEFGH", "-", "System Serial"}) {
        CAPTURE(text);
        CHECK_FALSE(is_plausible_serial(text));
    }
    for (const auto* const text :
         {"FCH1610A5S5", "4MM00F903042", "CBT141400UK", "0004f2abcdef", "98765", "12-34-56-99"}) {
        CAPTURE(text);
        CHECK(is_plausible_serial(text));
    }
}

TEST_CASE("local address: an address where a version is expected is none", "[fingerprints]")
{
    for (const auto* const text : {"192.168.1.1", "172.16.0.4", "172.31.255.255", "127.0.0.1", "169.254.1.2"}) {
        CAPTURE(text);
        CHECK(is_local_address(text));
    }
    for (const auto* const text : {"10.1.84.12", "35.80.0.70", "172.15.0.4", "172.32.0.4", "192.168.1", "192.168.1.300",
                                   "", "sip88xx.12-0-1-7"}) {
        CAPTURE(text);
        CHECK_FALSE(is_local_address(text));
    }
}
