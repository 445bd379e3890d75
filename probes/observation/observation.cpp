#include "probes/observation/observation.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

/// In the order of enum Field.
constexpr std::array<std::string_view, 48> field_names = {
    "sip.user_agent",
    "sip.server",
    "sip.allow",
    "sip.status",
    "sip.transport",
    "http.server",
    "http.realm",
    "http.title",
    "http.body",
    "http.location",
    "http.path",
    "http.user_agent",
    "tls.subject",
    "tls.issuer",
    "tls.san",
    "tls.version",
    "tls.validity",
    "lldp.chassis_id",
    "lldp.port_id",
    "lldp.port_description",
    "lldp.system_name",
    "lldp.system_description",
    "lldp.capabilities",
    "lldp.management_address",
    "lldp.med.class",
    "lldp.med.hardware_revision",
    "lldp.med.firmware_revision",
    "lldp.med.software_revision",
    "lldp.med.serial_number",
    "lldp.med.manufacturer",
    "lldp.med.model",
    "lldp.med.asset_id",
    "cdp.device_id",
    "cdp.platform",
    "cdp.version",
    "cdp.capabilities",
    "cdp.address",
    "dhcp.vendor_class",
    "dhcp.host_name",
    "dhcp.user_class",
    "pnp.event",
    "snmp.sysdescr",
    "snmp.sysobjectid",
    "mac",
    "ip",
    "switch",
    "switch_port",
    "vlan",
};
static_assert(field_names.size() == static_cast<std::size_t>(Field::vlan) + 1);

constexpr auto fields = [] {
    std::array<Field, field_names.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<Field>(i);
    return all;
}();

/// In the order of enum Channel.
constexpr std::array<std::string_view, 12> channel_names = {
    "sip-udp", "sip-tcp", "sip-tls", "http", "https", "neighbours", "arp", "dhcp", "lldp", "cdp", "pnp", "imported",
};
static_assert(channel_names.size() == static_cast<std::size_t>(Channel::imported) + 1);

} // namespace

std::span<const Field> all_fields() noexcept
{
    return fields;
}

std::string_view name_of(Field field) noexcept
{
    return field_names[static_cast<std::size_t>(field)];
}

std::optional<Field> field_named(std::string_view name) noexcept
{
    const auto found = std::ranges::find(field_names, name);
    if (found == field_names.end()) return std::nullopt;
    return fields[static_cast<std::size_t>(found - field_names.begin())];
}

std::string_view name_of(Channel channel) noexcept
{
    return channel_names[static_cast<std::size_t>(channel)];
}

std::optional<Channel> channel_named(std::string_view name) noexcept
{
    const auto found = std::ranges::find(channel_names, name);
    if (found == channel_names.end()) return std::nullopt;
    return static_cast<Channel>(found - channel_names.begin());
}

} // namespace phonescan
