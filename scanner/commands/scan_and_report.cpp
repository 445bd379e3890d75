#include "scanner/commands/scan_and_report.hpp"

#include "scanner/commands/write_reports.hpp"
#include "scanner/data_versions.hpp"
#include "scanner/dry_run.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/row.hpp"
#include "scanner/scan.hpp"
#include "scanner/stored_report.hpp"
#include "scanner/stored_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <memory>

namespace phonescan {

namespace {

/// What a scan needs besides its targets, loaded and checked before anything is sent.
struct Means {
    explicit Means(const ScanOptions& options)
        : fingerprints{load_fingerprints(options.data)}, catalogs{load_catalogs(options.data)},
          platforms{platforms_to_judge(options.data, catalogs)}, unknown{options.output.unknown_out},
          fail_on{options.output.fail_on, platforms}
    {
        day_to_judge(options.data); // a mistake in --as-of is told before anything is sent
    }

    FingerprintDb fingerprints;
    CatalogSet catalogs;
    std::vector<std::string> platforms;
    UnknownOut unknown;
    FailOn fail_on;
};

ExitStatus busy(const std::string& site)
{
    fmt::print(stderr,
               "phonescan: another scan of site {} is under way: nothing done. --site NAME is another site, "
               "--no-store keeps apart\n",
               site);
    return ExitStatus::busy;
}

void tell_plan(const ScanOptions& options, const Means& means, const ScanPlan& plan)
{
    if (options.output.quiet) return;
    tell_before(means.fingerprints, means.platforms, means.catalogs);
    tell_left_out_probes(means.fingerprints);
    for (const auto& note : plan.notes)
        std::cerr << "phonescan: " << note << '\n';
    std::cerr << fmt::format("phonescan: asking {} {}, --seed {}\n", plan.order->addresses().size(),
                             plan.order->addresses().size() == 1 ? "address" : "addresses", plan.seed);
}

/// Writes the reports, and lets the store know.
ExitStatus report(const ScanOptions& options, Means& means, const RunResult& result, KeptRun* kept)
{
    const bool reported = write_reports(options.output, result);
    bool written = write_unknown(means.unknown, means.fingerprints, options.output, result) && reported;
    const bool is_over = !result.is_cut_short;
    if (kept != nullptr) written = kept->finish(is_over && written) && written;
    if (kept != nullptr && !is_over && !options.output.quiet)
        std::cerr << "phonescan: to go on with it: phonescan scan --resume\n";
    return status_of(means.fail_on, result, written);
}

/// Everything from the first packet on. keeps: the run is in the store.
ExitStatus run_and_report(const ScanOptions& options, const ScanPlan& plan, ScanSockets sockets, Means& means,
                          RunSummary begun, KeptRun* kept, bool keeps)
{
    tell_plan(options, means, plan);
    const auto result = run_scan(options, plan, std::move(sockets), means.fingerprints, means.catalogs,
                                 std::move(begun), keeps ? kept : nullptr);
    return report(options, means, result, kept);
}

/// What may take privileges, which are given up with the last of it.
ScanSockets open_sockets(const ScanOptions& options)
{
    auto arp = open_arp_ports(options.interface);
    EchoPort echo{options.interface};
    return {.captures = open_captures(options.listen, options.output), .arp = std::move(arp), .echo = std::move(echo)};
}

NewScan new_scan(const ScanOptions& options, const ScanPlan& plan, const RunSummary& begun, const CatalogSet& catalogs)
{
    NewScan scan{.id = begun.scan,
                 .site = begun.site,
                 .command = "scan",
                 .started = begun.started,
                 .plan = stored_plan(options.data, begun, catalogs),
                 .targets = StoredTargets{plan.order->addresses(), plan.excluded, plan.excluded_targets}};
    scan.plan.what = plan.what;
    scan.plan.label = plan.label;
    scan.plan.ports.assign(plan.order->ports().begin(), plan.order->ports().end());
    scan.plan.connection_ports = in_order(options.ports.connections).size();
    scan.plan.seed = plan.seed;
    scan.plan.excluded_count = plan.excluded_count;
    scan.plan.incomplete = plan.incomplete;
    scan.plan.simulated = options.simulated;
    return scan;
}

} // namespace

ExitStatus scan_and_report(const ScanOptions& options)
{
    auto list = check_targets(options);
    if (options.list_only) {
        write_listing([&](std::ostream& out) { write_target_list(out, list); });
        return ExitStatus::done;
    }
    Means means{options};
    if (options.dry_run) {
        write_listing([&](std::ostream& out) { describe_dry_run(out, options, list); });
        return ExitStatus::done;
    }
    const auto kept = KeptRun::open(options.output.store);
    auto begun = new_run(options.data, options.site, means.catalogs);
    if (kept && !kept->hold_site(begun.site)) return busy(begun.site);
    auto sockets = open_sockets(options);
    const auto plan = plan_scan(options, std::move(list));
    const bool keeps = kept && kept->begin(new_scan(options, plan, begun, means.catalogs));
    return run_and_report(options, plan, std::move(sockets), means, std::move(begun), kept.get(), keeps);
}

ExitStatus go_on_and_report(const ScanOptions& options, KeptRun& kept, const ScanEntry& scan)
{
    Means means{options};
    if (!kept.hold_site(scan.site)) return busy(scan.site);
    auto begun = new_run(options.data, options.site, means.catalogs);
    begun.scan = scan.id;
    begun.started = scan.started;
    auto told = scan.plan;
    told.versions = data_versions(options.data, means.catalogs);
    if (scan.state == ScanState::collected) { // only the reports are missing
        const auto result = judge_stored(kept.store(), {{scan.site, {scan}}}, means.fingerprints, means.catalogs,
                                         std::move(begun), std::nullopt);
        kept.go_on(scan, told);
        return report(options, means, result, &kept);
    }
    auto sockets = open_sockets(options);
    auto& store = kept.store();
    auto plan = plan_again(options, scan.plan, store.targets(scan.number));
    const auto earlier = std::make_shared<EarlierScan>();
    earlier->said = read_said(store, scan.number);
    earlier->states = store.states(scan.number);
    if (scan.progress) earlier->progress = *scan.progress;
    const auto free_after = [&](std::int64_t first, std::int64_t below) {
        return std::max(first, store.last_sender(scan.number, below) + 1);
    };
    plan.first_senders = {.answer = free_after(0, first_neighbour_sender),
                          .neighbour = free_after(first_neighbour_sender, first_heard_sender),
                          .heard = free_after(first_heard_sender, std::numeric_limits<std::int64_t>::max())};
    plan.earlier = earlier;
    if (!options.output.quiet) {
        const auto known =
            earlier->states.answered.size() + earlier->states.refused.size() + earlier->states.failed.size();
        std::cerr << fmt::format("phonescan: going on with {} of site {}, begun {}: {} of {} targets have answered or "
                                 "refused\n",
                                 scan.id, scan.site, iso_time(scan.started), known, plan.order->size());
    }
    kept.go_on(scan, told);
    return run_and_report(options, plan, std::move(sockets), means, std::move(begun), &kept, true);
}

} // namespace phonescan
