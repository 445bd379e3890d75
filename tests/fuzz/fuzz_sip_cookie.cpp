// Any bytes as a token: what is accepted is the one token of its target, and what is not is told in one way.

#include "probes/sip_cookie.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

std::string lower(std::string_view text)
{
    std::string lowered{text};
    std::ranges::transform(lowered, lowered.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lowered;
}

/// The input as address and port: its token verifies, and with any one character exchanged it does not.
void check_token(const SipCookie& cookie, const std::uint8_t* data, std::size_t size)
{
    boost::asio::ip::address_v6::bytes_type octets{};
    std::copy_n(data, std::min(size, octets.size()), octets.begin());
    const auto port = static_cast<std::uint16_t>(size);
    SipTarget target{boost::asio::ip::address_v6{octets}, port};
    if (size < octets.size())
        target.address = boost::asio::ip::address_v4{{octets[0], octets[1], octets[2], octets[3]}};

    const auto token = cookie.token(target);
    require(cookie.verify(token.text()) == target);
    std::string altered{token.text()};
    char& exchanged = altered[size % altered.size()];
    exchanged = exchanged == '0' ? '1' : '0';
    require(!cookie.verify(altered));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const SipCookie cookie{SipHashKey{}}; // a fixed key: seeds hold tokens that verify
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto target = cookie.verify(text);
    if (target) {
        require(SipCookie::has_shape(text));
        require(cookie.token(*target).text() == lower(text));
    }
    check_token(cookie, data, size);
    return 0;
}
