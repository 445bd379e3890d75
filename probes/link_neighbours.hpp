#pragma once

#include "probes/heard_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace phonescan {

/// The next device on the wire, as its announcement tells.
struct LinkNeighbour {
    std::string name; ///< system name, else device or chassis ID
    std::string port; ///< of the neighbour's own
    bool is_telephone = false;
    bool is_network_device = false;          ///< switches or routes, and is no telephone
    std::optional<std::uint16_t> voice_vlan; ///< where it sends phones
};

/// Who announced itself by LLDP or CDP.
struct LinkNeighbours {
    std::uint64_t by_lldp = 0; ///< senders
    std::uint64_t by_cdp = 0;
    std::uint64_t telephones = 0;               ///< of them, by capability or class
    std::uint64_t endpoints = 0;                ///< senders that are no network devices
    std::vector<LinkNeighbour> network_devices; ///< the first few
};

LinkNeighbours link_neighbours(const HeardStore& store);

} // namespace phonescan
