#pragma once

#include "probes/address_set.hpp"
#include "probes/send_gate.hpp"
#include "probes/shared_socket.hpp"
#include "probes/target_order.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// A datagram ready to leave; `bytes` borrows.
struct OutgoingDatagram {
    Target to;
    std::span<const char> bytes;
};

/// An ICMP error that the kernel matched to a datagram of ours. Source: ip(7), IP_RECVERR; ipv6(7), IPV6_RECVERR.
struct IcmpError {
    using Meaning = IcmpMeaning;
    Target target;                     ///< whom the datagram was for
    boost::asio::ip::address offender; ///< who sent the ICMP message; this host for a failed ARP
    Meaning meaning = Meaning::other;
};

/// One UDP port of IPv4, and another of IPv6 where that is wanted, for many targets, with batched calls and the
/// kernel's error queue.
///
/// One socket is shared by all targets, so a pending ICMP error of one target makes the next send() fail whoever it is
/// for: after an error, drain() and send the same datagrams again.
/// Unresolved on-link neighbours hold the send buffer; where the system forbids a large one, several sockets share the
/// port (SO_REUSEPORT).
class UdpPort {
public:
    struct Options {
        std::uint16_t port = 0; ///< 0: any, of IPv6 another than of IPv4
        bool v4 = true;
        bool v6 = false;
        std::string interface; ///< bound to it; empty: the routing table decides
    };

    /// Errors: throws boost::system::system_error (port taken, no such interface, …).
    UdpPort(const boost::asio::any_io_executor& executor, const Options& options);

    /// The port really bound, of the family of this address.
    std::uint16_t number(const boost::asio::ip::address& family) const noexcept
    {
        return (family.is_v6() ? v6_ : v4_).number;
    }

    struct Sent {
        std::size_t count = 0; ///< datagrams that left, from the front
        int error = 0;         ///< errno when count is 0
    };
    Sent send(std::span<const OutgoingDatagram> batch);
    /// Does an error of it mean "not now", for whomever the datagram is?
    static bool is_busy(int error) noexcept;

    using OnDatagram = std::function<void(const Target& from, std::string_view bytes)>;
    using OnIcmpError = std::function<void(const IcmpError&)>;
    /// Reads everything that has arrived. Returns how many error queue entries were read.
    std::size_t drain(const OnDatagram& on_datagram, const OnIcmpError& on_icmp_error);

    /// Calls `ready` once, when something has arrived on any socket; a later call replaces an earlier one's `ready`.
    void when_readable(std::function<void()> ready);
    void close() noexcept;

    /// Datagrams that the kernel threw away because the receive buffer was full. Source: socket(7), SO_RXQ_OVFL.
    std::uint64_t dropped() const noexcept;

private:
    struct Socket {
        boost::asio::ip::udp::socket socket;
        std::uint32_t dropped = 0;
        std::shared_ptr<bool> armed = std::make_shared<bool>(false); // a wait is under way
    };
    struct Buffers;

    /// The sockets of one address family.
    struct Family {
        bool is_v6 = false;
        std::uint16_t number = 0;
        std::size_t send_buffer = 0; ///< octets, of all sockets
        std::vector<Socket> sockets{};
        std::size_t next_to_send = 0;
    };

    static void add_socket(Family& family, const boost::asio::any_io_executor& executor, const Options& options);
    void drain_datagrams(Socket& socket, const OnDatagram& on_datagram);

    Family v4_{};
    Family v6_{.is_v6 = true};
    std::uint32_t zone_ = 0; // of IPv6 addresses that are link-local: the interface's
    std::shared_ptr<Buffers> buffers_;
    std::shared_ptr<std::function<void()>> ready_; // shared with the handlers, which may outlive this object
};

} // namespace phonescan
