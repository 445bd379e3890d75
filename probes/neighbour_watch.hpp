#pragma once

#include "probes/neighbours.hpp"
#include "probes/send_gate.hpp"

#include <unordered_map>
#include <vector>

namespace phonescan {

/// What the kernel's neighbour table says during a sweep, read again a few times a second while asked.
class NeighbourWatch {
public:
    /// Is ARP for the address still under way? Its datagrams wait in the kernel then, more of them would be lost.
    bool is_resolving(std::uint32_t address, Clock::time_point now);
    void read(Clock::time_point now);
    /// Every neighbour, target or not, that was seen resolved at any reading, by address in host byte order.
    const std::unordered_map<std::uint32_t, MacAddress>& resolved() const noexcept { return resolved_; }

private:
    NeighbourTable table_;
    Clock::time_point last_read_{};
    std::vector<std::uint32_t> resolving_; // ascending
    std::unordered_map<std::uint32_t, MacAddress> resolved_;
};

} // namespace phonescan
