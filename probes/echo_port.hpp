#pragma once

#include "probes/shared_socket.hpp"
#include "probes/wire/byte_reader.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace phonescan {

/// An ICMP echo request ready to leave; `payload` borrows.
struct EchoRequest {
    boost::asio::ip::address to;
    std::uint16_t sequence = 0;
    std::span<const std::byte> payload;
};

/// An echo reply to this program; `payload` borrows.
struct EchoReply {
    boost::asio::ip::address from; ///< a link-local one with its zone
    std::uint16_t sequence = 0;
    wire::Bytes payload;
};

/// An ICMP error that the kernel matched to a request of ours. Source: ip(7), IP_RECVERR; ipv6(7), IPV6_RECVERR.
struct EchoError {
    boost::asio::ip::address target;
    boost::asio::ip::address by; ///< who sent the ICMP message; this host for a neighbour that nobody resolves
    std::uint16_t sequence = 0;  ///< of the request
    IcmpMeaning meaning = IcmpMeaning::other;
};

/// Asks for ICMP echoes with the kernel's ping sockets, which need no privilege where net.ipv4.ping_group_range has our
/// group; for IPv6, too. A socket that was opened stays useful after privileges are given up.
///
/// One socket of each family is shared by all targets: a pending ICMP error of one target makes the next send() fail
/// whoever it is for. After an error, drain() and send the same requests again. Source: icmp(7).
class EchoPort {
public:
    /// interface: packets are bound to it (`-e`); empty: the routing table decides. A family that the system refuses is
    /// no error: is_open() is false then.
    explicit EchoPort(std::string interface = {});
    EchoPort(EchoPort&&) noexcept;
    EchoPort& operator=(EchoPort&&) = delete;
    ~EchoPort();

    bool is_open(bool v6) const noexcept;
    /// Why a family is not available, for people; empty when it is.
    const std::string& why_not(bool v6) const noexcept;

    struct Sent {
        std::size_t count = 0; ///< requests that left, from the front
        int error = 0;         ///< errno when count is 0
    };
    /// Sends the first 64 at most, and none behind the first of another family.
    Sent send(std::span<const EchoRequest> batch);
    /// Does an error of it mean "not now", for whomever the request is?
    static bool is_busy(int error) noexcept;

    using OnReply = std::function<void(const EchoReply&)>;
    using OnError = std::function<void(const EchoError&)>;
    /// Reads everything that has arrived. Returns how many error queue entries were read.
    std::size_t drain(const OnReply& on_reply, const OnError& on_error);

    /// Calls `ready` once on the executor, when something has arrived on either socket; a later call replaces an
    /// earlier one's `ready`. The executor is the first call's.
    void when_readable(const boost::asio::any_io_executor& executor, std::function<void()> ready);
    void close() noexcept;

    /// Replies that the kernel threw away because the receive buffer was full. Source: SO_MEMINFO.
    std::uint64_t dropped() const noexcept;

private:
    struct Socket;
    struct Buffers;

    Socket& of(bool v6) const noexcept { return *sockets_[v6 ? 1 : 0]; }

    std::array<std::unique_ptr<Socket>, 2> sockets_; // IPv4, IPv6
    std::unique_ptr<Buffers> buffers_;
    unsigned zone_ = 0;                            // of link-local targets that name none
    std::shared_ptr<std::function<void()>> ready_; // shared with the handlers, which may outlive this object
};

} // namespace phonescan
