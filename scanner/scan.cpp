#include "scanner/scan.hpp"

#include "scanner/answerer_macs.hpp"
#include "scanner/coverage/silent_ranges.hpp"
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
void add_heard(SaidStore& said, const HeardStore& store, const AddressSet& excluded)
{
    Observations heard;
    for (std::size_t group = 0; group < store.size(); ++group) {
        store.read(group, heard);
        if (!is_excluded(heard, excluded)) said.add(heard);
    }
}

/// The devices with what they are read from.
struct SaidDevices {
    SaidDevices(std::shared_ptr<Sweeper> sweeper, const FingerprintDb& fingerprints, const std::set<MacAddress>& lent)
        : store{std::move(sweeper)}, groups{store->said()}, source{groups, fingerprints, lent}
    {
    }

    std::shared_ptr<Sweeper> store;
    SaidGroups groups;
    DeviceSource source;
};

Coverage coverage_of(const Swept& swept, const ScanPlan& plan)
{
    const auto& sip = swept.sip;
    const auto& visits = swept.visits;
    return {.targets = sip.targets,
            .answered = sip.answered,
            .refused = sip.refused,
            .unreachable = sip.unreachable,
            .prohibited = sip.prohibited,
            .silent = sip.silent,
            .unsent = sip.unsent,
            .excluded = plan.excluded_count,
            .ports = static_cast<unsigned>(plan.order->ports().size()),
            .silent_addresses = swept.silent_addresses,
            .alive_addresses = swept.alive_addresses,
            .visits = {.addresses = visits.addresses,
                       .answered = visits.answered,
                       .closed = visits.closed,
                       .silent = visits.silent,
                       .unsent = visits.unsent}};
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

/// The devices that had answered, and did not when asked again.
void mark_silenced(std::vector<Finding>& findings, const std::vector<boost::asio::ip::address>& addresses)
{
    if (addresses.empty()) return;
    const std::set<boost::asio::ip::address> silenced(addresses.begin(), addresses.end());
    for (auto& finding : findings)
        if (silenced.contains(finding.device.address)) finding.codes.emplace_back("fell-silent");
}

/// The sums by channel, and first of all what is worth knowing: where nobody shows life.
void tell_coverage(const AccountBook& book, RunSummary& run)
{
    const auto totals = channel_totals(book);
    run.channels = channel_sums(totals);
    if (auto sentence = silence_sentence(silence_of(book)); !sentence.empty())
        run.remarks.insert(run.remarks.begin(), std::move(sentence));
    for (const auto& channel : totals)
        if (channel.sum() != book.addresses().size())
            run.incomplete.push_back(fmt::format("The totals of {} do not add up to {} addresses: the numbers of this "
                                                 "run cannot be trusted.",
                                                 channel_label(channel.channel), book.addresses().size()));
}

} // namespace

RunResult run_scan(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets,
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
    const auto sweeper = std::make_shared<Sweeper>(options, plan, std::move(sockets), fingerprints, kept);
    const auto swept = sweeper->run();
    const auto& outcome = swept.sip;
    run.elapsed = Clock::now() - begin + (plan.earlier ? plan.earlier->progress.elapsed : 0ns);
    run.ended = WallClock::now();
    run.coverage = coverage_of(swept, plan);
    for (const auto* const reasons : {&outcome.incomplete, &swept.incomplete})
        run.incomplete.insert(run.incomplete.end(), reasons->begin(), reasons->end());
    run.remarks = swept.remarks;
    result.interrupted = sweeper->interrupted();
    if (result.interrupted != ExitStatus::done) run.incomplete.emplace_back("the scan was interrupted");
    const auto losses = sweeper->hearing().listening().incomplete();
    run.incomplete.insert(run.incomplete.end(), losses.begin(), losses.end());
    if (!options.output.quiet) tell_oddities(outcome, run);

    add_heard(sweeper->said(), sweeper->hearing().store(), plan.excluded);
    const auto lent = lent_macs(outcome.neighbours);
    const auto devices = std::make_shared<SaidDevices>(sweeper, fingerprints, lent);
    DeviceJudge judge{run, catalogs};
    std::vector<Finding> findings;
    findings.reserve(devices->source.groups());
    devices->source.for_each_device(run.site,
                                    [&](Device device) { findings.push_back(judge.judge(std::move(device))); });
    result.findings = with_equal_answers(std::move(findings), plan.order->addresses());
    result.source = {devices, &devices->source};
    mark_silenced(result.findings, swept.fell_silent);
    result.book = {sweeper, &sweeper->book()};
    tell_coverage(*result.book, run);
    result.is_cut_short = swept.is_cut_short;
    if (kept != nullptr) kept->keep_outcome(result, {lent.begin(), lent.end()}, !result.is_cut_short);
    return result;
}

} // namespace phonescan
