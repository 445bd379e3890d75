#pragma once

#include "probes/observation/observation.hpp"
#include "probes/routes.hpp"
#include "probes/send_gate.hpp"
#include "probes/sip_answers.hpp"
#include "probes/sip_request.hpp"
#include "probes/sweep_schedule.hpp"
#include "probes/target_order.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace phonescan {

struct SipSweepOptions {
    SweepPatience patience;
    std::uint16_t source_port = 0; ///< 0: any
    std::string interface;         ///< `-e`; empty: the routing table decides
    std::string user_agent{default_sip_user_agent()};
    std::optional<SweepCheckpoint> go_on_from = {};                ///< of a sweep of the same targets that was cut off
    std::vector<std::pair<std::uint64_t, TargetState>> known = {}; ///< by place: what that one knew of them
    bool tells_changes = false;                                    ///< take_changes() will be called, now and then
    Clock::duration network_patience = std::chrono::seconds{30};   ///< how long a network may be down before we stop
    /// Of on-link addresses: known to be nobody's, so that nothing is sent there. May be empty.
    std::function<bool(const boost::asio::ip::address&)> is_absent = {};
};

/// What a sweep knows of one target.
struct SipTargetAccount {
    enum class State : std::uint8_t { answered, refused, prohibited, unreachable, silent, unsent };
    State state = State::unsent;
    unsigned tries = 0; ///< datagrams, about: the passes that have had it
    int error = 0;      ///< errno of the system's refusal, for one that is unsent
};

/// What a sweep did. The states of targets add up: targets = answered + refused + unreachable + silent + unsent.
struct SipSweepOutcome {
    std::uint64_t targets = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
    std::uint64_t unreachable = 0;
    std::uint64_t prohibited = 0; ///< of the unreachable: by somebody on the way who does not let it pass
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;

    std::uint64_t silent_addresses = 0; ///< nothing heard on any of their ports

    std::uint64_t datagrams = 0;
    std::uint64_t send_errors = 0;   ///< datagrams the system refused to send, repeats of them included
    std::uint64_t receive_drops = 0; ///< datagrams the system threw away unread
    unsigned passes = 0;             ///< datagrams to a target that stayed silent, at most
    double loss = 0;                 ///< share of unanswered tries among targets that answered
    SipArrivals arrivals;
    std::unordered_map<std::uint32_t, MacAddress> neighbours; ///< all that the kernel resolved, targets or not
    std::vector<std::string> incomplete; ///< why targets stayed unsent that had a way, a sentence each
};

struct SipSweepProgress {
    std::uint64_t targets = 0;
    std::uint64_t begun = 0;
    std::uint64_t answered = 0;
    std::uint64_t datagrams = 0;
    std::uint64_t remaining = 0;     ///< datagrams still to come, about
    std::uint64_t receive_drops = 0; ///< datagrams that the system threw away unread
    std::uint64_t full_buffers = 0;  ///< times that the system took nothing more
    double loss = 0;                 ///< SipSweepOutcome::loss so far
};

/// Asks every target with SIP OPTIONS over UDP and hands over what the answers say.
///
/// No state per request: answers are matched by the cookie they bring back. Each datagram asks `gate` first. Runs on
/// one executor; the references must outlive it.
class SipSweep {
public:
    /// Called once per target that answers with a final response (or, at the end, with provisional ones only).
    using OnAnswer = SipAnswers::OnAnswer;

    SipSweep(const TargetOrder& targets, const std::vector<Route>& routes, SendGate& gate, SipSweepOptions options,
             OnAnswer on_answer);
    ~SipSweep();

    /// Errors: throws boost::system::system_error when no socket can be had.
    boost::asio::awaitable<SipSweepOutcome> run();
    /// Sends nothing more; answers under way are awaited for a second, then run() returns. Call it on the executor.
    void stop();
    /// Of the own links, who is there is known: so many. A neighbour table has room for few of them at once.
    void know_neighbours(std::size_t count);
    /// The network is away, or back: sends nothing meanwhile. Whom it took the questions from is asked once more.
    void pause(bool is_away);
    SipSweepProgress progress() const;

    /// How far it is, for SipSweepOptions::go_on_from: with what is not gone yet, or was refused, as not asked.
    SweepCheckpoint checkpoint() const;
    /// Whether an address, one of the targets', was asked on every port and silent on all.
    bool is_silent(const boost::asio::ip::address& address) const;
    /// What became of a target, by its place.
    SipTargetAccount account(std::uint64_t place) const;
    /// The states of targets that changed since the last call; see SipSweepOptions::tells_changes.
    std::vector<std::pair<std::uint64_t, TargetState>> take_changes();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
