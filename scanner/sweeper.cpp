#include "scanner/sweeper.hpp"

#include "fingerprints/web_probe.hpp"
#include "probes/sip_sweep.hpp"
#include "probes/web_sweep.hpp"
#include "scanner/answerer_macs.hpp"
#include "scanner/page_excerpt.hpp"
#include "scanner/progress.hpp"
#include "scanner/scan_recording.hpp"
#include "scanner/terminal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iostream>
#include <unordered_map>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

SipSweepOptions sip_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes)
{
    SipSweepOptions sip;
    sip.tells_changes = tells_changes;
    sip.patience = options.patience;
    sip.source_port = options.source_port;
    sip.interface = options.interface;
    if (!options.user_agent.empty()) sip.user_agent = options.user_agent;
    if (plan.earlier) go_on(sip, *plan.earlier, *plan.order);
    return sip;
}

WebSweep::Options web_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes,
                              FollowUps follow_ups)
{
    WebSweep::Options web;
    web.visit.follow_ups = std::move(follow_ups);
    web.visit.acts = &path_acts;
    web.visit.ports = options.ports.web;
    web.visit.user_agent = options.user_agent;
    web.visit.interface = options.interface;
    web.seed = plan.seed;
    web.tells_changes = tells_changes;
    if (plan.earlier) web.known = known_web_states(*plan.earlier);
    return web;
}

} // namespace

class Sweeper::Impl {
public:
    Impl(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
         const FingerprintDb& fingerprints, KeptRun* kept);

    Swept run();
    Observations take_observations();
    LiveHearing& hearing() noexcept { return hearing_; }
    ExitStatus interrupted() const noexcept { return interrupted_; }

private:
    void start_sip();
    void start_web();
    void one_is_over(std::exception_ptr error);
    void take_answer(const Target& target, Observations heard);
    void take_visit(WebVisit visit);
    void keep(Observations said);
    std::vector<std::string> follow_ups(asio::ip::address_v4 device, const Observations& said) const;
    void look_for_life(const std::vector<std::pair<std::uint64_t, TargetState>>& changes);
    void add_neighbours(const std::unordered_map<std::uint32_t, MacAddress>& table);
    void take_changes();
    void record(Clock::time_point now);
    void watch_signals();
    void show_progress();
    std::uint64_t silent_addresses() const;

    bool asks_sip() const noexcept { return plan_.order->size() != 0; }
    bool asks_web() const noexcept { return !options_.ports.web.empty(); }
    /// Is everybody's web server asked? Else theirs who showed any sign of life.
    bool asks_everybody() const noexcept
    {
        return phonescan::asks_everybody(options_.http, plan_.order->addresses().size());
    }

    /// What one device said by SIP: so many observations from there on.
    struct Stretch {
        std::size_t first = 0;
        std::size_t count = 0;
    };

    const ScanOptions& options_;
    const ScanPlan& plan_;
    const FingerprintDb& fingerprints_;
    KeptRun* kept_;
    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    asio::steady_timer tick_{context_};
    LiveHearing hearing_;
    Pacer pacer_;
    AnswererMacs macs_;
    NeighbourWatch watch_;
    Observations observations_;
    std::unordered_map<std::uint32_t, Stretch> by_sip_; ///< by address; empty without web ports
    SipSweep sip_;
    WebSweep web_;
    std::optional<ScanRecording> recording_;
    Clock::time_point recorded_ = Clock::now();
    Progress progress_;
    Swept swept_;
    std::exception_ptr failure_;
    ExitStatus interrupted_ = ExitStatus::done;
    unsigned under_way_ = 0; ///< sweeps
    bool all_asked_ = false; ///< for their pages, or about to be
};

