#pragma once

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>

namespace phonescan {

using Clock = std::chrono::steady_clock;

/// What a packet is to the network it goes to.
enum class SendKind : std::uint8_t {
    ordinary,
    new_neighbour,               ///< to an on-link address that may have to be resolved first
    connection,                  ///< begins a TCP connection
    connection_to_new_neighbour, ///< both
    resolve,                     ///< asks everybody on the link whose an address is (ARP): a broadcast, to no device
};

constexpr bool is_connection(SendKind kind) noexcept
{
    return kind == SendKind::connection || kind == SendKind::connection_to_new_neighbour;
}

constexpr bool is_to_new_neighbour(SendKind kind) noexcept
{
    return kind == SendKind::new_neighbour || kind == SendKind::connection_to_new_neighbour;
}

/// Does it go to the device at the address, which may want its distance from the one before?
constexpr bool is_to_device(SendKind kind) noexcept
{
    return kind != SendKind::resolve;
}

/// May a packet leave?
struct Permit {
    enum class Answer : std::uint8_t {
        now,   ///< yes, and it is counted as sent
        later, ///< not to this address: ask again at `when`
        pause, ///< nothing may leave to anybody before `when`
        never, ///< the address is excluded
    };
    Answer answer = Answer::never;
    Clock::time_point when{};
};

/// The one place where exclusions and rates are enforced: every datagram and every connection attempt asks here first.
/// Probes know this interface; the rates behind it are the scanner's.
class SendGate {
public:
    SendGate() = default;
    SendGate(const SendGate&) = delete;
    SendGate& operator=(const SendGate&) = delete;
    virtual ~SendGate() = default;

    virtual Permit ask(const boost::asio::ip::address& to, SendKind kind, Clock::time_point now) = 0;
};

} // namespace phonescan
