#pragma once

#include "probes/echo_port.hpp"
#include "probes/echo_schedule.hpp"
#include "probes/routes.hpp"
#include "probes/send_gate.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace phonescan {

struct EchoSweepOptions {
    unsigned passes = 2;                                         ///< requests to an address, at most
    Clock::duration gap = std::chrono::seconds{1};               ///< between two of them
    Clock::duration wait = std::chrono::seconds{1};              ///< for replies after the last one
    Clock::duration network_patience = std::chrono::seconds{30}; ///< how long a network may be down before we stop
};

/// What is known of an address by an ICMP message.
struct EchoNews {
    boost::asio::ip::address asked;
    EchoState state = EchoState::open;
    boost::asio::ip::address by; ///< who sent the message: `asked` itself when it answered
};

/// What became of the addresses: addresses = answered + prohibited + unreachable + silent + unsent.
struct EchoSweepOutcome {
    std::uint64_t addresses = 0;
    std::uint64_t answered = 0;
    std::uint64_t prohibited = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;

    std::uint64_t requests = 0;
    std::uint64_t send_errors = 0;   ///< requests the system refused to send, repeats of them included
    std::uint64_t receive_drops = 0; ///< messages the system threw away unread
    std::uint64_t forged = 0;        ///< replies whose token this sweep did not make
    std::uint64_t elsewhere = 0;     ///< replies to our requests from another address than was asked

    std::string not_available;           ///< why no IPv4 address was asked; empty when they could be
    std::string not_available6;          ///< the same of IPv6
    std::vector<std::string> incomplete; ///< why addresses stayed unsent that had a way, a sentence each
};

struct EchoSweepProgress {
    std::uint64_t addresses = 0;
    std::uint64_t answered = 0;
    std::uint64_t requests = 0;
    std::uint64_t remaining = 0; ///< requests still to come, about
};

/// Asks addresses for ICMP echoes, a few times each until they reply, and tells who does. Each request asks `gate`
/// first; replies are matched by the keyed token they bring back. Runs on one executor; the references must outlive it.
class EchoSweep {
public:
    /// Called when an address replies, once, and before that at most once for an ICMP error about it.
    using OnNews = std::function<void(const EchoNews&)>;

    /// port: opened while the system allowed it. Where it is shut nothing is sent, and the outcome says why.
    /// routes: addresses they do not cover are left to the kernel, as neighbours not yet known.
    EchoSweep(EchoPort port, const std::vector<Route>& routes, SendGate& gate, const EchoSweepOptions& options,
              OnNews on_news);
    ~EchoSweep();

    /// This one is to be asked, too. Not twice: there is no table of who was.
    void ask(const boost::asio::ip::address& address);
    /// Nobody else is to be asked: run() returns once those before are.
    void no_more();

    boost::asio::awaitable<EchoSweepOutcome> run();
    /// Sends nothing more; replies under way are awaited for a second, then run() returns. Call it on the executor.
    void stop();

    EchoSweepProgress progress() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
