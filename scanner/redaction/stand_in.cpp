#include "scanner/redaction/stand_in.hpp"

namespace phonescan {

using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

address_v4 stand_in_for(const address_v4& address, const SipHashKey& key)
{
    const auto octets = address.to_bytes();
    const auto hash = siphash_2_4(key, std::as_bytes(std::span{octets}));
    constexpr std::uint32_t network = std::uint32_t{198} << 24 | std::uint32_t{18} << 16;
    return address_v4{network | static_cast<std::uint32_t>(hash & 0x1ffff)};
}

address_v6 stand_in_for(const address_v6& address, const SipHashKey& key)
{
    const auto octets = address.to_bytes();
    const auto hash = siphash_2_4(key, std::as_bytes(std::span{octets}));
    address_v6::bytes_type shown{0x20, 0x01, 0x0d, 0xb8};
    for (std::size_t i = 0; i < 8; ++i)
        shown[8 + i] = static_cast<unsigned char>(hash >> (8 * i));
    return address_v6{shown};
}

} // namespace phonescan
