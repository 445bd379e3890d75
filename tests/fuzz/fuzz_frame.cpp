// Any bytes as a frame of any link type (the first two octets): the payload is an end of the frame or what an 802.3
// length leaves of it, and another tag in front changes nothing but the VLAN.

#include "probes/wire/frame.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

constexpr std::size_t addresses_length = 12;

bool starts_with(wire::Bytes bytes, const std::optional<MacAddress>& mac)
{
    return mac && std::ranges::equal(mac->octets(), bytes.first(6),
                                     [](std::uint8_t a, std::byte b) { return std::byte{a} == b; });
}

void check_another_tag(wire::Bytes bytes, const wire::Frame& frame)
{
    constexpr std::uint16_t vlan = 7;
    std::vector<std::byte> tagged(bytes.begin(), bytes.begin() + addresses_length);
    for (const unsigned octet : {0x88U, 0xa8U, 0U, unsigned{vlan}})
        tagged.push_back(static_cast<std::byte>(octet));
    tagged.insert(tagged.end(), bytes.begin() + addresses_length, bytes.end());
    const auto again = wire::read_frame(wire::LinkType::ethernet, tagged);
    require(again.has_value());
    require(again->protocol == frame.protocol && again->source == frame.source);
    require(again->vlan == frame.vlan.value_or(vlan));
    require(std::ranges::equal(again->payload, frame.payload));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wire::ByteReader reader{std::as_bytes(std::span{data, size})};
    const auto number = reader.u16();
    if (!number) return 0;
    const auto type = static_cast<wire::LinkType>(*number);
    const auto bytes = reader.rest();
    const auto frame = wire::read_frame(type, bytes);
    if (!frame) {
        require(frame.error() == (wire::is_known(type) ? Errc::truncated : Errc::malformed));
        return 0;
    }
    require(wire::is_known(type));
    require(lies_in(frame->payload, bytes));
    require(!frame->vlan || (*frame->vlan >= 1 && *frame->vlan <= 4095));
    if (type != wire::LinkType::ethernet) {
        require(!frame->destination);
        return 0;
    }
    require(starts_with(bytes, frame->destination) && starts_with(bytes.subspan(6), frame->source));
    check_another_tag(bytes, *frame);
    return 0;
}
