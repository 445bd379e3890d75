#pragma once

#include "probes/routes.hpp"
#include "probes/send_gate.hpp"
#include "probes/target_order.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// Asks a sample of those who answered SIP over UDP once more, now and then while a scan runs and at its end: whoever
/// falls silent meanwhile may have been disturbed. Patient, so that lost datagrams do not look like it: seven times at
/// Timer E's distances. Runs on one executor; the references must outlive it.
class Recheck {
public:
    struct Options {
        std::uint16_t source_port = 0; ///< 0: any
        std::string interface;         ///< `-e`; empty: the routing table decides
        std::string user_agent;
        std::uint64_t seed = 0;                              ///< who is in a sample
        std::size_t sample = 16;                             ///< so many at a time
        std::size_t last_sample = 32;                        ///< at the end
        Clock::duration first = std::chrono::seconds{10};    ///< after the beginning
        Clock::duration every = std::chrono::seconds{60};    ///< after the round before
        Clock::duration t1 = std::chrono::milliseconds{500}; ///< RFC 3261, 17.1.1.1
    };

    /// What came of one sample.
    struct Round {
        std::size_t asked = 0; ///< without those whom the gate never lets through, or who have no way
        std::vector<boost::asio::ip::address> silent;
    };
    using OnRound = std::function<void(const Round&)>;

    Recheck(const std::vector<Route>& routes, SendGate& gate, Options options, OnRound on_round);
    ~Recheck();

    /// One who answered.
    void answered(const Target& target);

    /// Goes on until finish() and the last round. Errors: throws boost::system::system_error when no socket can be had.
    boost::asio::awaitable<void> run();
    /// One round more, and run() returns. Call it on the executor.
    void finish();
    /// run() returns as soon as it can.
    void stop();
    /// The network is away, or back: a round that is under way counts for nothing.
    void pause(bool is_away);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
