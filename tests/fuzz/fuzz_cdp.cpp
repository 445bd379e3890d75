// Any bytes as a CDP packet: what is read lies inside the input, keeps to its bounds, and is read again when written
// plainly.

#include "probes/wire/cdp.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;

void append_tlv(std::vector<std::byte>& packet, std::uint8_t type, wire::Bytes value)
{
    const auto length = value.size() + 4;
    for (const std::size_t octet : {std::size_t{0}, std::size_t{type}, length >> 8, length & 0xff})
        packet.push_back(static_cast<std::byte>(octet));
    packet.insert(packet.end(), value.begin(), value.end());
}

void append_text(std::vector<std::byte>& packet, std::uint8_t type, std::string_view text)
{
    if (!text.empty()) append_tlv(packet, type, std::as_bytes(std::span{text}));
}

/// A Port ID comes last: what follows it decides how long it is.
void check_round_trip(const wire::Cdp& cdp)
{
    std::vector<std::byte> plain = {std::byte{cdp.version}, std::byte{cdp.ttl}, std::byte{0}, std::byte{0}};
    append_tlv(plain, 0x77, {}); // a packet needs a TLV
    append_text(plain, 0x01, cdp.device_id);
    append_text(plain, 0x05, cdp.software_version);
    append_text(plain, 0x06, cdp.platform);
    append_text(plain, 0x14, cdp.system_name);
    append_text(plain, 0x03, cdp.port_id);
    const auto again = wire::read_cdp(plain);
    require(again.has_value() && again->complete);
    require(again->version == cdp.version && again->ttl == cdp.ttl);
    require(again->device_id == cdp.device_id && again->port_id == cdp.port_id);
    require(again->software_version == cdp.software_version && again->platform == cdp.platform);
    require(again->system_name == cdp.system_name && again->address_count == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto packet = std::as_bytes(std::span{data, size});
    const auto cdp = wire::read_cdp(packet);
    if (!cdp) {
        require(cdp.error() == Errc::truncated || (cdp.error() == Errc::malformed && size >= 4));
        return 0;
    }
    require(size >= 8 && (cdp->version == 1 || cdp->version == 2));
    for (const auto text : {cdp->device_id, cdp->port_id, cdp->platform, cdp->software_version, cdp->system_name})
        require(lies_in(text, packet) && text.find('\0') == std::string_view::npos);
    require(cdp->address_count <= cdp->addresses.size());
    for (const auto& address : std::span{cdp->addresses}.first(cdp->address_count))
        require(lies_in(address.octets, packet) && (address.octets.size() == 4 || address.octets.size() == 16));
    require(!cdp->voice_vlan || (*cdp->voice_vlan >= 1 && *cdp->voice_vlan <= 4094));
    check_round_trip(*cdp);
    return 0;
}
