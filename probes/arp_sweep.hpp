#pragma once

#include "probes/address_set.hpp"
#include "probes/arp_link.hpp"
#include "probes/arp_port.hpp"
#include "probes/routes.hpp"
#include "probes/send_gate.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// What a sweep did. The addresses add up: addresses = resolved + silent + unasked.
struct ArpSweepOutcome {
    std::uint64_t addresses = 0; ///< on a link that there is a port for
    std::uint64_t resolved = 0;
    std::uint64_t silent = 0;
    std::uint64_t unasked = 0; ///< excluded, or the sweep ended before
    std::uint64_t requests = 0;
    std::uint64_t replies = 0; ///< packets that resolved one of the addresses, again or anew
    std::uint64_t receive_drops = 0;
    std::vector<std::string> incomplete; ///< why addresses may have been missed, one sentence each
    ArpAnswers answers;
};

struct ArpSweepProgress {
    std::uint64_t addresses = 0;
    std::uint64_t begun = 0; ///< addresses whose turn has come
    std::uint64_t resolved = 0;
    std::uint64_t requests = 0;
    std::uint64_t remaining = 0; ///< requests still to come, about
};

/// Asks by ARP who is there, on the own links: there the kernel's own resolution is slow, and what does not resolve
/// fills its neighbour table.
///
/// Each request asks `gate` first, as SendKind::resolve. Runs on one executor; the gate must outlive it. Links that
/// go down are waited for, each for itself.
class ArpSweep {
public:
    /// Of the addresses, those are asked for that a route calls on-link by the interface of one of the ports. Ports
    /// that no route needs may be among them.
    ArpSweep(const AddressSet& addresses, const std::vector<Route>& routes, std::vector<ArpPort> ports, SendGate& gate,
             const ArpSweepOptions& options);
    ~ArpSweep();

    /// To be called once. Errors: throws boost::system::system_error when a port cannot be waited for.
    boost::asio::awaitable<ArpSweepOutcome> run();
    /// Asks for nothing more; replies are awaited for ArpSweepOptions::last_wait after the last request, then run()
    /// returns. Call it on the executor.
    void stop();
    ArpSweepProgress progress() const;
    /// During the sweep and after it.
    ArpState state(boost::asio::ip::address_v4 address) const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
