#pragma once

#include "probes/observation/observation.hpp"
#include "probes/wire/cdp.hpp"
#include "probes/wire/dhcp.hpp"
#include "probes/wire/lldp.hpp"

namespace phonescan {

/// The MAC address of the chassis, where the LLDPDU tells it and it is one device's.
std::optional<MacAddress> chassis_mac(const wire::Lldpdu& lldpdu) noexcept;

/// The octets as an address, where they are four or sixteen.
std::optional<boost::asio::ip::address> address_of(wire::Bytes octets);

/// The VLAN that the phone's voice goes to: of the policy for voice, when it is tagged.
std::optional<std::uint16_t> voice_vlan(const wire::LldpMed& med) noexcept;

/// What an LLDPDU says, appended: chassis, port, names, enabled capabilities as words (`bridge,telephone`), management
/// addresses, class (`Endpoint Class III`), inventory. Placeholders (`-`) and empty texts are left out.
void append_observations(const wire::Lldpdu& lldpdu, const Source& source, WallClock::time_point time,
                         Observations& into);

/// Capabilities that are enabled, as far as they are supported; none where reserved bits say that this is damage.
/// Source: IEEE 802.1AB-2016, 8.5.8.
std::uint16_t enabled_capabilities(const wire::Lldpdu& lldpdu) noexcept;

/// System Capabilities as words, joined by commas, in the order of the bits. Source: IEEE 802.1AB-2016, table 8-4.
std::string capability_words(std::uint16_t enabled);

/// What a CDP announcement says, appended; capabilities as `0x00000490`.
void append_observations(const wire::Cdp& cdp, const Source& source, WallClock::time_point time, Observations& into);

/// What the octets of an announcement say, appended: nothing where they cannot be read. channel: lldp or cdp.
void append_announcement(Channel channel, wire::Bytes announcement, const Source& source, WallClock::time_point time,
                         Observations& into);

/// `Endpoint Class III` and so on; empty for a number without a meaning. Source: ANSI/TIA-1057, 10.2.2.2.
std::string_view med_class_name(std::uint8_t device_class) noexcept;

} // namespace phonescan
