#pragma once

#include "probes/observation/observation.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::lldpctl {

/// A neighbour as lldpctl lists it, whichever form it was read from. Texts are as they stood there.
class Neighbour {
public:
    explicit Neighbour(std::string_view interface) : interface_{interface} {}

    /// Takes what a line of `-f keyvalue` says: its key without `lldp.INTERFACE.`, its value. Keys that mean nothing
    /// here are left out. Within the JSON forms a `type` takes the place of the member that it is in, as it does in
    /// those lines.
    void set(std::string_view path, std::string_view value);

    /// row: the number that a neighbour without a MAC address goes by.
    void append_to(Observations& observations, std::uint64_t row, WallClock::time_point time) const;

private:
    struct Id {
        std::string type;
        std::string value;
    };

    void set_chassis(std::string_view name, std::string_view value);
    void set_port(std::string_view name, std::string_view value);
    void set_med(std::string_view name, std::string_view value);
    void set_vlan(std::string_view name, std::string_view value);
    bool is_cdp() const noexcept { return via_.starts_with("CDP"); }
    Source source(std::uint64_t row) const;

    std::string interface_;
    std::string via_;
    Id chassis_id_;
    std::string name_;
    std::string description_;
    std::vector<std::string> management_;
    std::uint16_t capabilities_ = 0; ///< the enabled ones, bits as in LLDP
    Id port_id_;
    std::string port_description_;
    std::string med_class_;
    std::array<std::string, 7> inventory_; ///< in the order of Field::lldp_med_hardware_revision
    std::string application_;              ///< of the network policy that is being told
    std::string voice_vlan_;
    std::string vlan_; ///< that is being told
    std::string port_vlan_;
};

} // namespace phonescan::lldpctl
