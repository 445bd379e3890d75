#include "probes/announcement.hpp"

#include "probes/observation/printable.hpp"
#include "probes/wire/read_mac_address.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace phonescan {

namespace {

using Address = boost::asio::ip::address;

/// Longest text that is kept of one TLV; an LLDP TLV cannot be longer than 511 octets, CDP's software version can.
constexpr std::size_t longest_text = 2'048;

/// In the order of the bits. Source: IEEE 802.1AB-2016, table 8-4.
constexpr std::array<std::string_view, 11> capability_names = {
    "other",        "repeater", "bridge", "wlan-access-point", "router", "telephone", "docsis",
    "station-only", "c-vlan",   "s-vlan", "two-port-mac-relay"};

std::optional<MacAddress> mac_of(wire::Bytes octets) noexcept
{
    wire::ByteReader reader{octets};
    const auto mac = wire::read_mac_address(reader);
    return reader.empty() ? mac : std::nullopt;
}

/// A network address as LLDP gives it: the IANA address family, then the address.
std::optional<Address> network_address(wire::Bytes octets)
{
    if (octets.empty()) return std::nullopt;
    const auto family = std::to_integer<unsigned>(octets[0]);
    const bool fits = (family == 1 && octets.size() == 5) || (family == 2 && octets.size() == 17);
    return fits ? address_of(octets.subspan(1)) : std::nullopt;
}

std::string id_text(const wire::LldpId& id, std::uint8_t mac_subtype, std::uint8_t network_subtype)
{
    if (id.subtype == mac_subtype)
        if (const auto mac = mac_of(id.octets)) return mac->to_string();
    if (id.subtype == network_subtype)
        if (const auto address = network_address(id.octets)) return address->to_string();
    return printable(wire::text_of(id.octets));
}

/// Appends observations of one announcement.
class Saying {
public:
    Saying(const Source& source, Channel channel, WallClock::time_point time, Observations& into)
        : source_{source}, channel_{channel}, time_{time}, into_{into}
    {
    }

    void add(Field field, std::string value)
    {
        if (!value.empty()) into_.push_back({source_, field, std::move(value), channel_, time_});
    }
    void text(Field field, std::string_view bytes) { add(field, printable(bytes.substr(0, longest_text))); }
    /// Of an inventory, in which `-` stands for nothing.
    void inventory(Field field, std::string_view bytes)
    {
        if (bytes != "-") text(field, bytes);
    }

private:
    const Source& source_;
    Channel channel_;
    WallClock::time_point time_;
    Observations& into_;
};

void append_inventory(const wire::LldpMed& med, Saying& says)
{
    says.add(Field::lldp_med_class, std::string{med_class_name(med.device_class)});
    says.inventory(Field::lldp_med_hardware_revision, med.hardware_revision);
    says.inventory(Field::lldp_med_firmware_revision, med.firmware_revision);
    says.inventory(Field::lldp_med_software_revision, med.software_revision);
    says.inventory(Field::lldp_med_serial_number, med.serial_number);
    says.inventory(Field::lldp_med_manufacturer, med.manufacturer);
    says.inventory(Field::lldp_med_model, med.model);
    says.inventory(Field::lldp_med_asset_id, med.asset_id);
}

} // namespace

std::uint16_t enabled_capabilities(const wire::Lldpdu& lldpdu) noexcept
{
    if (!lldpdu.capabilities) return 0;
    const auto& capabilities = *lldpdu.capabilities;
    constexpr unsigned reserved = 0xffffU << capability_names.size() & 0xffff;
    if (((capabilities.supported | capabilities.enabled) & reserved) != 0) return 0;
    return capabilities.supported & capabilities.enabled;
}

std::string capability_words(std::uint16_t enabled)
{
    std::string words;
    for (std::size_t bit = 0; bit < capability_names.size(); ++bit) {
        if ((enabled >> bit & 1) == 0) continue;
        if (!words.empty()) words += ',';
        words += capability_names[bit];
    }
    return words;
}