Sweeper::Impl::Impl(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
                    const FingerprintDb& fingerprints, KeptRun* kept)
    : options_{options}, plan_{plan}, fingerprints_{fingerprints}, kept_{kept}, hearing_{context_, std::move(captures),
                                                                                         [this](std::size_t group) {
                                                                                             if (recording_)
                                                                                                 recording_->heard(
                                                                                                     group);
                                                                                         }},
      pacer_{options.pace, plan.excluded}, macs_{plan.routes, plan.earlier ? plan.earlier->said : Observations{}},
      sip_{*plan.order, plan.routes, pacer_,
           sip_options(options, plan, kept != nullptr || (asks_web() && !asks_everybody())),
           [this](const Target& target, Observations heard) { take_answer(target, std::move(heard)); }},
      web_{plan.order->addresses(), plan.routes, pacer_,
           web_options(
               options, plan, kept != nullptr,
               [this](asio::ip::address_v4 device, const Observations& said) { return follow_ups(device, said); }),
           [this](WebVisit visit) { take_visit(std::move(visit)); }},
      progress_{std::cerr, Progress::mode_for(options.output.quiet, is_terminal(STDERR_FILENO), options.stats_every),
                options.stats_every.value_or(200ms), terminal_width(STDERR_FILENO)}
{
    if (plan.earlier) observations_ = plan.earlier->said;
    if (kept_ != nullptr)
        recording_.emplace(kept_->recorder(), *plan.order, plan.excluded, plan.first_senders,
                           plan.earlier ? plan.earlier->progress : StoredProgress{},
                           std::max(options.patience.wait, options.patience.linger));
}

Swept Sweeper::Impl::run()
{
    watch_signals();
    if (asks_sip()) start_sip();
    if (asks_web()) start_web();
    show_progress();
    hearing_.listening().start();
    context_.run();
    progress_.finish();
    add_neighbours(swept_.sip.neighbours);
    if (recording_) {
        take_changes();
        recording_->record_rest(hearing_.store(), Clock::now());
    }
    if (failure_) std::rethrow_exception(failure_);
    swept_.silent_addresses = silent_addresses();
    return std::move(swept_);
}

void Sweeper::Impl::start_sip()
{
    ++under_way_;
    asio::co_spawn(context_, sip_.run(), [this](std::exception_ptr error, SipSweepOutcome outcome) {
        swept_.sip = std::move(outcome);
        take_changes();
        if (!asks_everybody())
            for (const auto& [address, mac] : swept_.sip.neighbours)
                web_.ask(asio::ip::address_v4{address});
        if (!std::exchange(all_asked_, true) && asks_everybody()) web_.ask_all();
        web_.no_more();
        one_is_over(error);
    });
}

/// Nobody's page is asked for before everybody was asked by SIP, which costs a device less and tells more.
void Sweeper::Impl::start_web()
{
    ++under_way_;
    if (!asks_sip()) {
        all_asked_ = true;
        web_.ask_all();
        web_.no_more();
    }
    for (const auto& observation : observations_) // of a scan that goes on
        if (observation.source.address.is_v4()) web_.ask(observation.source.address.to_v4());
    asio::co_spawn(context_, web_.run(), [this](std::exception_ptr error, WebSweepOutcome outcome) {
        swept_.web = outcome;
        one_is_over(error);
    });
}

void Sweeper::Impl::one_is_over(std::exception_ptr error)
{
    if (error && !failure_) {
        failure_ = error;
        sip_.stop();
        web_.stop();
    }
    if (--under_way_ != 0) return;
    signals_.cancel();
    tick_.cancel(); // it may have fired already, and wait for its turn where cancel() cannot reach it
    hearing_.stop();
}

void Sweeper::Impl::keep(Observations said)
{
    macs_.answered(said);
    if (recording_) recording_->answered(said);
    observations_.insert(observations_.end(), std::make_move_iterator(said.begin()),
                         std::make_move_iterator(said.end()));
}

void Sweeper::Impl::take_answer(const Target& target, Observations heard)
{
    if (asks_web()) {
        by_sip_.try_emplace(target.address.to_uint(), Stretch{observations_.size(), heard.size()});
        web_.ask(target.address);
    }
    keep(std::move(heard));
}

void Sweeper::Impl::take_visit(WebVisit visit)
{
    if (visit.said.empty()) return;
    keep_excerpts(visit.said, fingerprints_);
    keep(std::move(visit.said));
}

