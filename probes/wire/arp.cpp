#include "probes/wire/arp.hpp"

#include "probes/wire/read_mac_address.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace phonescan::wire {

namespace {

constexpr std::uint16_t ethernet = 1;
constexpr std::uint16_t ipv4 = 0x0800;
constexpr std::uint8_t mac_length = 6;
constexpr std::uint8_t ipv4_length = 4;
constexpr std::uint8_t request = 1;

} // namespace

Result<Arp> read_arp(Bytes packet) noexcept
{
    ByteReader reader{packet};
    const auto hardware = reader.u16();
    const auto protocol = reader.u16();
    const auto hardware_length = reader.u8();
    const auto protocol_length = reader.u8();
    if (!hardware || !protocol || !hardware_length || !protocol_length) return Errc::truncated;
    if (hardware != ethernet || protocol != ipv4 || hardware_length != mac_length || protocol_length != ipv4_length)
        return Errc::malformed;

    const auto operation = reader.u16();
    const auto sender_mac = read_mac_address(reader);
    const auto sender = reader.u32();
    const auto target_mac = reader.take(mac_length);
    const auto target = reader.u32();
    if (!operation || !sender_mac || !sender || !target_mac || !target) return Errc::truncated;
    return Arp{*operation, *sender_mac, boost::asio::ip::address_v4{*sender}, boost::asio::ip::address_v4{*target}};
}

std::array<std::byte, arp_length> write_arp_request(MacAddress sender_mac, boost::asio::ip::address_v4 sender,
                                                    boost::asio::ip::address_v4 target) noexcept
{
    constexpr std::array<std::uint8_t, 8> head = {ethernet >> 8, ethernet & 0xff, ipv4 >> 8, ipv4 & 0xff,
                                                  mac_length,    ipv4_length,     0,         request};
    std::array<std::byte, arp_length> packet{};
    auto out = packet.begin();
    const auto put = [&out](const auto& octets) { out = std::ranges::copy(std::as_bytes(std::span{octets}), out).out; };
    put(head);
    put(sender_mac.octets());
    put(sender.to_bytes());
    std::advance(out, mac_length);
    put(target.to_bytes());
    return packet;
}

} // namespace phonescan::wire
