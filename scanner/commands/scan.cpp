#include "scanner/commands/command.hpp"
#include "scanner/commands/scan_and_report.hpp"

#include "scanner/dry_run.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/table.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/scan.hpp"
#include "scanner/scan_options.hpp"
#include "scanner/terminal.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

namespace phonescan {

namespace {

constexpr auto footer =
    R"(Targets: 10.0.0.7, 10.0.0.0/24, 10.0.0.1-10.0.0.50, 10.0.0-3.1-254, phone.example.net; -iL FILE reads more.
Public addresses and more than 65,536 addresses need --i-own-these-networks.
Exit status: 0 done; 1 runtime error; 2 usage; 3 --fail-on matched; 4 incomplete; 130/143 interrupted.

Examples:
  phonescan scan 192.168.1.0/24
  phonescan scan 10.1.0.0/22 --exclude 10.1.0.1 --site HQ --csv hq.csv
  phonescan scan -iL sites.txt --csv - -q > phones.csv
  phonescan scan 10.1.0.0/24 --platform lync-server-2013 --fail-on upgrade
  phonescan scan 10.1.0.0/24 --dry-run)";

/// The command line as text; checked and turned into ScanOptions before anything happens.
struct Arguments {
    ScanOptions options;
    std::string ports = "sip:5060";
    std::string host_gap = "200ms";
    std::string wait = "12s";
    std::string linger;
    std::string stats_every;
    std::string csv_profile = "plain";
    std::string csv_delimiter = ",";
    std::map<std::string, std::string> reports; // format's name to path
    std::string output_base;                    // -oA
    bool no_store = false;
};

void require_rate(std::string_view option, double value)
{
    if (!(value >= 0 && value <= 10'000'000))
        throw UsageError{fmt::format("{}: {} is no rate; write packets per second, 0 for no limit", option, value)};
}

void set_patience(const Arguments& arguments, SweepPatience& patience)
{
    patience.wait = parse_duration("--wait", arguments.wait);
    patience.linger = arguments.linger.empty() ? std::min(patience.linger, patience.wait)
                                               : parse_duration("--linger", arguments.linger);
}

void set_reports(const Arguments& arguments, ScanOptions& options)
{
    const auto delimiter = csv_delimiter_named(arguments.csv_delimiter);
    if (!delimiter)
        throw UsageError{fmt::format("--csv-delimiter: \"{}\": write , ; | or tab", arguments.csv_delimiter)};
    options.report.csv.delimiter = *delimiter;
    if (arguments.csv_profile == "excel")
        options.report.csv.profile = CsvProfile::excel;
    else if (arguments.csv_profile != "plain")
        throw UsageError{fmt::format("--csv-profile: \"{}\": write plain or excel", arguments.csv_profile)};

    for (const auto& format : report_formats()) {
        if (format.option.empty()) continue;
        if (const auto& path = arguments.reports.at(std::string{format.name}); !path.empty())
            options.reports.push_back({&format, path});
        if (!arguments.output_base.empty())
            options.reports.push_back({&format, fmt::format("{}.{}", arguments.output_base, format.name)});
    }
    if (std::ranges::count(options.reports, std::filesystem::path{"-"}, &ReportRequest::path) > 1)
        throw UsageError{"two reports cannot share standard output: give one of them a file name"};
    for (const auto& report : options.reports)
        if (const auto problem = why_not_writable(report.path)) throw UsageError{*problem};
}

ScanOptions checked(const Arguments& arguments)
{
    ScanOptions options = arguments.options;
    options.ports = parse_ports(arguments.ports);
    require_rate("--max-rate", options.pace.max_rate);
    require_rate("--net-rate", options.pace.net_rate);
    options.pace.host_gap = parse_duration("--host-gap", arguments.host_gap);
    set_patience(arguments, options.patience);
    if (!arguments.stats_every.empty()) options.stats_every = parse_duration("--stats-every", arguments.stats_every);
    if (options.user_agent.empty()) options.user_agent = default_sip_user_agent();
    if (const auto agent = sip_user_agent(options.user_agent); !agent)
        throw UsageError{"--user-agent: printable ASCII, at most 128 characters, not blank"};
    set_reports(arguments, options);
    return options;
}

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
            write_output("-", write);
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

ExitStatus status_of(const ScanOptions& options, const ScanResult& result, bool reports_written)
{
    if (!reports_written) return ExitStatus::runtime_error;
    if (result.interrupted != ExitStatus::done) return result.interrupted;
    if (!incomplete_reasons(result.run).empty()) return ExitStatus::incomplete;
    const FailOn fail_on{options.fail_on, result.run.platforms};
    const bool failed =
        std::ranges::any_of(result.findings, [&](const Finding& finding) { return fail_on.matches(finding); });
    return failed ? ExitStatus::failed_on : ExitStatus::done;
}

} // namespace

