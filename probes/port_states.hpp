#pragma once

#include "probes/observation/observation.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace phonescan {

/// What became of one TCP port of one address, the better the later.
enum class PortState : std::uint8_t {
    open,        ///< not asked yet, or this host could not
    silent,      ///< no handshake
    unreachable, ///< a router, or this host after a failed ARP, says that there is no way
    refused,     ///< somebody is there, and nobody listens
    closed,      ///< a connection, but not a word
    answered,    ///< bytes of the protocol, or of TLS
};
inline constexpr std::size_t port_state_count = 6;

/// A port with its protocol: one that is asked over TCP.
struct AskedPort {
    Channel channel = Channel::sip_tcp; ///< sip_tcp, sip_tls, http or https
    std::uint16_t port = 0;

    friend bool operator==(const AskedPort&, const AskedPort&) = default;
};

/// The states of so many ports at each of many addresses. Memory: half an octet for each port of an address with a
/// state, and of its neighbours.
class PortStates {
public:
    PortStates(std::uint64_t addresses, std::size_t ports);

    PortState get(std::uint64_t position, std::size_t port) const noexcept;
    void set(std::uint64_t position, std::size_t port, PortState state);

    /// The best of an address's.
    PortState best(std::uint64_t position) const noexcept;
    std::size_t ports() const noexcept { return ports_; }
    std::uint64_t addresses() const noexcept { return addresses_; }

private:
    static constexpr std::uint64_t page_size = 1'024; // addresses

    std::uint64_t addresses_;
    std::size_t ports_;
    std::vector<std::unique_ptr<std::uint8_t[]>> pages_; // two states to an octet
};

} // namespace phonescan
