// Any bytes as an ARP packet: what is read, written out again, is what was there.

#include "probes/wire/arp.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::require;

template <class Octets>
void append(std::vector<std::byte>& bytes, const Octets& octets)
{
    for (const auto octet : octets)
        bytes.push_back(static_cast<std::byte>(octet));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr auto length = wire::arp_length;
    constexpr std::array<std::uint8_t, 6> head = {0, 1, 8, 0, 6, 4};
    const auto packet = std::as_bytes(std::span{data, size});
    const auto arp = wire::read_arp(packet);
    const bool is_for_ipv4 = size >= head.size() && std::ranges::equal(std::span{data, head.size()}, head);
    require(arp.has_value() == (is_for_ipv4 && size >= length));
    if (!arp) {
        require(arp.error() == (is_for_ipv4 || size < head.size() ? Errc::truncated : Errc::malformed));
        return 0;
    }
    std::vector<std::byte> again;
    append(again, head);
    append(again, std::array{arp->operation >> 8, arp->operation & 0xff});
    append(again, arp->sender_mac.octets());
    append(again, arp->sender.to_bytes());
    append(again, std::span{data + 18, 6}); // the target's MAC is not kept
    append(again, arp->target.to_bytes());
    require(std::ranges::equal(again, packet.first(length)));
    const auto target_mac = packet.subspan(18, 6);
    const bool knows_nobody = std::ranges::all_of(target_mac, [](std::byte octet) { return octet == std::byte{0}; });
    const auto request = wire::write_arp_request(arp->sender_mac, arp->sender, arp->target);
    require(std::ranges::equal(request, packet.first(length)) == (arp->operation == 1 && knows_nobody));
    return 0;
}
