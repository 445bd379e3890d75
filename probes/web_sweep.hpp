#pragma once

#include "probes/address_set.hpp"
#include "probes/routes.hpp"
#include "probes/web_visit.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace phonescan {

/// What became of the addresses whose web ports were to be asked:
/// addresses = answered + closed + silent + unsent.
struct WebSweepOutcome {
    std::uint64_t addresses = 0;
    std::uint64_t answered = 0;
    std::uint64_t closed = 0;
    std::uint64_t silent = 0;
    std::uint64_t unsent = 0;
    std::uint64_t exchanges = 0; ///< questions, each with a connection or over one that was kept
};

struct WebSweepProgress {
    std::uint64_t exchanges = 0;
    std::uint64_t remaining = 0; ///< exchanges still to come, about
    std::uint64_t answered = 0;  ///< addresses
};

/// Asks the web servers of many devices, most_open connections at a time, in the seeded order of their addresses. Runs
/// on one executor; the references must outlive it.
class WebSweep {
public:
    /// Called once for every device asked, and for one that stop() cut off.
    using OnVisit = std::function<void(WebVisit)>;
    /// Addresses by their position in the targets.
    using States = std::vector<std::pair<std::uint64_t, WebState>>;

    struct Options {
        WebVisitOptions visit;
        unsigned most_open = 256; ///< connections
        std::uint64_t seed = 0;
        States known = {};          ///< what another sweep of these targets knew of them: not asked again
        bool tells_changes = false; ///< take_changes() will be called, now and then
    };

    WebSweep(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
             OnVisit on_visit);
    ~WebSweep();

    /// Every target is to be asked.
    void ask_all();
    /// So is this one, where it is a target; once. For targets that showed any sign of life.
    void ask(boost::asio::ip::address_v4 address);
    /// Nobody else is to be asked: run() returns once those before are.
    void no_more();

    /// Errors: throws std::runtime_error when libcurl cannot work.
    boost::asio::awaitable<WebSweepOutcome> run();
    /// Asks nobody more; answers under way are awaited for a second, then run() returns. Call it on the executor.
    void stop();

    WebSweepProgress progress() const;
    WebState state(boost::asio::ip::address_v4 address) const;
    /// The targets that answered or are closed.
    std::vector<boost::asio::ip::address_v4> alive() const;
    /// What became known since the last call.
    States take_changes();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace phonescan
