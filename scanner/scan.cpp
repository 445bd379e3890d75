#include "scanner/scan.hpp"

#include "scanner/equal_answers.hpp"
#include "scanner/heard_devices.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/sweeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

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

Coverage coverage_of(const Swept& swept, const ScanPlan& plan)
{
    const auto& sip = swept.sip;
    const auto& web = swept.web;
    return {.targets = sip.targets,
            .answered = sip.answered,
            .refused = sip.refused,
            .unreachable = sip.unreachable,
            .silent = sip.silent,
            .unsent = sip.unsent,
            .excluded = plan.excluded_count,
            .ports = static_cast<unsigned>(plan.order->ports().size()),
            .silent_addresses = swept.silent_addresses,
            .web = {.addresses = web.addresses,
                    .answered = web.answered,
                    .closed = web.closed,
                    .silent = web.silent,
                    .unsent = web.unsent}};
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
    run.asked_sip = !options.ports.sip.empty();
    run.incomplete = plan.incomplete;

    const auto begin = Clock::now();
    Sweeper sweeper{options, plan, std::move(captures), fingerprints, kept};
    const auto swept = sweeper.run();
    const auto& outcome = swept.sip;
    run.elapsed = Clock::now() - begin + (plan.earlier ? plan.earlier->progress.elapsed : 0ns);
    run.ended = WallClock::now();
    run.coverage = coverage_of(swept, plan);
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
