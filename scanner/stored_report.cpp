#include "scanner/stored_report.hpp"

#include "scanner/address_policy.hpp"
#include "scanner/equal_answers.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/report/row.hpp"
#include "scanner/scan_recording.hpp"
#include "scanner/stored_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace phonescan {

namespace {

/// The devices of a site with what they are read from.
struct SiteDevices {
    SiteDevices(Store& store, const SiteRuns& site, const FingerprintDb& fingerprints, StoredGroups::Undated undated)
        : groups{store, site.runs, undated}, source{groups, fingerprints, lent_macs(site)}
    {
    }

    static std::set<MacAddress> lent_macs(const SiteRuns& site)
    {
        std::set<MacAddress> macs;
        for (const auto& run : site.runs)
            if (run.outcome) macs.insert(run.outcome->lent_macs.begin(), run.outcome->lent_macs.end());
        return macs;
    }

    StoredGroups groups;
    DeviceSource source;
};

/// Whom such a scan was to ask over connections is known where it asked everybody.
VisitCoverage visits_so_far(const StoredStates& states, const StoredPlan& plan, std::uint64_t addresses)
{
    VisitCoverage visits;
    if (plan.connection_ports == 0) return visits;
    std::map<std::uint64_t, PortState> best; // by position of the address
    for (const auto& [element, state] : known_ports(states)) {
        auto& known = best[element / plan.connection_ports];
        known = std::max(known, state);
    }
    for (const auto& [position, state] : best) {
        const auto known = visit_state(state);
        ++(known == VisitState::answered ? visits.answered
           : known == VisitState::closed ? visits.closed
                                         : visits.silent);
    }
    const auto settled = visits.answered + visits.closed + visits.silent;
    visits.addresses = settled != 0 && addresses <= most_addresses ? std::max(settled, addresses) : settled;
    visits.unsent = visits.addresses - settled;
    return visits;
}

/// What a scan that was cut off knew of its targets.
Coverage coverage_so_far(Store& store, const ScanEntry& run)
{
    const auto targets = store.targets(run.number);
    const auto states = store.states(run.number);
    Coverage coverage;
    coverage.ports = std::max<std::uint64_t>(run.plan.ports.size(), 1);
    coverage.targets = targets.addresses.size() * coverage.ports;
    coverage.excluded = run.plan.excluded_count;
    coverage.answered = states.answered.size();
    coverage.refused = states.refused.size();
    coverage.unreachable = states.failed.size();
    const auto known = coverage.answered + coverage.refused + coverage.unreachable;
    const auto asked = run.progress && !run.progress->passes.empty() ? run.progress->passes.front() : 0;
    coverage.silent = asked - std::min(asked, known);
    coverage.unsent = coverage.targets - std::min(coverage.targets, known + coverage.silent);
    coverage.silent_addresses = coverage.silent / coverage.ports;
    coverage.visits = visits_so_far(states, run.plan, targets.addresses.size());
    return coverage;
}

void add(Coverage& sum, const Coverage& one)
{
    sum.targets += one.targets;
    sum.answered += one.answered;
    sum.refused += one.refused;
    sum.unreachable += one.unreachable;
    sum.silent += one.silent;
    sum.unsent += one.unsent;
    sum.excluded += one.excluded;
    sum.ports = std::max(sum.ports, one.ports);
    sum.silent_addresses += one.silent_addresses;
    sum.prohibited += one.prohibited;
    sum.alive_addresses += one.alive_addresses;
    sum.visits.addresses += one.visits.addresses;
    sum.visits.answered += one.visits.answered;
    sum.visits.closed += one.visits.closed;
    sum.visits.silent += one.visits.silent;
    sum.visits.unsent += one.visits.unsent;
}

std::vector<std::string> reasons_of(const ScanEntry& run)
{
    if (run.outcome) return run.outcome->incomplete;
    return {run.command == "scan" && run.state != ScanState::finished
                ? "it has not ended: it is still under way, or was cut off, and phonescan scan --resume goes on with it"
                : "it was cut off"};
}

/// Does a newer scan speak for all that this one was to ask?
bool is_replaced(Store& store, const ScanEntry& scan, AddressSet& asked)
{
    const auto addresses = store.targets(scan.number).addresses;
    const bool replaced = asked.size() != 0 && addresses.minus(asked).size() == 0;
    asked = asked.plus(addresses);
    return replaced;
}

/// What a reader should know of a scan; scan: which, where there are several.
void add_remarks(const StoredOutcome& outcome, const std::string& scan, RunSummary& run)
{
    for (const auto& remark : outcome.remarks)
        run.remarks.push_back(scan.empty() ? remark : scan + ": " + remark);
}

/// The newest run of each command speaks for the site, of scans each that asked what no newer one did: what these left
/// open is open. Returns what the scans were to ask.
AddressSet tell_run(Store& store, const SiteRuns& site, bool is_alone, RunSummary& run)
{
    std::set<std::string> told;
    AddressSet asked;
    for (const auto& one : site.runs) {
        const bool is_scan = one.command == "scan";
        if (is_scan ? is_replaced(store, one, asked) : told.contains(one.command)) continue;
        told.insert(one.command);
        for (const auto& reason : reasons_of(one))
            run.incomplete.push_back(is_alone ? reason : fmt::format("{} of {}: {}", one.id, site.site, reason));
        if (is_scan && one.outcome) add_remarks(*one.outcome, is_alone ? std::string{} : one.id, run);
        if (is_scan) add(run.coverage, one.outcome ? one.outcome->coverage : coverage_so_far(store, one));
    }
    if (!told.contains("scan") && is_alone && site.runs.front().outcome) run.heard = site.runs.front().outcome->heard;
    const auto asks_sip = [](const ScanEntry& one) { return one.command != "scan" || !one.plan.ports.empty(); };
    run.asked_sip = std::ranges::any_of(site.runs, asks_sip);
    const auto& newest = site.runs.front();
    if (newest.outcome) run.elapsed += newest.outcome->elapsed;
    if (is_alone && site.runs.size() == 1 && newest.outcome) run.channels = newest.outcome->channels;
    run.simulated = run.simulated || newest.plan.simulated;
    for (const auto& one : site.runs) {
        if (run.started == WallClock::time_point{} || one.started < run.started) run.started = one.started;
        run.ended = std::max(run.ended, one.ended);
    }
    return asked;
}

/// `3 scans + 1 listen of 1 site, 2026-11-01 to 2026-11-26; …`
std::string runs_text(const std::vector<SiteRuns>& sites, const RunSummary& run)
{
    std::string text;
    for (const std::string command : {"scan", "listen", "read"}) {
        std::ptrdiff_t count = 0;
        for (const auto& site : sites)
            count += std::ranges::count(site.runs, command, &ScanEntry::command);
        if (count != 0)
            text += fmt::format("{}{} {}{}", text.empty() ? "" : " + ", count, command, count == 1 ? "" : "s");
    }
    return fmt::format("{} of {} {}, {:.10} to {:.10}{}", text, sites.size(), sites.size() == 1 ? "site" : "sites",
                       iso_time(run.started), iso_time(run.ended),
                       run.coverage.targets == 0 && run.coverage.visits.addresses == 0
                           ? ""
                           : "; targets are those of the newest scans");
}

} // namespace

