#pragma once

#include "probes/observation/mac_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// What an observation is of. The names that users and data files see are name_of()'s; they are a contract.
enum class Field : std::uint8_t {
    sip_user_agent,
    sip_server,
    sip_allow,
    sip_status,
    sip_transport,
    http_server,
    http_realm,
    http_title,
    http_body,
    http_location,
    http_path,
    http_user_agent,
    tls_subject,
    tls_issuer,
    tls_san,
    tls_version,
    tls_validity,
    lldp_chassis_id,
    lldp_port_id,
    lldp_port_description,
    lldp_system_name,
    lldp_system_description,
    lldp_capabilities,
    lldp_management_address,
    lldp_med_class,
    lldp_med_hardware_revision,
    lldp_med_firmware_revision,
    lldp_med_software_revision,
    lldp_med_serial_number,
    lldp_med_manufacturer,
    lldp_med_model,
    lldp_med_asset_id,
    cdp_device_id,
    cdp_platform,
    cdp_version,
    cdp_capabilities,
    cdp_address,
    dhcp_vendor_class,
    dhcp_host_name,
    dhcp_user_class,
    pnp_event,
    snmp_sysdescr,
    snmp_sysobjectid,
    mac,
    ip,
    switch_name,
    switch_port,
    vlan,
};

/// Every field, in the order above.
std::span<const Field> all_fields() noexcept;

/// `sip.user_agent`, `lldp.med.model`, `switch`, …
std::string_view name_of(Field field) noexcept;

/// The field of that name, or nullopt.
std::optional<Field> field_named(std::string_view name) noexcept;

/// How an observation was made. The names are those of probes and channels on the command line and in reports.
enum class Channel : std::uint8_t {
    sip_udp,
    sip_tcp,
    sip_tls,
    http,
    https,
    neighbours, ///< the kernel's neighbour table
    arp,        ///< these five: heard, not asked for
    dhcp,
    lldp,
    cdp,
    pnp, ///< SIP's plug and play: SUBSCRIBE to ua-profile by multicast
    imported,
};

/// `sip-udp`, `neighbours`, …
std::string_view name_of(Channel channel) noexcept;

/// The channel of that name, or nullopt.
std::optional<Channel> channel_named(std::string_view name) noexcept;

/// Who said it: the address and port an answer came from, the MAC of the frame where one was seen.
struct Source {
    boost::asio::ip::address address; ///< unspecified (0.0.0.0) when there was none
    std::uint16_t port = 0;           ///< 0 when the channel has no ports
    std::optional<MacAddress> mac;    ///< of the frame, or of the neighbour table
    std::uint32_t record = 0;         ///< row of a table that was read, from 1: what a device without address said
};

using WallClock = std::chrono::system_clock;

/// One thing a device said, verbatim but for printable().
struct Observation {
    Source source;
    Field field{};
    std::string value;
    Channel channel{};
    WallClock::time_point time{};     ///< when it was said, last where it was said again
    WallClock::time_point since = {}; ///< when it was said first, where that is another time
};

using Observations = std::vector<Observation>;

} // namespace phonescan
