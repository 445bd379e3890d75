#include "scanner/scan.hpp"

#include "probes/sip_sweep.hpp"
#include "scanner/answerer_macs.hpp"
#include "scanner/equal_answers.hpp"
#include "scanner/heard_devices.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/progress.hpp"
#include "scanner/scan_recording.hpp"
#include "scanner/terminal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <set>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

/// One sweep on its own event loop, with progress and signals beside it.
class Sweeper {
public:
    Sweeper(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures, KeptRun* kept)
        : hearing_{context_, std::move(captures),
                   [this](std::size_t group) {
                       if (recording_) recording_->heard(group);
                   }},
          pacer_{options.pace, plan.excluded}, macs_{plan.routes, plan.earlier ? plan.earlier->said : Observations{}},
          sweep_{*plan.order, plan.routes, pacer_, sweep_options(options, plan, kept != nullptr),
                 [this](const Target&, Observations heard) { take(std::move(heard)); }},
          kept_{kept}, progress_{
                           std::cerr,
                           Progress::mode_for(options.output.quiet, is_terminal(STDERR_FILENO), options.stats_every),
                           options.stats_every.value_or(200ms), terminal_width(STDERR_FILENO)}
    {
        if (plan.earlier) observations_ = plan.earlier->said;
        if (kept_ != nullptr)
            recording_.emplace(kept_->recorder(), *plan.order, plan.excluded, plan.first_senders,
                               plan.earlier ? plan.earlier->progress : StoredProgress{},
                               std::max(options.patience.wait, options.patience.linger));
    }

    SipSweepOutcome run()
    {
        std::exception_ptr failure;
        std::optional<SipSweepOutcome> outcome;
        watch_signals();
        show_progress();
        hearing_.listening().start();
        asio::co_spawn(context_, sweep_.run(), [&](std::exception_ptr error, SipSweepOutcome result) {
            failure = error;
            outcome = std::move(result);
            over_ = true; // a tick may have fired already, and wait for its turn where cancel() cannot reach it
            signals_.cancel();
            tick_.cancel();
            hearing_.stop();
        });
        context_.run();
        progress_.finish();
        if (outcome) add_neighbours(outcome->neighbours);
        if (recording_) recording_->record_rest(sweep_, hearing_.store(), Clock::now());
        if (failure) std::rethrow_exception(failure);
        return std::move(*outcome);
    }

    /// What was answered, then what the neighbour table says of those who did.
    Observations take_observations()
    {
        auto macs = macs_.take();
        observations_.insert(observations_.end(), std::make_move_iterator(macs.begin()),
                             std::make_move_iterator(macs.end()));
        return std::move(observations_);
    }
    LiveHearing& hearing() noexcept { return hearing_; }
    ExitStatus interrupted() const noexcept { return interrupted_; }

private:
    static SipSweepOptions sweep_options(const ScanOptions& options, const ScanPlan& plan, bool keeps)
    {
        SipSweepOptions sweep;
        sweep.tells_changes = keeps;
        sweep.patience = options.patience;
        sweep.source_port = options.source_port;
        sweep.interface = options.interface;
        if (!options.user_agent.empty()) sweep.user_agent = options.user_agent;
        if (plan.earlier) go_on(sweep, *plan.earlier, *plan.order);
        return sweep;
    }

    void take(Observations heard)
    {
        macs_.answered(heard);
        if (recording_) recording_->answered(heard);
        observations_.insert(observations_.end(), std::make_move_iterator(heard.begin()),
                             std::make_move_iterator(heard.end()));
    }

    void add_neighbours(const std::unordered_map<std::uint32_t, MacAddress>& table)
    {
        for (const auto& mac : macs_.look_up(table))
            if (recording_) recording_->neighbour(mac);
    }

    /// Twice a second, so that less than a second is lost whatever happens to this process.
    void record(Clock::time_point now)
    {
        constexpr auto pause = 400ms;
        if (!recording_ || now - recorded_ < pause) return;
        recorded_ = now;
        if (macs_.has_open()) {
            watch_.read(now);
            add_neighbours(watch_.resolved());
        }
        recording_->record(sweep_, hearing_.store(), now);
        kept_->look_after();
    }

    /// The first signal ends the scan with a report; a second one takes its usual course.
    void watch_signals()
    {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            interrupted_ = signal == SIGINT ? ExitStatus::interrupted : ExitStatus::terminated;
            progress_.message("phonescan: interrupted: waiting a second for answers under way, then reporting");
            sweep_.stop();
            signals_.clear();
        });
    }

    void show_progress()
    {
        const auto state = sweep_.progress();
        progress_.update(
            {.sent = state.datagrams, .total = state.datagrams + state.remaining, .answered = state.answered},
            Clock::now());
        record(Clock::now());
        tick_.expires_after(200ms);
        tick_.async_wait([this](const boost::system::error_code& error) {
            if (!error && !over_) show_progress();
        });
    }

    asio::io_context context_{1};
    asio::signal_set signals_{context_, SIGINT, SIGTERM};
    asio::steady_timer tick_{context_};
    LiveHearing hearing_;
    Pacer pacer_;
    AnswererMacs macs_;
    NeighbourWatch watch_;
    Observations observations_;
    SipSweep sweep_;
    KeptRun* kept_;
    std::optional<ScanRecording> recording_;
    Clock::time_point recorded_ = Clock::now();
    Progress progress_;
    ExitStatus interrupted_ = ExitStatus::done;
    bool over_ = false;
};