RunResult judge_stored(Store& store, const std::vector<SiteRuns>& sites, const FingerprintDb& fingerprints,
                       const CatalogSet& catalogs, RunSummary run, std::optional<WallClock::time_point> now)
{
    const auto devices = std::make_shared<std::vector<std::unique_ptr<SiteDevices>>>();
    const auto& first = sites.front();
    const bool is_alone = sites.size() == 1 && first.runs.size() == 1;
    RunResult result{.run = std::move(run), .findings = {}};
    auto& summary = result.run;
    summary.scan = first.runs.front().id;
    summary.label = sites.size() > 1 ? fmt::format("{} sites", sites.size())
                    : is_alone       ? first.runs.front().plan.label
                                     : first.site;
    for (const auto& site : sites) {
        summary.site = site.site;
        const auto asked = tell_run(store, site, is_alone, summary);
        auto& known = *devices->emplace_back(std::make_unique<SiteDevices>(
            store, site, fingerprints, now ? StoredGroups::Undated::is_of_its_run : StoredGroups::Undated::stays));
        std::vector<SharedText> ids;
        for (const auto& one : site.runs)
            ids.emplace_back(one.id);
        DeviceJudge judge{summary, catalogs, now ? std::optional{*now - firmware_lasts} : std::nullopt};
        std::vector<Finding> found;
        known.source.for_each_device(site.site, [&](Device device) {
            auto& finding = found.emplace_back(judge.judge(std::move(device)));
            finding.scan = ids[known.source.scan_of(finding.device)];
        });
        found = with_equal_answers(std::move(found), asked);
        std::ranges::move(found, std::back_inserter(result.findings));
    }
    if (!is_alone) summary.runs = runs_text(sites, summary);
    result.source = {devices, &devices->front()->source};
    return result;
}

} // namespace phonescan
