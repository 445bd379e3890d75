#pragma once

#include "probes/neighbour_watch.hpp"
#include "probes/visit_queue.hpp"
#include "probes/visit_sweep.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace phonescan {

/// The sweep of visits itself.
class VisitSweep::Impl : public std::enable_shared_from_this<VisitSweep::Impl> {
public:
    Impl(const AddressSet& targets, const std::vector<Route>& routes, SendGate& gate, Options options,
         OnVisit on_visit);

    void ask_all(VisitParts parts);
    void ask(const boost::asio::ip::address& address);
    bool ask_again(std::uint64_t position, bool too_closed);
    bool is_idle() const noexcept { return queue_.is_empty(); }
    void no_more();
    boost::asio::awaitable<VisitSweepOutcome> run();
    void stop();
    void pause(bool is_away);
    VisitSweepProgress progress() const;
    VisitState state(const boost::asio::ip::address& address) const;
    const PortStates& ports() const noexcept { return states_; }
    bool is_wanted(std::uint64_t position, VisitParts parts) const { return queue_.is_wanted(position, parts); }
    States take_changes() { return std::exchange(changes_, {}); }

private:
    void take_up(const States& known);
    std::uint64_t unsent() const;
    boost::asio::awaitable<std::optional<VisitQueue::Visit>> next();
    boost::asio::awaitable<void> work();
    boost::asio::awaitable<bool> visit(DeviceVisitor& visitor, VisitQueue::Visit job);
    void worker_ended(std::exception_ptr error);
    SendKind kind_of(const boost::asio::ip::address& address, const Route& route);
    void settle(std::uint64_t position, const std::vector<PortState>& ports);
    void set(std::uint64_t position, std::size_t port, PortState state);
    std::vector<bool> ports_not_to_repeat(std::uint64_t position) const;
    void wake_all();
    std::uint64_t count(VisitState state) const noexcept { return counts_[static_cast<std::size_t>(state)]; }

    const AddressSet& targets_;
    const std::vector<Route>& routes_;
    SendGate& gate_;
    Options options_;
    OnVisit on_visit_;
    std::vector<AskedPort> ports_;
    std::uint64_t addresses_; ///< none without ports
    VisitQueue queue_;
    PortStates states_;
    std::array<std::uint64_t, 4> counts_{}; ///< of addresses, by VisitState
    States changes_;
    NeighbourWatch neighbours_;

    bool repeats_closed_ = false;
    bool is_complete_ = false;
    bool is_stopped_ = false;
    bool is_away_ = false; ///< the network
    std::uint64_t absences_ = 0;

    std::optional<Turnstile> turnstile_;
    std::optional<boost::asio::steady_timer> work_; ///< who has nothing to do waits for it
    std::optional<boost::asio::steady_timer> over_; ///< run() waits for it
    std::optional<boost::asio::steady_timer> grace_;
    std::set<DeviceVisitor*> visitors_;
    unsigned working_ = 0;
    std::uint64_t exchanges_ = 0; ///< of visits that are over
    std::exception_ptr failure_;
};

} // namespace phonescan
