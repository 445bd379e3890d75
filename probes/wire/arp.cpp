#include "probes/wire/arp.hpp"

#include "probes/wire/read_mac_address.hpp"

namespace phonescan::wire {

Result<Arp> read_arp(Bytes packet) noexcept
{
    constexpr std::uint16_t ethernet = 1;
    constexpr std::uint16_t ipv4 = 0x0800;

    ByteReader reader{packet};
    const auto hardware = reader.u16();
    const auto protocol = reader.u16();
    const auto hardware_length = reader.u8();
    const auto protocol_length = reader.u8();
    if (!hardware || !protocol || !hardware_length || !protocol_length) return Errc::truncated;
    if (hardware != ethernet || protocol != ipv4 || hardware_length != 6 || protocol_length != 4)
        return Errc::malformed;

    const auto operation = reader.u16();
    const auto sender_mac = read_mac_address(reader);
    const auto sender = reader.u32();
    const auto target_mac = reader.take(6);
    const auto target = reader.u32();
    if (!operation || !sender_mac || !sender || !target_mac || !target) return Errc::truncated;
    return Arp{*operation, *sender_mac, boost::asio::ip::address_v4{*sender}, boost::asio::ip::address_v4{*target}};
}

} // namespace phonescan::wire