ExitStatus scan_and_report(const ScanOptions& options)
{
    auto list = check_targets(options);
    if (options.list_only) {
        write_output("-", [&](std::ostream& out) { write_target_list(out, list); });
        return ExitStatus::done;
    }
    const auto fingerprints = load_fingerprints(options.data);
    const auto catalogs = load_catalogs(options.data);
    const FailOn checks_the_option{options.fail_on, platforms_to_judge(options.data, catalogs)};
    if (options.dry_run) {
        write_output("-", [&](std::ostream& out) { describe_dry_run(out, options, list); });
        return ExitStatus::done;
    }
    const auto plan = plan_scan(options, std::move(list));
    if (!options.quiet) {
        for (const auto& note : plan.notes)
            std::cerr << "phonescan: " << note << '\n';
        std::cerr << fmt::format("phonescan: asking {} {}, --seed {}\n", plan.order->addresses().size(),
                                 plan.order->addresses().size() == 1 ? "address" : "addresses", plan.seed);
    }
    const auto result = run_scan(options, plan, fingerprints, catalogs);
    const bool written = write_reports(options, result);
    return status_of(options, result, written);
}

void add_scan_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("scan", "Find the phones of a network, identify and judge them");
    const auto arguments = std::make_shared<Arguments>();
    auto& options = arguments->options;

    command->add_option("targets", options.targets.targets, "Addresses, networks, ranges, names")
        ->option_text("TARGET...");
    command->add_option("--input-list", options.targets.target_files, "-iL FILE: targets from a file, - for stdin");
    command->add_option("--exclude", options.targets.exclusions, "Never send to these")
        ->option_text("TARGET...")
        ->delimiter(' ');
    command->add_option("--excludefile", options.targets.exclusion_files, "Never send to the targets in FILE");
    command->add_flag("--i-own-these-networks", options.own_networks, "Allow public addresses, and more than 65,536");
    command->add_option("-p,--ports", arguments->ports, "Ports to ask: sip:5060,5070");
    command->add_option("-e,--interface", options.interface, "Send by this interface only");
    command->add_option("--site", options.site, "Name of the site, for the reports");
    command->add_flag("--list-targets", options.list_only, "-sL: list what would be scanned; sends nothing");
    command->add_flag("--dry-run", options.dry_run, "Say what would be sent; sends nothing");

    command->add_option("--max-rate", options.pace.max_rate, "Packets per second in all (500; 0: no limit)");
    command->add_option("--net-rate", options.pace.net_rate, "Packets per second to one /24 (100)");
    command->add_option("--host-gap", arguments->host_gap, "Between two packets to one device (200ms)");
    command->add_option("--wait", arguments->wait, "How long a device may take to answer (12s)");
    command->add_option("--linger", arguments->linger, "How long to listen after the last packet (4s)");
    command->add_option("--retries", options.patience.retries, "Exactly so many repeats (unset: as losses demand)");
    command->add_option("--seed", options.seed, "Order of the targets (unset: random)");
    command->add_option("--source-port", options.source_port, "Send from this UDP port (unset: any)");
    command->add_option("--user-agent", options.user_agent, "What to say of ourselves");

    for (const auto& format : report_formats())
        if (!format.option.empty())
            command
                ->add_option(std::string{format.option}, arguments->reports[std::string{format.name}],
                             fmt::format("Write the {} report to FILE, - for stdout", format.name))
                ->option_text("FILE");
    command->add_option("--output-all", arguments->output_base, "-oA BASE: every report, to BASE.csv, …");
    command->add_option("--csv-profile", arguments->csv_profile, "plain (default) or excel");
    command->add_option("--csv-delimiter", arguments->csv_delimiter, ", (default) ; | or tab");
    command->add_flag("--all-devices", options.report.all_devices, "Report what is no phone, too");
    command->add_option("--fail-on", options.fail_on, "Exit 3 when a phone has [PLATFORM:]STATUS|VERDICT,…");
    command->add_flag("-q,--quiet", options.quiet, "Nothing on stderr but errors");
    command->add_option("--stats-every", arguments->stats_every, "A line of progress so often (5s)");
    command->add_flag("--no-store", arguments->no_store, "Keep nothing but the reports (this version never does)");
    add_data_options(*command, options.data);
    command->footer(footer);
    command->callback([arguments, &status] { status = scan_and_report(checked(*arguments)); });
}

} // namespace phonescan
