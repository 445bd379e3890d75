#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a TLS server sends, written by the grammar. Source: RFC 5246, 6.2.1 and 7.4.

namespace phonescan::test {

inline std::string tls_number(std::size_t value, int octets)
{
    std::string out;
    for (int i = octets - 1; i >= 0; --i)
        out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}

inline std::string tls_record(int type, std::string_view fragment, std::uint16_t version = 0x0301)
{
    return tls_number(static_cast<std::size_t>(type), 1) + tls_number(version, 2) + tls_number(fragment.size(), 2) +
           std::string{fragment};
}

inline std::string tls_message(int type, std::string_view body)
{
    return tls_number(static_cast<std::size_t>(type), 1) + tls_number(body.size(), 3) + std::string{body};
}

/// Extensions as they stand in the message, without the length of all; nothing at all when empty.
inline std::string tls_server_hello(std::uint16_t version, std::uint16_t cipher_suite, std::string_view extensions = {})
{
    auto body = tls_number(version, 2) + std::string(32, 'r') + tls_number(4, 1) + "sess" +
                tls_number(cipher_suite, 2) + tls_number(0, 1);
    if (!extensions.empty()) body += tls_number(extensions.size(), 2) + std::string{extensions};
    return tls_message(2, body);
}

inline std::string tls_certificates(const std::vector<std::string>& ders)
{
    std::string list;
    for (const auto& der : ders)
        list += tls_number(der.size(), 3) + der;
    return tls_message(11, tls_number(list.size(), 3) + list);
}

} // namespace phonescan::test
