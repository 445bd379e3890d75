#pragma once

#include "probes/wire/arp.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// Sends ARP requests by one Ethernet interface and hears what resolves addresses there: replies, and announcements
/// (RFC 5227, 3), that are for this host or for everybody. The kernel's neighbour table has no part in it.
class ArpPort {
public:
    /// Opens it; the privilege CAP_NET_RAW is needed only here. Errors: throws std::system_error; EOPNOTSUPP where
    /// there is no ARP for Ethernet: loopback, point-to-point links, IFF_NOARP.
    explicit ArpPort(const std::string& interface);
    ~ArpPort();
    ArpPort(ArpPort&&) noexcept;
    ArpPort& operator=(ArpPort&&) noexcept;

    const std::string& interface() const noexcept;

    struct Question {
        boost::asio::ip::address_v4 source; ///< of this host, on that link
        boost::asio::ip::address_v4 target;
    };
    struct Sent {
        std::size_t count = 0; ///< requests that left, from the front
        int error = 0;         ///< errno when count is 0; ENETDOWN also where the cable is out
    };
    static constexpr std::size_t batch_size = 64;
    /// At most batch_size of the questions, by one call of the system.
    Sent send(std::span<const Question> questions);

    /// Readable when something has arrived.
    int descriptor() const noexcept;
    /// Gives out what has arrived, a few thousand packets at most, and returns.
    void drain(const std::function<void(const wire::Arp&)>& heard);
    /// Packets that the kernel threw away because the receive buffer was full, since opening. Source: packet(7),
    /// PACKET_STATISTICS.
    std::uint64_t dropped();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A port on each interface that has ARP, or on the one named only; to be called before privileges are given up. What
/// cannot be opened is left out: without CAP_NET_RAW all of them.
std::vector<ArpPort> open_arp_ports(const std::string& interface);

} // namespace phonescan
