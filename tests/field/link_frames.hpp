#pragma once

#include "tests/field/site.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace phonescan::field {

/// Octets of an Ethernet frame.
using Octets = std::vector<std::uint8_t>;

/// The frames that a device sends by itself, and the answers that its words get from servers: LLDP, CDP, ARP, DHCP, SIP
/// plug and play, REGISTER, HTTP, as far as the site file gives the texts; empty for a device that says nothing so. Its
/// MAC address is facts().mac, else one of its own making. Source of the formats: IEEE 802.1AB-2016, 8; ANSI/TIA-1057,
/// 10; RFC 826, 2131, 3261.
std::vector<Octets> link_frames(const PlayedDevice& device);

/// Something that is of no interest: UDP of `size` octets between two of the site's neighbours. number: makes it
/// another.
Octets filler_frame(std::uint64_t number, std::size_t size);

} // namespace phonescan::field
