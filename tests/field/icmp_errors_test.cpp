#include "tests/field/icmp_errors.hpp"
#include "tests/support/catch.hpp"

#include <numeric>

using namespace phonescan::field;

namespace {

/// RFC 1071: a block with a right checksum sums to all ones.
std::uint32_t sum_of(std::string_view bytes)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

} // namespace

TEST_CASE("ICMP unreachable: carries the refused datagram's headers and right checksums", "[field]")
{
    Outgoing error;
    error.icmp_code = 3;
    error.to = {0x7f000001, 40000};
    error.asked = 0x7f2a0007;
    error.asked_port = 5060;
    error.bytes = "OPTIONS sip:x"; // an odd number of bytes
    const auto message = icmp_unreachable(error);
    REQUIRE(message.size() == 8 + 20 + 8 + 13);
    CHECK(message.substr(0, 2) == "\x03\x03");
    CHECK(sum_of(message) == 0xffff);
    CHECK(sum_of(std::string_view(message).substr(8, 20)) == 0xffff);
    CHECK(message.substr(20, 8) == std::string("\x7f\x00\x00\x01\x7f\x2a\x00\x07", 8));
    CHECK(message.substr(28, 6) == std::string("\x9c\x40\x13\xc4\x00\x15", 6));
    CHECK(message.substr(36) == error.bytes);
}

TEST_CASE("ICMPv6 unreachable: says the same by RFC 4443, with the refused datagram's headers", "[field]")
{
    Outgoing error;
    error.to = {Address{0xfd00000100000000, 1}, 40000};
    error.asked = Address{0xfd00000100000000, 7};
    error.asked_port = 5060;
    error.bytes = "OPTIONS sip:x";
    const auto [code, ipv6_code] = GENERATE(table<std::uint8_t, char>({{3, 4}, {0, 0}, {1, 3}, {9, 1}, {13, 1}}));
    error.icmp_code = code;
    const auto message = icmp_unreachable(error);
    REQUIRE(message.size() == 8 + 40 + 8 + 13);
    CHECK(message.substr(0, 2) == std::string{1, ipv6_code});
    CHECK(message.substr(8, 8) == std::string("\x60\0\0\0\0\x15\x11\x40", 8));
    CHECK(message.substr(16, 16) == std::string("\xfd\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1", 16));
    CHECK(message.substr(32, 16) == std::string("\xfd\0\0\1\0\0\0\0\0\0\0\0\0\0\0\7", 16));
    CHECK(message.substr(48, 6) == std::string("\x9c\x40\x13\xc4\x00\x15", 6));
    CHECK(message.substr(56) == error.bytes);
}
