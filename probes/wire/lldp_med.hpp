#pragma once

#include "probes/wire/lldp.hpp"

namespace phonescan::wire {

/// Reads one LLDP-MED TLV, without its organisation (00-12-bb), into `med`. One whose octets do not hold what its
/// subtype asks for is left out. Source: ANSI/TIA-1057, 10.2.
void read_med_tlv(std::uint8_t subtype, Bytes value, LldpMed& med) noexcept;

/// A text of LLDP: up to its first NUL (some fill a field of 32 octets with stale ones behind it), without blanks at
/// its end.
std::string_view lldp_text(Bytes value) noexcept;

} // namespace phonescan::wire
