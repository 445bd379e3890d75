#pragma once

#include "probes/arp_sweep.hpp"
#include "probes/echo_sweep.hpp"
#include "probes/recheck.hpp"
#include "scanner/answerer_macs.hpp"
#include "scanner/network_guard.hpp"
#include "scanner/pace_control.hpp"
#include "scanner/progress.hpp"
#include "scanner/scan_book.hpp"
#include "scanner/scan_recording.hpp"
#include "scanner/sweeper.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace phonescan {

/// A scan under way: sweeper.cpp has its course, sweeper_news.cpp what is made of what comes in.
class Sweeper::Impl {
public:
    Impl(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets, const FingerprintDb& fingerprints,
         KeptRun* kept);

    Swept run();
    SaidStore& said() noexcept { return said_; }
    LiveHearing& hearing() noexcept { return hearing_; }
    ExitStatus interrupted() const noexcept { return interrupted_; }
    const AccountBook& book() const noexcept { return book_; }

private:
    using Task = boost::asio::awaitable<void>;

    void spawn(Task task, bool& is_running);
    Task course();
    Task look_who_is_on_link();
    Task ask_by_sip();
    Task ask_for_echoes();
    Task repeat_visits();
    std::uint64_t silent_ports() const;
    Task pause_for(Clock::duration time);
    Task visit();
    Task recheck();
    Task until(const bool& is_running);
    void stop(std::string reason);
    void pause(bool is_away);
    void guard_network();

    void take_answer(const Target& target, Observations heard);
    void take_visit(DeviceVisit visit);
    void take_round(const Recheck::Round& round);
    void keep(const Observations& said);
    std::vector<std::string> follow_ups(const boost::asio::ip::address& device, const Observations& said) const;
    void look_for_life(const std::vector<std::pair<std::uint64_t, TargetState>>& changes);
    void show_neighbours();
    void show_life(const boost::asio::ip::address& address);
    unsigned connect_tries() const;
    bool is_absent(const boost::asio::ip::address& address) const;
    void add_neighbours(const std::unordered_map<std::uint32_t, MacAddress>& table);
    void take_changes();
    void record(Clock::time_point now);
    void watch_signals();
    void tick();
    void keep_pace(const SipSweepProgress& sip, std::uint64_t packets, Clock::time_point now);
    void say(const std::string& text) { progress_.message("phonescan: " + text); }
    void count_life();

    bool asks_sip() const noexcept { return plan_.order->size() != 0; }
    bool visits_anybody() const noexcept { return !options_.ports.connections.empty(); }

    /// What one device said by SIP: so many parts of said_ from there on.
    struct Stretch {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    const ScanOptions& options_;
    const ScanPlan& plan_;
    const FingerprintDb& fingerprints_;
    KeptRun* kept_;
    VisitParts of_all_; ///< what is asked of every address over connections
    boost::asio::io_context context_{1};
    boost::asio::signal_set signals_{context_, SIGINT, SIGTERM};
    boost::asio::steady_timer tick_{context_};
    boost::asio::steady_timer changed_{context_}; ///< until() waits for it
    LiveHearing hearing_;
    Pacer pacer_;
    PaceControl pace_;
    AnswererMacs macs_;
    NeighbourWatch watch_;
    SaidStore said_;
    std::unordered_map<boost::asio::ip::address, Stretch> by_sip_; ///< empty without web ports
    LifeSigns life_;
    ArpSweep arp_;
    bool knows_links_ = false; ///< arp_ has been through
    EchoSweep echo_;
    SipSweep sip_;
    VisitSweep visits_;
    Recheck recheck_;
    std::optional<NetworkGuard> guard_;
    ScanBook book_;
    std::optional<ScanRecording> recording_;
    Clock::time_point recorded_ = Clock::now();
    Progress progress_;
    Swept swept_;
    std::exception_ptr failure_;
    ExitStatus interrupted_ = ExitStatus::done;
    bool is_under_way_ = false;
    bool is_visiting_ = false;
    bool is_rechecking_ = false;
    bool is_stopped_ = false;
    bool is_away_ = false;           ///< the network
    std::uint64_t full_buffers_ = 0; ///< at the reading before
    bool is_finishing_ = false;      ///< nothing is left but the last round of asking again
    bool asks_all_ = false;          ///< the visits of everybody have begun, or are about to
};

} // namespace phonescan
