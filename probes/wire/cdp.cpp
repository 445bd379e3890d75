#include "probes/wire/cdp.hpp"

#include <algorithm>

namespace phonescan::wire {

namespace {

enum class TlvType : std::uint16_t {
    device_id = 0x01,
    addresses = 0x02,
    port_id = 0x03,
    capabilities = 0x04,
    software_version = 0x05,
    platform = 0x06,
    native_vlan = 0x0a,
    appliance_vlan_reply = 0x0e,
    appliance_vlan_query = 0x0f,
    power_consumption = 0x10,
    system_name = 0x14,
    management_addresses = 0x16,
};

constexpr std::size_t tlv_header_length = 4;

struct Tlv {
    TlvType type{};
    Bytes value;
};

/// Reads one TLV; nullopt leaves the reader where it was, at a TLV that is no TLV or is not all there.
std::optional<Tlv> read_tlv(ByteReader& reader) noexcept
{
    constexpr std::size_t miscounted = 3;

    ByteReader ahead = reader;
    const auto type = ahead.u16();
    const auto length = ahead.u16();
    if (!length || *length < tlv_header_length) return std::nullopt;
    const Bytes from_value = ahead.rest();
    auto value = ahead.take(*length - tlv_header_length);
    if (!value) return std::nullopt;

    const auto at_type = [](const ByteReader& next) { return next.empty() || next.rest().front() == std::byte{0}; };
    if (static_cast<TlvType>(*type) == TlvType::port_id && !at_type(ahead)) {
        ByteReader further{from_value};
        const auto longer = further.take(value->size() + miscounted);
        if (longer && at_type(further)) {
            value = longer;
            ahead = further;
        }
    }
    reader = ahead;
    return Tlv{static_cast<TlvType>(*type), *value};
}

std::string_view text_until_nul(Bytes value) noexcept
{
    const auto text = text_of(value);
    return text.substr(0, text.find('\0'));
}

bool is_ip(std::uint8_t protocol_type, Bytes protocol, Bytes address) noexcept
{
    using namespace std::string_view_literals;
    constexpr auto ipv4 = "\xcc"sv;
    constexpr auto ipv6 = "\xaa\xaa\x03\x00\x00\x00\x86\xdd"sv;
    if (protocol_type == 1) return text_of(protocol) == ipv4 && address.size() == 4;
    return protocol_type == 2 && text_of(protocol) == ipv6 && address.size() == 16;
}

void add_address(Cdp& cdp, Bytes octets) noexcept
{
    const auto known = std::span{cdp.addresses}.first(cdp.address_count);
    const auto is_same = [octets](const CdpAddress& address) { return std::ranges::equal(address.octets, octets); };
    if (known.size() == cdp.addresses.size() || std::ranges::any_of(known, is_same)) return;
    cdp.addresses[cdp.address_count++] = {octets};
}

/// Reads as many as there are: the count in front may lie.
void add_addresses(Cdp& cdp, Bytes value) noexcept
{
    ByteReader reader{value};
    const auto count = reader.u32();
    for (std::uint32_t i = 0; count && i < *count; ++i) {
        const auto protocol_type = reader.u8();
        const auto protocol_length = reader.u8();
        if (!protocol_length) return;
        const auto protocol = reader.take(*protocol_length);
        const auto address_length = reader.u16();
        if (!protocol || !address_length) return;
        const auto address = reader.take(*address_length);
        if (!address) return;
        if (is_ip(*protocol_type, *protocol, *address)) add_address(cdp, *address);
    }
}

struct Found {
    Bytes management_addresses;
    std::optional<std::uint16_t> vlan_reply;
    std::optional<std::uint16_t> vlan_query;
};

/// The VLAN of an appliance; what cannot be the ID of one is none. Source of the range: IEEE 802.1Q, 9.6.
std::optional<std::uint16_t> appliance_vlan(Bytes value) noexcept
{
    ByteReader reader{value};
    const auto appliance = reader.u8();
    const auto vlan = reader.u16();
    if (!appliance || !vlan || *vlan == 0 || *vlan > 4094) return std::nullopt;
    return vlan;
}

void keep_first(std::string_view& text, Bytes value) noexcept
{
    if (text.empty()) text = text_until_nul(value);
}

template <class Number>
void keep_first(std::optional<Number>& number, std::optional<Number> value) noexcept
{
    if (!number) number = value;
}

void add_tlv(Cdp& cdp, Found& found, const Tlv& tlv) noexcept
{
    constexpr std::size_t one_vlan = 3;
    ByteReader value{tlv.value};
    switch (tlv.type) {
    case TlvType::device_id:
        return keep_first(cdp.device_id, tlv.value);
    case TlvType::addresses:
        return add_addresses(cdp, tlv.value);
    case TlvType::port_id:
        return keep_first(cdp.port_id, tlv.value);
    case TlvType::capabilities:
        return keep_first(cdp.capabilities, value.u32());
    case TlvType::software_version:
        return keep_first(cdp.software_version, tlv.value);
    case TlvType::platform:
        return keep_first(cdp.platform, tlv.value);
    case TlvType::native_vlan:
        return keep_first(cdp.native_vlan, value.u16());
    case TlvType::appliance_vlan_reply:
        return keep_first(found.vlan_reply, appliance_vlan(tlv.value));
    case TlvType::appliance_vlan_query:
        if (tlv.value.size() == one_vlan) keep_first(found.vlan_query, appliance_vlan(tlv.value));
        return;
    case TlvType::power_consumption:
        return keep_first(cdp.power, value.u16());
    case TlvType::system_name:
        return keep_first(cdp.system_name, tlv.value);
    case TlvType::management_addresses:
        if (found.management_addresses.empty()) found.management_addresses = tlv.value;
        return;
    }
}

/// Padding of a short frame that carried no length of its own.
bool is_padding(Bytes rest) noexcept
{
    return std::ranges::all_of(rest, [](std::byte octet) { return octet == std::byte{0}; });
}

/// What a packet is in which not even one TLV could be read.
Errc without_tlv(ByteReader reader) noexcept
{
    if (reader.empty()) return Errc::malformed;
    const auto type = reader.u16();
    const auto length = reader.u16();
    if (!type || !length) return Errc::truncated;
    return *length > tlv_header_length ? Errc::truncated : Errc::malformed;
}

} // namespace

Result<Cdp> read_cdp(Bytes packet) noexcept
{
    ByteReader reader{packet};
    const auto version = reader.u8();
    const auto ttl = reader.u8();
    const auto checksum = reader.u16();
    if (!version || !ttl || !checksum) return Errc::truncated;
    if (*version != 1 && *version != 2) return Errc::malformed;

    Cdp cdp;
    cdp.version = *version;
    cdp.ttl = *ttl;
    Found found;
    auto tlv = read_tlv(reader);
    if (!tlv) return without_tlv(reader);
    for (; tlv; tlv = read_tlv(reader))
        add_tlv(cdp, found, *tlv);
    cdp.complete = is_padding(reader.rest());
    add_addresses(cdp, found.management_addresses);
    cdp.voice_vlan = found.vlan_reply ? found.vlan_reply : found.vlan_query;
    return cdp;
}

} // namespace phonescan::wire
