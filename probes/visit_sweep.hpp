#pragma once

#include "probes/address_set.hpp"
#include "probes/device_visit.hpp"
#include "probes/routes.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace phonescan {

/// What became of the addresses whose TCP ports were to be asked:
/// addresses = answered + closed + silent + unsent.
struct VisitSweepOutcome {
    std::uint64_t addresses = 0;
    std::uint64_t answered = 0;
    std::uint64_t closed = 0;
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;
    std::uint64_t exchanges = 0; ///< questions, each with a connection or over one that was kept
};

struct VisitSweepProgress {
    std::uint64_t exchanges = 0;
    std::uint64_t remaining = 0; ///< exchanges still to come, about
    std::uint64_t answered = 0;  ///< addresses
};

/// Asks the TCP ports of many devices, most_open connections at a time and one to a device, in the seeded order of
/// their addresses. Runs on one executor; the references must outlive it.
class VisitSweep {
public:
    /// Called once for every device asked, and for one that stop() cut off.
    using OnVisit = std::function<void(DeviceVisit)>;
    /// What is known of one port.
    struct KnownPort {
        std::uint64_t element = 0; ///< position of the address in the targets × ports + place of the port in in_order()
        PortState state = PortState::open;

        friend bool operator==(const KnownPort&, const KnownPort&) = default;
    };
    using States = std::vector<KnownPort>;

    struct Options {
        VisitOptions visit;
        unsigned most_open = 256; ///< connections
        std::uint64_t seed = 0;
        States known = {};          ///< what another sweep of these targets knew of them: not asked again
        bool tells_changes = false; ///< take_changes() will be called, now and then
        /// Of on-link addresses: known to be nobody's, so that nobody is asked there. May be empty.
        std::function<bool(const boost::asio::ip::address&)> is_absent = {};
    };

    VisitSweep(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
               OnVisit on_visit);
    ~VisitSweep();

    /// Of every target these parts are to be asked.
    void ask_all(VisitParts parts);
    /// So are all parts of this one, where it is a target; once. For targets that showed any sign of life.
    void ask(const boost::asio::ip::address& address);
    /// Ports of this one that were silent, or could not be reached, are to be asked once more; too_closed: those that
    /// said not a word, too. False: it has none. Between visits, see is_idle().
    bool ask_again(std::uint64_t position, bool too_closed);
    /// Whether all who are to be asked so far have been.
    bool is_idle() const;
    /// Nobody else is to be asked: run() returns once those before are.
    void no_more();

    /// Errors: throws std::runtime_error when libcurl cannot work.
    boost::asio::awaitable<VisitSweepOutcome> run();
    /// Asks nobody more; answers under way are awaited for a second, then run() returns. Call it on the executor.
    void stop();
    /// The network is away, or back: nobody is asked meanwhile, and whom it took the questions from is asked again.
    void pause(bool is_away);

    VisitSweepProgress progress() const;
    VisitState state(const boost::asio::ip::address& address) const;
    /// What is known of the ports, addresses by their position in the targets.
    const PortStates& ports() const;
    /// Whether all of these parts of an address are to be asked, or were.
    bool is_wanted(std::uint64_t position, VisitParts parts) const;
    /// What became known since the last call.
    States take_changes();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace phonescan
