// Any bytes as an LLDPDU: what is read lies inside the input, keeps to its bounds, and is read again when written
// plainly.

#include "probes/wire/lldp.hpp"
#include "tests/fuzz/lldp_texts.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace phonescan;
using fuzz::lies_in;
using fuzz::require;
using Octets = std::vector<std::byte>;

void append_tlv(Octets& lldpdu, unsigned type, const std::vector<unsigned>& head, wire::Bytes value)
{
    const auto length = static_cast<unsigned>(head.size() + value.size());
    for (const unsigned octet : {type << 1 | length >> 8, length & 0xff})
        lldpdu.push_back(static_cast<std::byte>(octet));
    for (const unsigned octet : head)
        lldpdu.push_back(static_cast<std::byte>(octet));
    lldpdu.insert(lldpdu.end(), value.begin(), value.end());
}

void append_id(Octets& lldpdu, unsigned type, const wire::LldpId& id)
{
    if (!id.octets.empty()) append_tlv(lldpdu, type, {id.subtype}, id.octets);
}

void append_text(Octets& lldpdu, unsigned type, const std::vector<unsigned>& head, std::string_view text)
{
    if (!text.empty()) append_tlv(lldpdu, type, head, std::as_bytes(std::span{text}));
}

bool same(const wire::LldpId& a, const wire::LldpId& b)
{
    return a.subtype == b.subtype && std::ranges::equal(a.octets, b.octets);
}

void check_round_trip(const wire::Lldpdu& lldpdu)
{
    const unsigned ttl = lldpdu.ttl;
    Octets plain;
    append_id(plain, 1, lldpdu.chassis_id);
    append_id(plain, 2, lldpdu.port_id);
    append_tlv(plain, 3, {ttl >> 8, ttl & 0xff}, {});
    append_text(plain, 4, {}, lldpdu.port_description);
    append_text(plain, 5, {}, lldpdu.system_name);
    append_text(plain, 6, {}, lldpdu.system_description);
    for (const auto& address : std::span{lldpdu.management_addresses}.first(lldpdu.management_address_count))
        append_tlv(plain, 8, {static_cast<unsigned>(address.octets.size() + 1), address.subtype}, address.octets);
    unsigned subtype = 5;
    for (const auto text : fuzz::inventory_of(lldpdu.med))
        append_text(plain, 127, {0x00, 0x12, 0xbb, subtype++}, text);
    append_tlv(plain, 0, {}, {});

    const auto again = wire::read_lldpdu(plain);
    require(again.has_value() && again->complete);
    require(same(again->chassis_id, lldpdu.chassis_id) && same(again->port_id, lldpdu.port_id));
    require(again->ttl == lldpdu.ttl && again->port_description == lldpdu.port_description);
    require(again->system_name == lldpdu.system_name && again->system_description == lldpdu.system_description);
    require(again->management_address_count == lldpdu.management_address_count);
    for (std::size_t i = 0; i < lldpdu.management_address_count; ++i)
        require(same(again->management_addresses[i], lldpdu.management_addresses[i]));
    require(fuzz::inventory_of(again->med) == fuzz::inventory_of(lldpdu.med));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t longest_value = 511;
    const auto bytes = std::as_bytes(std::span{data, size});
    const auto lldpdu = wire::read_lldpdu(bytes);
    if (!lldpdu) {
        require(lldpdu.error() == Errc::truncated || lldpdu.error() == Errc::malformed);
        return 0;
    }
    require(!lldpdu->chassis_id.octets.empty() || !lldpdu->port_id.octets.empty());
    require(lldpdu->complete || lldpdu->lenient);
    for (const auto text : {lldpdu->port_description, lldpdu->system_name, lldpdu->system_description})
        require(fuzz::is_lldp_text(text, bytes));
    for (const auto* id : {&lldpdu->chassis_id, &lldpdu->port_id})
        require(lies_in(id->octets, bytes) && id->octets.size() < longest_value);
    require(lldpdu->management_address_count <= lldpdu->management_addresses.size());
    for (const auto& address : std::span{lldpdu->management_addresses}.first(lldpdu->management_address_count))
        require(lies_in(address.octets, bytes) && !address.octets.empty());
    require(!lldpdu->port_vlan || (*lldpdu->port_vlan >= 1 && *lldpdu->port_vlan <= 4094));
    fuzz::require_med(lldpdu->med, bytes);
    check_round_trip(*lldpdu);
    return 0;
}
