#pragma once

#include "probes/wire/lldp.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <array>

namespace phonescan::fuzz {

/// In the order of the subtypes, which begin at 5.
inline std::array<std::string_view, 7> inventory_of(const wire::LldpMed& med)
{
    return {med.hardware_revision, med.firmware_revision, med.software_revision,
            med.serial_number,     med.manufacturer,      med.model,
            med.asset_id};
}

inline bool is_lldp_text(std::string_view text, wire::Bytes whole)
{
    return lies_in(text, whole) && text.size() <= 511 && text.find('\0') == std::string_view::npos &&
           !text.ends_with(' ') && !text.ends_with('\n');
}

/// What must hold of every LLDP-MED.
inline void require_med(const wire::LldpMed& med, wire::Bytes whole)
{
    require(std::ranges::all_of(inventory_of(med), [whole](auto text) { return is_lldp_text(text, whole); }));
    require(med.capabilities || med.device_class == 0);
    require(med.policy_count <= med.policies.size());
    for (const auto& policy : med.policies)
        require(policy.vlan <= 4095 && policy.priority <= 7 && policy.dscp <= 63);
    require(!med.power || (med.power->type <= 3 && med.power->source <= 3 && med.power->priority <= 15));
}

} // namespace phonescan::fuzz
