#include "scanner/command_line.hpp"
#include "scanner/commands/command.hpp"
#include "scanner/commands/report_arguments.hpp"
#include "scanner/commands/scan_and_report.hpp"
#include "scanner/output_file.hpp"
#include "scanner/scan_options.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace phonescan {

namespace {

constexpr auto footer =
    R"(TIME is 200ms, 12s, 2m or 1h. Without a report option the table goes to stdout.
STATUS is ready, upgrade, newer, not-listed, check or uncovered.
Exit status: 0 done; 1 runtime error; 2 usage; 3 --fail-on matched;
4 incomplete, the reports say why; 5 another scan of this site is under way;
130 or 143 interrupted: --resume goes on.

Examples:
  phonescan scan 192.168.1.0/24
  phonescan scan 10.1.0.0/22 --exclude 10.1.0.1 --site HQ --csv hq.csv
  phonescan scan -iL targets.txt --csv - -q > phones.csv
  phonescan scan 10.1.0.0/24 --platform lync-server-2013 --fail-on upgrade
  phonescan scan 10.1.0.0/24 --dry-run
  phonescan scan --resume)";

/// The command line as text; checked and turned into ScanOptions before anything happens.
struct Arguments {
    ScanOptions options;
    std::string ports = default_ports;
    std::string http = "auto";
    std::string sip = "auto";
    std::string patience = "30s";
    bool no_ping = false;
    std::string host_gap = "200ms";
    std::string wait = "12s";
    std::string linger;
    std::string stats_every;
    std::string coverage;
    ReportArguments reports;
    bool resume = false;
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

/// The ports of what is not to be asked at all.
void leave_out_ports(ScanOptions& options)
{
    auto& ports = options.ports.connections;
    if (options.sip == AskMode::off) ports.sip = ports.sips = {};
    if (options.http == AskMode::off) ports.http = ports.https = {};
}

void set_coverage(const std::string& file, OutputOptions& output)
{
    if (file.empty()) return;
    output.coverage = file;
    const auto has_stdout = [](const ReportRequest& report) { return report.path == "-"; };
    if (file == "-" && std::ranges::any_of(output.reports, has_stdout))
        throw UsageError{"--coverage and a report cannot share standard output: give one of them a file name"};
    if (const auto problem = why_not_writable(output.coverage)) throw UsageError{*problem};
}

ScanOptions checked(const Arguments& arguments)
{
    ScanOptions options = arguments.options;
    options.ports = parse_ports(arguments.ports);
    options.http = parse_ask_mode("--http", arguments.http, "off");
    options.sip = parse_ask_mode("--sip", arguments.sip, "udp");
    options.ping = !arguments.no_ping;
    leave_out_ports(options);
    if (options.ports.sip.empty() && options.ports.connections.empty())
        throw UsageError{"-p names no port that --sip and --http leave: nothing to ask"};
    require_rate("--max-rate", options.pace.max_rate);
    require_rate("--net-rate", options.pace.net_rate);
    require_rate("--connect-rate", options.pace.connect_rate);
    options.pace.host_gap = parse_duration("--host-gap", arguments.host_gap);
    set_patience(arguments, options.patience);
    options.network_patience = parse_duration("--patience", arguments.patience);
    if (!arguments.stats_every.empty()) options.stats_every = parse_duration("--stats-every", arguments.stats_every);
    if (options.user_agent.empty()) options.user_agent = default_sip_user_agent();
    if (const auto agent = sip_user_agent(options.user_agent); !agent)
        throw UsageError{"--user-agent: printable ASCII, at most 128 characters, not blank"};
    options.output = checked(arguments.reports);
    set_coverage(arguments.coverage, options.output);
    return options;
}

void add_target_options(CLI::App& command, Arguments& arguments)
{
    auto& options = arguments.options;
    constexpr auto group = "Targets";
    command.add_option("TARGET", options.targets.targets,
                       "Addresses, networks, ranges and names: 10.0.0.7, 10.0.0.0/24, 10.0.0.1-10.0.0.50, "
                       "10.0.0-3.1-254, phone.example.net");
    command.add_option("--iL", options.targets.target_files, "Targets from FILE, - for standard input (repeatable)")
        ->option_text("FILE")
        ->allow_extra_args(false)
        ->group(group);
    command.add_option("--exclude", options.targets.exclusions, "Never send to these, a,b,… (repeatable)")
        ->option_text("TARGET")
        ->allow_extra_args(false)
        ->group(group);
    command.add_option("--excludefile", options.targets.exclusion_files, "Never send to those in FILE (repeatable)")
        ->option_text("FILE")
        ->allow_extra_args(false)
        ->group(group);
    command
        .add_flag("--i-own-these-networks", options.own_networks, "Allow public addresses, and more than 65,536 in all")
        ->group(group);
    command.add_option("--site", options.site, "The site's name in the reports (unset: default)")
        ->option_text("NAME")
        ->group(group);
    command
        .add_option("--listen", options.listen.interfaces,
                    "Hear what devices on this interface say meanwhile: LLDP, CDP, DHCP, ARP (repeatable; CAP_NET_RAW)")
        ->option_text("IFACE")
        ->allow_extra_args(false)
        ->group(group);
    command.add_flag("--sL", options.list_only, "List the addresses that would be asked; send nothing, DNS included")
        ->group(group);
    command.add_flag("--dry-run", options.dry_run, "Say what would be sent, and how fast; send nothing, DNS included")
        ->group(group);
}

void add_asking_options(CLI::App& command, Arguments& arguments)
{
    auto& options = arguments.options;
    constexpr auto group = "What and how fast it asks";
    const auto add = [&](const char* name, auto& value, const char* meaning, const char* text) {
        return command.add_option(name, value, meaning)->option_text(text)->group(group);
    };
    add("-p,--ports", arguments.ports,
        "Ports to ask: sip (over UDP and TCP; also a bare number), sips (over TLS), http, https", "PORTS")
        ->capture_default_str();
    add("--sip", arguments.sip,
        "Who is asked by SIP over TCP and TLS, too: auto (everybody; of more than 65,536 addresses, those who showed "
        "any sign of life), all, udp (nobody)",
        "WHO")
        ->capture_default_str();
    add("--http", arguments.http,
        "Whose web ports to ask: auto (everybody's; of more than 65,536 addresses, theirs who showed any sign of "
        "life), "
        "all, off",
        "WHOSE")
        ->capture_default_str();
    add("--max-rate", options.pace.max_rate, "Packets per second in all; 0: no limit", "N")->capture_default_str();
    add("--net-rate", options.pace.net_rate, "Packets per second to one /24, not on loopback; 0: no limit", "N")
        ->capture_default_str();
    add("--connect-rate", options.pace.connect_rate, "TCP connections begun per second in all; 0: no limit", "N")
        ->capture_default_str();
    add("--host-gap", arguments.host_gap, "Between two packets to one device, not on loopback", "TIME")
        ->capture_default_str();
    add("--wait", arguments.wait, "How long a device may take to answer", "TIME")->capture_default_str();
    add("--linger", arguments.linger, "How long to listen after the last packet (default: 4s, at most --wait)", "TIME");
    add("--retries", options.patience.retries, "Repeat exactly N times (unset: as many as the losses ask for)", "N");
    add("--patience", arguments.patience, "How long to wait for a network that went away to come back", "TIME")
        ->capture_default_str();
    command
        .add_flag("--stop-on-harm", options.stop_on_harm,
                  "End the scan when devices that had answered are silent when asked again (unset: slow down)")
        ->group(group);
    command.add_flag("--no-ping", arguments.no_ping, "Ask no silent address for an ICMP echo")->group(group);
    add("--seed", options.seed, "Order of the targets; the same seed, the same order (unset: random)", "N");
    add("--source-port", options.source_port, "Send from this UDP port (unset: any)", "PORT");
    add("-e,--interface", options.interface, "Send by this interface only; needed for a tunnel", "NAME");
    add("--user-agent", options.user_agent, "How to introduce ourselves", "TEXT")
        ->default_str(std::string{default_sip_user_agent()});
}

void add_progress_options(CLI::App& command, Arguments& arguments)
{
    command
        .add_option("--coverage", arguments.coverage,
                    "Write what became of every address on every channel to FILE, as ranges in CSV, - for stdout")
        ->option_text("FILE")
        ->group(report_options_group);
    command
        .add_option("--stats-every", arguments.stats_every,
                    "A line of progress so often (unset: a bar, on a terminal only)")
        ->option_text("TIME")
        ->group(report_options_group);
}

void add_all_options(CLI::App& command, Arguments& arguments)
{
    add_target_options(command, arguments);
    add_asking_options(command, arguments);
    add_report_options(command, arguments.reports);
    add_progress_options(command, arguments);
    add_data_options(command, arguments.options.data);
    add_probe_options(command, arguments.options.data);
}

/// What a scan was told when it began, from its own command line.
ScanOptions options_again(const ScanEntry& scan)
{
    const auto fail = [&](std::string_view why) {
        return UsageError{fmt::format("{} cannot go on: {}\nscan again, or see what it has: phonescan report {}",
                                      scan.id, why, scan.id)};
    };
    if (scan.plan.words.empty() || scan.plan.words.front() != "scan") throw fail("it was no scan of a network");
    std::error_code error;
    std::filesystem::current_path(scan.plan.directory, error);
    if (error) throw fail(fmt::format("its folder {} is gone: {}", scan.plan.directory, error.message()));
    CLI::App app;
    const auto arguments = std::make_shared<Arguments>();
    add_all_options(*app.add_subcommand("scan"), *arguments);
    try {
        app.parse(words_of_command_line(scan.plan.words));
    } catch (const CLI::ParseError& parse_error) {
        throw fail(fmt::format("phonescan {} was called otherwise: {}", PHONESCAN_VERSION, parse_error.what()));
    }
    return checked(*arguments);
}

ExitStatus resume(const CLI::App& command, const Arguments& arguments)
{
    const auto& options = arguments.options;
    for (const auto* const option : command.get_options())
        if (option->count() > 0 && !option->check_lname("resume") && !option->check_lname("db") &&
            !option->check_lname("site") && !option->check_lname("quiet"))
            throw UsageError{fmt::format("--resume goes on as the scan was told when it began: leave out {} (only --db "
                                         "and --site, to say which scan, and -q can be given)",
                                         option->get_name(true, true))};
    const auto kept = KeptRun::open_existing(arguments.reports.options.store);
    const auto scan = kept->unfinished(options.site);
    if (!scan) {
        fmt::print(stderr, "phonescan: nothing to go on with: no scan{} that began in {} was cut off\n",
                   options.site.empty() ? "" : " of site " + options.site, kept->store().file().string());
        return ExitStatus::done;
    }
    auto again = options_again(*scan);
    again.output.quiet = again.output.quiet || arguments.reports.options.quiet;
    return go_on_and_report(again, *kept, *scan);
}

} // namespace

void add_scan_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("scan", "Find the phones of a network, identify and judge them");
    const auto arguments = std::make_shared<Arguments>();
    add_all_options(*command, *arguments);
    command
        ->add_flag("--resume", arguments->resume,
                   "Go on with the scan that was cut off last, as it was told when it began; --site and --db say which")
        ->group(store_options_group);
    command->footer(footer);
    command->callback([command, arguments, &status] {
        status = arguments->resume ? resume(*command, *arguments) : scan_and_report(checked(*arguments));
    });
}

} // namespace phonescan
