#pragma once

#include "probes/observation/error.hpp"
#include "probes/wire/byte_reader.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phonescan::wire {

/// System Capabilities TLV: bit 0 is "other". Source: IEEE 802.1AB-2016, 8.5.8.
struct LldpCapabilities {
    std::uint16_t supported = 0;
    std::uint16_t enabled = 0;
};
inline constexpr std::uint16_t lldp_capability_telephone = 1U << 5;

/// Chassis ID or Port ID: the subtype tells what the octets are. Source: IEEE 802.1AB-2016, 8.5.2 and 8.5.3.
struct LldpId {
    std::uint8_t subtype = 0;
    Bytes octets;
};
namespace lldp_chassis {
inline constexpr std::uint8_t mac_address = 4;
inline constexpr std::uint8_t network_address = 5; ///< octets: IANA address family, then the address
} // namespace lldp_chassis
namespace lldp_port {
inline constexpr std::uint8_t mac_address = 3;
inline constexpr std::uint8_t network_address = 4;
} // namespace lldp_port

/// A network policy of LLDP-MED. Source: ANSI/TIA-1057, 10.2.3.
struct MedPolicy {
    std::uint8_t application = 0; ///< 1 voice, 2 voice signalling, …
    bool unknown = false;
    bool tagged = false;
    std::uint16_t vlan = 0;
    std::uint8_t priority = 0;
    std::uint8_t dscp = 0;
};

/// Extended Power-via-MDI. Source: ANSI/TIA-1057, 10.2.5.
struct MedPower {
    std::uint8_t type = 0; ///< 0 PSE, 1 PD
    std::uint8_t source = 0;
    std::uint8_t priority = 0;
    std::uint32_t milliwatts = 0;
};

/// The LLDP-MED TLVs; of texts holds what Lldpdu says. More policies than there is room for are left out; a policy,
/// power or capabilities TLV that is too short is absent, one that is too long is read. Source: ANSI/TIA-1057, 10.2.
struct LldpMed {
    std::optional<std::uint16_t> capabilities;
    std::uint8_t device_class = 0; ///< 1, 2, 3: endpoint class; 4: network connectivity; 0: not told
    std::array<MedPolicy, 8> policies{};
    std::uint8_t policy_count = 0;
    std::uint8_t locations = 0; ///< Location Identification TLVs, whatever is in them: where a phone stands is not read
    std::optional<MedPower> power;
    std::string_view hardware_revision;
    std::string_view firmware_revision;
    std::string_view software_revision;
    std::string_view serial_number;
    std::string_view manufacturer;
    std::string_view model;
    std::string_view asset_id;
};

/// An LLDPDU; all views borrow from the octets that were read, and none is longer than its TLV (511 octets).
///
/// Texts are what devices put there: any octets but NUL, CR and LF within them, no encoding promised. A text ends at
/// its first NUL, for some fill a field of 32 octets with NULs or with stale octets behind one; blanks, CR and LF at
/// its end are no part of it. Absent, of length 0 and blank are all empty. A placeholder like `-` is a text. Of several
/// TLVs of a type that may stand only once the first that says something counts.
struct Lldpdu {
    LldpId chassis_id;
    LldpId port_id;
    std::uint16_t ttl = 0; ///< seconds; 0: the neighbour says good-bye (a shutdown LLDPDU); 65535 where none was told
    std::string_view port_description;
    std::string_view system_name;
    std::string_view system_description;
    std::optional<LldpCapabilities> capabilities;
    std::array<LldpId, 4> management_addresses{}; ///< subtype: IANA address family (1 IPv4, 2 IPv6, 6 MAC)
    std::uint8_t management_address_count = 0;
    std::optional<std::uint16_t> port_vlan; ///< 802.1 Port VLAN ID, none when it is no VLAN's: 0, 4095 and above
    LldpMed med;
    bool complete = true; ///< false: the frame was cut, or a TLV overruns it; what stood before is here
    bool lenient = false; ///< mandatory TLVs missing, repeated or out of order, or no End TLV, or one with a value
};

/// Reads an LLDPDU, as leniently as phones and captures ask for:
/// - mandatory TLVs may stand anywhere, more than once, or be missing; an ID without octets is missing
/// - the End TLV may be missing, and ends the LLDPDU whatever its length says; what follows it is ignored
/// - lengths inside a TLV that lie make that one TLV absent; unknown types and organisations are skipped
/// - a TLV that overruns the input ends it: nothing is read of that TLV (a cut text could pass for a whole one)
/// What a TTL means is the caller's: 0 is a good-bye; 3601 with MED class 1 and no names is how Windows hosts speak.
/// Errors: Errc::truncated when the input ends inside the first three TLVs and no End stood before; Errc::malformed
/// when there is neither a Chassis ID nor a Port ID. Source: IEEE 802.1AB-2016, 8; ANSI/TIA-1057, 10.
Result<Lldpdu> read_lldpdu(Bytes lldpdu) noexcept;

} // namespace phonescan::wire
