#include "scanner/commands/scan_and_report.hpp"

#include "scanner/commands/unknown_out.hpp"
#include "scanner/dry_run.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/table.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/scan.hpp"
#include "scanner/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace phonescan {

namespace {

/// Writes one report; a failure is told and remembered, so that the other reports are still written.
bool write_report(const ReportRequest& request, const ScanOptions& options, const ScanResult& result)
{
    const auto write = [&](std::ostream& out) {
        request.format->write(out, result.run, result.findings, options.report);
    };
    try {
        write_output(request.path, write);
        return true;
    } catch (const OutputError& error) {
        std::cerr << "phonescan: " << error.what() << '\n';
    }
    return false;
}

bool takes_stdout(const ScanOptions& options)
{
    return std::ranges::find(options.reports, std::filesystem::path{"-"}, &ReportRequest::path) !=
           options.reports.end();
}

/// The reports asked for, and what a person reads: the table on stdout when no report was asked for, else the summary
/// on stderr. What could not be written goes to stdout as a table, so that nothing learnt is lost.
bool write_reports(const ScanOptions& options, const ScanResult& result)
{
    bool good = true;
    for (const auto& request : options.reports)
        good = write_report(request, options, result) && good;
    const bool table = options.table || options.reports.empty() || (!good && !takes_stdout(options));
    if (table) {
        auto report = options.report;
        report.width = terminal_width(STDOUT_FILENO);
        report.colour = colour_wanted(STDOUT_FILENO);
        const auto write = [&](std::ostream& out) { write_terminal_report(out, result.run, result.findings, report); };
        try {
            write_listing(write);
        } catch (const OutputError& error) {
            std::cerr << "phonescan: " << error.what() << '\n';
            good = false;
        }
    } else if (!options.quiet) {
        auto report = options.report;
        report.width = terminal_width(STDERR_FILENO);
        write_summary(std::cerr, result.run, result.findings, report);
    } else {
        for (const auto& reason : incomplete_reasons(result.run)) // -q silences no error
            std::cerr << "phonescan: incomplete: " << terminal_text(reason) << '\n';
    }
    return good;
}

/// Writes what no fingerprint recognised, where --unknown-out asks for it. Returns false when it could not be written.
bool write_unknown(UnknownOut& unknown, const FingerprintDb& fingerprints, const ScanOptions& options,
                   const ScanResult& result)
{
    if (!unknown.is_wanted()) return true;
    for (const auto& finding : result.findings)
        if (!finding.stands_for) unknown.add(finding.device.observations, finding.device.identity, fingerprints);
    try {
        const auto said = unknown.write();
        if (!options.quiet) std::cerr << "phonescan: " << said << '\n';
        return true;
    } catch (const OutputError& error) {
        std::cerr << "phonescan: " << error.what() << '\n';
    }
    return false;
}

ExitStatus status_of(const FailOn& fail_on, const ScanResult& result, bool reports_written)
{
    if (!reports_written) return ExitStatus::runtime_error;
    if (result.interrupted != ExitStatus::done) return result.interrupted;
    if (!incomplete_reasons(result.run).empty()) return ExitStatus::incomplete;
    const bool failed =
        std::ranges::any_of(result.findings, [&](const Finding& finding) { return fail_on.matches(finding); });
    return failed ? ExitStatus::failed_on : ExitStatus::done;
}

} // namespace

ExitStatus scan_and_report(const ScanOptions& options)
{
    auto list = check_targets(options);
    if (options.list_only) {
        write_listing([&](std::ostream& out) { write_target_list(out, list); });
        return ExitStatus::done;
    }
    const auto fingerprints = load_fingerprints(options.data);
    const auto catalogs = load_catalogs(options.data);
    const auto platforms = platforms_to_judge(options.data, catalogs);
    UnknownOut unknown{options.unknown_out};
    const FailOn fail_on{options.fail_on, platforms};
    day_to_judge(options.data); // a mistake in --as-of is told before anything is sent
    if (options.dry_run) {
        write_listing([&](std::ostream& out) { describe_dry_run(out, options, list); });
        return ExitStatus::done;
    }
    const auto plan = plan_scan(options, std::move(list));
    if (!options.quiet) {
        tell_left_out(fingerprints);
        for (const auto& warning : warnings_of_uncovered(platforms, catalogs))
            std::cerr << "phonescan: " << warning << '\n';
        for (const auto& note : plan.notes)
            std::cerr << "phonescan: " << note << '\n';
        std::cerr << fmt::format("phonescan: asking {} {}, --seed {}\n", plan.order->addresses().size(),
                                 plan.order->addresses().size() == 1 ? "address" : "addresses", plan.seed);
    }
    const auto result = run_scan(options, plan, fingerprints, catalogs);
    const bool reported = write_reports(options, result);
    const bool written = write_unknown(unknown, fingerprints, options, result) && reported;
    return status_of(fail_on, result, written);
}

} // namespace phonescan