/// What the fingerprints would ask a device for that has said so much.
std::vector<std::string> Sweeper::Impl::follow_ups(asio::ip::address_v4 device, const Observations& said) const
{
    auto all = said;
    if (const auto stretch = by_sip_.find(device.to_uint()); stretch != by_sip_.end()) {
        const auto first = observations_.begin() + static_cast<std::ptrdiff_t>(stretch->second.first);
        all.insert(all.end(), first, first + static_cast<std::ptrdiff_t>(stretch->second.count));
    }
    std::vector<std::string> paths;
    for (const auto* const probe : fingerprints_.probes_for(fingerprints_.identify(all)))
        paths.push_back(probe->path);
    return paths;
}

/// An answer or a refusal is one; take_answer() has seen the answers.
void Sweeper::Impl::look_for_life(const std::vector<std::pair<std::uint64_t, TargetState>>& changes)
{
    for (const auto& [place, state] : changes)
        if (state == TargetState::refused) web_.ask(plan_.order->at(place).address);
}

void Sweeper::Impl::add_neighbours(const std::unordered_map<std::uint32_t, MacAddress>& table)
{
    for (const auto& mac : macs_.look_up(table))
        if (recording_) recording_->neighbour(mac);
}

void Sweeper::Impl::take_changes()
{
    const auto changes = sip_.take_changes();
    if (asks_web() && !asks_everybody()) look_for_life(changes);
    if (!recording_) return;
    recording_->settled(changes);
    recording_->settled(web_.take_changes());
}

/// Twice a second, so that less than a second is lost whatever happens to this process.
void Sweeper::Impl::record(Clock::time_point now)
{
    constexpr auto pause = 400ms;
    if (!recording_ || now - recorded_ < pause) return;
    recorded_ = now;
    if (macs_.has_open()) {
        watch_.read(now);
        add_neighbours(watch_.resolved());
    }
    recording_->record(sip_, hearing_.store(), now);
    kept_->look_after();
}

/// The first signal ends the scan with a report; a second one takes its usual course.
void Sweeper::Impl::watch_signals()
{
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error) return;
        interrupted_ = signal == SIGINT ? ExitStatus::interrupted : ExitStatus::terminated;
        progress_.message("phonescan: interrupted: waiting a second for answers under way, then reporting");
        sip_.stop();
        web_.stop();
        signals_.clear();
    });
}

void Sweeper::Impl::show_progress()
{
    const auto sip = sip_.progress();
    const auto web = web_.progress();
    if (asks_web() && asks_everybody() && sip.begun == sip.targets && !std::exchange(all_asked_, true)) {
        web_.ask_all();
        web_.no_more();
    }
    const auto sent = sip.datagrams + web.exchanges;
    progress_.update(
        {.sent = sent, .total = sent + sip.remaining + web.remaining, .answered = std::max(sip.answered, web.answered)},
        Clock::now());
    take_changes();
    record(Clock::now());
    tick_.expires_after(200ms);
    tick_.async_wait([this](const boost::system::error_code& error) {
        if (!error && under_way_ != 0) show_progress();
    });
}

/// Addresses that are silent on SIP lose that where their web server, or its refusal, shows somebody.
std::uint64_t Sweeper::Impl::silent_addresses() const
{
    if (!asks_sip()) return swept_.web.silent;
    auto silent = swept_.sip.silent_addresses;
    for (const auto& address : web_.alive())
        if (sip_.is_silent(address)) --silent;
    return silent;
}

Observations Sweeper::Impl::take_observations()
{
    auto macs = macs_.take();
    observations_.insert(observations_.end(), std::make_move_iterator(macs.begin()),
                         std::make_move_iterator(macs.end()));
    return std::move(observations_);
}

Sweeper::Sweeper(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
                 const FingerprintDb& fingerprints, KeptRun* kept)
    : impl_{std::make_unique<Impl>(options, plan, std::move(captures), fingerprints, kept)}
{
}

Sweeper::~Sweeper() = default;

Swept Sweeper::run()
{
    return impl_->run();
}

Observations Sweeper::take_observations()
{
    return impl_->take_observations();
}

LiveHearing& Sweeper::hearing() noexcept
{
    return impl_->hearing();
}

ExitStatus Sweeper::interrupted() const noexcept
{
    return impl_->interrupted();
}

} // namespace phonescan
