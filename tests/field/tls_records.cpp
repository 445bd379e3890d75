#include "tests/field/tls_records.hpp"

#include <cstdint>

namespace phonescan::field {
namespace {

constexpr std::size_t record_header = 5;
constexpr char alert_record = 21;
constexpr char handshake_record = 22;

/// A length in so many octets, big-endian.
std::string length_of(std::size_t size, unsigned octets)
{
    std::string out;
    for (unsigned i = octets; i-- > 0;)
        out += static_cast<char>(size >> (8 * i) & 0xff);
    return out;
}

std::string record(char type, const std::string& content)
{
    return std::string{type, 3, 1} + length_of(content.size(), 2) + content;
}

std::string handshake(char type, const std::string& body)
{
    return record(handshake_record, std::string{type} + length_of(body.size(), 3) + body);
}

} // namespace

std::string old_server_hello(std::string_view certificate)
{
    constexpr char server_hello = 2, certificates = 11, server_hello_done = 14;
    std::string hello{3, 1};
    for (char c = 0; c < 32; ++c)
        hello += static_cast<char>(0x40 + c); // a random that is none
    hello += std::string{0, 0, 5, 0};         // no session, RC4_128_SHA, no compression
    const auto one = length_of(certificate.size(), 3) + std::string(certificate);
    return handshake(server_hello, hello) + handshake(certificates, length_of(one.size(), 3) + one) +
           handshake(server_hello_done, {});
}

std::string fatal_alert()
{
    constexpr char fatal = 2, handshake_failure = 40;
    return record(alert_record, {fatal, handshake_failure});
}

bool holds_record(std::string_view bytes) noexcept
{
    if (bytes.size() < record_header) return false;
    const auto octet = [bytes](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
    };
    return bytes.size() >= record_header + (octet(3) << 8 | octet(4));
}

} // namespace phonescan::field
