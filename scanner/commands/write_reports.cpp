#include "scanner/commands/write_reports.hpp"

#include "scanner/coverage/coverage_csv.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/table.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace phonescan {

namespace {

/// Writes one report; a failure is told and remembered, so that the other reports are still written.
bool write_report(const ReportRequest& request, const OutputOptions& options, const RunResult& result)
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

/// What became of every address; without a scan just made there is no telling.
bool write_coverage_file(const OutputOptions& options, const RunResult& result)
{
    if (options.coverage.empty() || !result.book) return true;
    const auto write = [&](std::ostream& out) {
        write_coverage(out, result.run.site, *result.book, options.report.csv);
    };
    try {
        write_output(options.coverage, write);
        return true;
    } catch (const OutputError& error) {
        std::cerr << "phonescan: " << error.what() << '\n';
    }
    return false;
}

bool takes_stdout(const OutputOptions& options)
{
    return options.coverage == "-" || std::ranges::find(options.reports, std::filesystem::path{"-"},
                                                        &ReportRequest::path) != options.reports.end();
}

} // namespace

void tell_before(const FingerprintDb& fingerprints, const std::vector<std::string>& platforms,
                 const CatalogSet& catalogs)
{
    tell_left_out(fingerprints);
    for (const auto& warning : warnings_of_uncovered(platforms, catalogs))
        std::cerr << "phonescan: " << warning << '\n';
}

void tell_lines(const std::vector<std::string>& lines)
{
    const auto width = is_terminal(STDERR_FILENO) ? terminal_width(STDERR_FILENO) : std::size_t{1} << 16;
    for (const auto& line : lines)
        std::cerr << wrapped("phonescan: " + line, width);
}

bool write_reports(const OutputOptions& options, const RunResult& result)
{
    bool good = true;
    for (const auto& request : options.reports)
        good = write_report(request, options, result) && good;
    good = write_coverage_file(options, result) && good;
    const bool table =
        options.table || (options.reports.empty() && !takes_stdout(options)) || (!good && !takes_stdout(options));
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

bool write_unknown(UnknownOut& unknown, const FingerprintDb& fingerprints, const OutputOptions& options,
                   const RunResult& result)
{
    if (!unknown.is_wanted()) return true;
    for (const auto& finding : result.findings)
        if (!finding.stands_for) {
            const DeviceDetails details{finding.device};
            unknown.add(details.observations(), details.identity(), fingerprints);
        }
    try {
        const auto said = unknown.write();
        if (!options.quiet) std::cerr << "phonescan: " << said << '\n';
        return true;
    } catch (const OutputError& error) {
        std::cerr << "phonescan: " << error.what() << '\n';
    }
    return false;
}

ExitStatus status_of(const FailOn& fail_on, const RunResult& result, bool reports_written)
{
    if (!reports_written) return ExitStatus::runtime_error;
    if (result.interrupted != ExitStatus::done) return result.interrupted;
    if (!incomplete_reasons(result.run).empty()) return ExitStatus::incomplete;
    const bool failed =
        std::ranges::any_of(result.findings, [&](const Finding& finding) { return fail_on.matches(finding); });
    return failed ? ExitStatus::failed_on : ExitStatus::done;
}

} // namespace phonescan
