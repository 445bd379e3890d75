#pragma once

#include "probes/observation/observation.hpp"

namespace phonescan {

/// The hardware address that was seen with an observation: of its frame, else what the neighbour table or a row says.
inline std::optional<MacAddress> observed_mac(const Observation& observation)
{
    if (observation.source.mac || observation.field != Field::mac) return observation.source.mac;
    const auto mac = MacAddress::parse(observation.value);
    return mac ? std::optional{*mac} : std::nullopt;
}

} // namespace phonescan
