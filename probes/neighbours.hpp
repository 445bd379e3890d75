#pragma once

#include "probes/netlink.hpp"
#include "probes/observation/mac_address.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace phonescan {

/// An entry of the kernel's IPv4 neighbour table. Source: rtnetlink(7), RTM_GETNEIGH.
struct Neighbour {
    enum class State : std::uint8_t {
        resolving, ///< ARP is under way: packets wait in the kernel
        resolved,
        failed, ///< nobody answered
    };
    std::uint32_t address = 0; ///< host byte order
    State state = State::failed;
    std::optional<MacAddress> mac; ///< of a resolved neighbour
};

/// Reads the neighbour table; one netlink socket for as many reads as a scan needs.
class NeighbourTable {
public:
    /// All entries, unordered; empty when the kernel does not answer.
    std::vector<Neighbour> read();

private:
    Netlink netlink_;
};

} // namespace phonescan