/// What was heard meanwhile, but of nobody who is excluded.
void add_heard(Observations& observations, const HeardStore& store, const AddressSet& excluded)
{
    Observations heard;
    for (std::size_t group = 0; group < store.size(); ++group) {
        store.read(group, heard);
        if (is_excluded(heard, excluded)) continue;
        observations.insert(observations.end(), std::make_move_iterator(heard.begin()),
                            std::make_move_iterator(heard.end()));
    }
}

/// The hardware addresses that the neighbour table has on several addresses: a router's that answers for others.
std::set<MacAddress> lent_macs(const SipSweepOutcome& outcome)
{
    std::set<MacAddress> seen;
    std::set<MacAddress> lent;
    for (const auto& [address, mac] : outcome.neighbours)
        if (!seen.insert(mac).second) lent.insert(mac);
    return lent;
}

Coverage coverage_of(const SipSweepOutcome& outcome, const ScanPlan& plan)
{
    return {.targets = outcome.targets,
            .answered = outcome.answered,
            .refused = outcome.refused,
            .unreachable = outcome.unreachable,
            .silent = outcome.silent,
            .unsent = outcome.unsent,
            .excluded = plan.excluded_count,
            .ports = static_cast<unsigned>(plan.order->ports().size()),
            .silent_addresses = outcome.silent_addresses};
}

/// What a person should know of the sweep beyond the totals.
void tell_oddities(const SipSweepOutcome& outcome, const RunSummary& run)
{
    const auto say = [](const std::string& text) { std::cerr << "phonescan: " << text << '\n'; };
    if (const auto back = run.elapsed - (run.ended - run.started); back > 2s)
        say(fmt::format("the clock was set back by {} s meanwhile: times in the reports are as it said",
                        std::chrono::duration_cast<std::chrono::seconds>(back).count()));
    const auto& arrivals = outcome.arrivals;
    if (arrivals.displaced > 0) {
        const auto& first = arrivals.answered_by.front();
        say(fmt::format("{} answers came from another address than the one asked (first: {} answered for {}): not "
                        "counted as phones there",
                        arrivals.displaced, first.by.to_string(), first.asked.to_string()));
    }
    if (arrivals.forged > 0)
        say(fmt::format("{} answers to questions that were never asked: ignored", arrivals.forged));
    if (outcome.receive_drops > 0)
        say(fmt::format("{} datagrams were lost in this machine's receive buffer: scan slower (--max-rate)",
                        outcome.receive_drops));
}

} // namespace

RunResult run_scan(const ScanOptions& options, const ScanPlan& plan, std::vector<LiveCapture> captures,
                   const FingerprintDb& fingerprints, const CatalogSet& catalogs, RunSummary begun, KeptRun* kept)
{
    RunResult result;
    auto& run = result.run;
    run = std::move(begun);
    run.label = plan.label;
    run.simulated = options.simulated;
    run.incomplete = plan.incomplete;

    const auto begin = Clock::now();
    Sweeper sweeper{options, plan, std::move(captures), kept};
    auto outcome = sweeper.run();
    run.elapsed = Clock::now() - begin + (plan.earlier ? plan.earlier->progress.elapsed : 0ns);
    run.ended = WallClock::now();
    run.coverage = coverage_of(outcome, plan);
    run.incomplete.insert(run.incomplete.end(), outcome.incomplete.begin(), outcome.incomplete.end());
    result.interrupted = sweeper.interrupted();
    if (result.interrupted != ExitStatus::done) run.incomplete.emplace_back("the scan was interrupted");
    const auto losses = sweeper.hearing().listening().incomplete();
    run.incomplete.insert(run.incomplete.end(), losses.begin(), losses.end());
    if (!options.output.quiet) tell_oddities(outcome, run);

    auto observations = sweeper.take_observations();
    add_heard(observations, sweeper.hearing().store(), plan.excluded);
    const auto lent = lent_macs(outcome);
    auto devices = devices_of(std::move(observations), fingerprints, run.site, lent);
    result.findings = with_equal_answers(judge_devices(std::move(devices), run, catalogs), plan.order->addresses());
    if (kept != nullptr) kept->keep_outcome(result, {lent.begin(), lent.end()}, result.interrupted == ExitStatus::done);
    return result;
}

} // namespace phonescan
