#pragma once

#include "tests/field/descriptor.hpp"
#include "tests/field/player.hpp"
#include "tests/field/site.hpp"

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace phonescan::field {

/// The UDP sockets of a site. Where unlisted addresses are silent, one wildcard socket a port (and
/// family) serves all of them; where
/// they are closed, every listed address has its own and the kernel refuses the rest.
/// Errors: std::runtime_error that says what could not be opened and the way out.
class UdpPorts {
public:
    using Receiver = std::function<void(Stamp when, Endpoint source, Endpoint asked, std::string_view datagram)>;

    explicit UdpPorts(const Site& site);
    ~UdpPorts();

    const std::vector<Descriptor>& sockets() const noexcept { return sockets_; }
    /// Takes what lies at one socket, at most one batch.
    void drain(int socket, const Receiver& receiver);
    /// Datagrams that came but found the receive buffers full.
    std::uint64_t kernel_drops() const;
    /// Sends UDP datagrams, each from its own address and port.
    void send(std::span<const Outgoing> datagrams, Statistics& statistics);

private:
    struct Batch;
    void open_wildcards(const Site& site);
    void open_each(const Site& site);
    void open(Endpoint where, bool loopback);
    std::size_t send_some(std::span<const Outgoing> datagrams, Statistics& statistics);

    std::vector<Descriptor> sockets_;
    struct Way { // what a socket that sends must have
        bool ipv6 = false;
        std::uint16_t port = 0;
        friend auto operator<=>(const Way&, const Way&) = default;
    };
    static Way way_of(Endpoint from) noexcept { return {from.address.is_ipv6(), from.port}; }

    std::map<Way, int> socket_of_way_;
    std::map<int, std::uint16_t> port_of_socket_;
    std::unique_ptr<Batch> batch_;
};

} // namespace phonescan::field