std::optional<MacAddress> chassis_mac(const wire::Lldpdu& lldpdu) noexcept
{
    if (lldpdu.chassis_id.subtype != wire::lldp_chassis::mac_address) return std::nullopt;
    const auto mac = mac_of(lldpdu.chassis_id.octets);
    return mac && mac->is_individual() ? mac : std::nullopt;
}

std::optional<Address> address_of(wire::Bytes octets)
{
    const auto copy_to = [octets](auto bytes) {
        std::ranges::transform(octets, bytes.begin(), [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
        return bytes;
    };
    if (octets.size() == 4) return boost::asio::ip::address_v4{copy_to(boost::asio::ip::address_v4::bytes_type{})};
    if (octets.size() == 16) return boost::asio::ip::address_v6{copy_to(boost::asio::ip::address_v6::bytes_type{})};
    return std::nullopt;
}

std::optional<std::uint16_t> voice_vlan(const wire::LldpMed& med) noexcept
{
    constexpr std::uint8_t voice = 1;
    for (std::size_t i = 0; i < med.policy_count; ++i) {
        const auto& policy = med.policies[i];
        if (policy.application == voice && policy.tagged && !policy.unknown && policy.vlan != 0) return policy.vlan;
    }
    return std::nullopt;
}

std::string_view med_class_name(std::uint8_t device_class) noexcept
{
    constexpr std::array<std::string_view, 5> names = {"", "Endpoint Class I", "Endpoint Class II",
                                                       "Endpoint Class III", "Network Connectivity Device"};
    return device_class < names.size() ? names[device_class] : std::string_view{};
}

void append_observations(const wire::Lldpdu& lldpdu, const Source& source, WallClock::time_point time,
                         Observations& into)
{
    Saying says{source, Channel::lldp, time, into};
    says.add(Field::lldp_chassis_id,
             id_text(lldpdu.chassis_id, wire::lldp_chassis::mac_address, wire::lldp_chassis::network_address));
    says.add(Field::lldp_port_id,
             id_text(lldpdu.port_id, wire::lldp_port::mac_address, wire::lldp_port::network_address));
    says.text(Field::lldp_port_description, lldpdu.port_description);
    says.text(Field::lldp_system_name, lldpdu.system_name);
    says.text(Field::lldp_system_description, lldpdu.system_description);
    says.add(Field::lldp_capabilities, capability_words(enabled_capabilities(lldpdu)));
    for (std::size_t i = 0; i < lldpdu.management_address_count; ++i)
        if (const auto address = address_of(lldpdu.management_addresses[i].octets))
            says.add(Field::lldp_management_address, address->to_string());
    append_inventory(lldpdu.med, says);
    if (const auto vlan = voice_vlan(lldpdu.med)) says.add(Field::vlan, std::to_string(*vlan));
}

void append_observations(const wire::Cdp& cdp, const Source& source, WallClock::time_point time, Observations& into)
{
    Saying says{source, Channel::cdp, time, into};
    says.text(Field::cdp_device_id, cdp.device_id);
    says.text(Field::cdp_platform, cdp.platform);
    says.text(Field::cdp_version, cdp.software_version);
    if (cdp.capabilities) {
        std::array<char, 11> hex{};
        std::snprintf(hex.data(), hex.size(), "0x%08x", *cdp.capabilities);
        says.add(Field::cdp_capabilities, hex.data());
    }
    for (std::size_t i = 0; i < cdp.address_count; ++i)
        if (const auto address = address_of(cdp.addresses[i].octets))
            says.add(Field::cdp_address, address->to_string());
}

void append_announcement(Channel channel, wire::Bytes announcement, const Source& source, WallClock::time_point time,
                         Observations& into)
{
    if (channel == Channel::lldp) {
        if (const auto lldpdu = wire::read_lldpdu(announcement)) append_observations(*lldpdu, source, time, into);
    } else if (const auto cdp = wire::read_cdp(announcement)) {
        append_observations(*cdp, source, time, into);
    }
}

} // namespace phonescan
