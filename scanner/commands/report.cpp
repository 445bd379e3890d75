#include "scanner/commands/command.hpp"
#include "scanner/commands/report_arguments.hpp"
#include "scanner/commands/write_reports.hpp"
#include "scanner/data_versions.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/kept_run.hpp"
#include "scanner/store/store_path.hpp"
#include "scanner/stored_choice.hpp"
#include "scanner/stored_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

namespace phonescan {

namespace {

constexpr auto footer = R"(Identifies and judges again what the store has, with today's fingerprints and
catalogs or the ones named here, and sends nothing. Without SCAN or --site it is
the newest run. Several runs are one picture: devices are merged by MAC address,
serial number or address, the newest word stands, contradictions within a day
are shown, and firmware last heard over 30 days ago counts as unknown.
Unless named here, platforms, --catalog and --fingerprints are those the newest
of the runs was told.

Examples:
  phonescan report
  phonescan report 20261126T0300 --catalog teams --platform teams
  phonescan report --site HQ --since 30d --csv hq.csv
  phonescan report --all --csv all.csv
  phonescan report --site HQ --fail-on upgrade -q)";

struct Arguments {
    StoredChoice choice;
    std::string since;
    DataOptions data;
    ReportArguments reports;
};

/// A file that the run was judged by must not be replaced by another in silence.
void require_there(const ScanEntry& run, const std::string& option, const std::vector<std::string>& names)
{
    std::error_code error;
    for (const auto& name : names)
        if (names_a_file(name) && !std::filesystem::exists(name, error))
            throw UsageError{fmt::format("{} was judged by {}, which is gone: say with {} what to judge by now", run.id,
                                         name, option)};
}

/// What is not named is as the run was told.
DataOptions data_for(DataOptions data, const ScanEntry& run)
{
    const auto told = relative_to(run.plan.data, run.plan.directory);
    if (data.catalogs.empty()) {
        require_there(run, "--catalog", told.catalogs);
        data.catalogs = told.catalogs;
        if (data.platforms.empty()) data.platforms = run.plan.platforms;
    }
    if (data.fingerprints.empty()) {
        require_there(run, "--fingerprints", told.fingerprints);
        data.fingerprints = told.fingerprints;
    }
    return data;
}

/// Which data the verdicts are by, and whether the run itself was judged by other.
void tell_versions(const DataOptions& data, const CatalogSet& catalogs, const ScanEntry& newest)
{
    const auto versions = data_versions(data, catalogs);
    std::vector<std::string> lines{"judged by " + described(versions)};
    std::vector<DataVersion> others;
    for (const auto& version : newest.plan.versions)
        if (std::ranges::find(versions, version) == versions.end()) others.push_back(version);
    if (!others.empty()) lines.push_back(fmt::format("{} was judged by {}", newest.id, described(others)));
    tell_lines(lines);
}

/// When firmware ages from: the end of the day to judge on, or now when that is today or later.
WallClock::time_point moment_of(Day day)
{
    const WallClock::time_point end{std::chrono::sys_days{day} + std::chrono::days{1}};
    return std::min(end, WallClock::now());
}

ExitStatus report(const Arguments& arguments)
{
    const auto output = checked(arguments.reports);
    auto choice = arguments.choice;
    if (!arguments.since.empty()) choice.since = parse_age("--since", arguments.since);
    const auto now = moment_of(day_to_judge(arguments.data));
    choice.now = now;
    auto store = Store::open_to_read(store_path(output.store.file));
    const auto sites = chosen_runs(store, choice);
    const auto start_of = [](const SiteRuns& site) { return site.runs.front().started; };
    const auto& newest = std::ranges::max_element(sites, {}, start_of)->runs.front();
    const auto data = data_for(arguments.data, newest);
    const auto fingerprints = load_fingerprints(data);
    const auto catalogs = load_catalogs(data);
    auto run = new_run(data, sites.front().site, catalogs);
    run.started = {};
    UnknownOut unknown{output.unknown_out};
    const FailOn fail_on{output.fail_on, run.platforms};
    if (!output.quiet) {
        tell_before(fingerprints, run.platforms, catalogs);
        tell_to_come(store);
        tell_versions(data, catalogs, newest);
    }
    const bool ages = is_of_sites(choice) || sites.size() > 1 || sites.front().runs.size() > 1;
    const auto result =
        judge_stored(store, sites, fingerprints, catalogs, std::move(run), ages ? std::optional{now} : std::nullopt);
    const bool reported = write_reports(output, result);
    const bool written = write_unknown(unknown, fingerprints, output, result) && reported;
    return status_of(fail_on, result, written);
}

} // namespace

void add_report_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("report", "Any report from the store, judged by today's data");
    const auto arguments = std::make_shared<Arguments>();
    auto& choice = arguments->choice;
    command->add_option("SCAN", choice.ids, "Runs by id, or the beginning of one; see phonescan scans");
    command->add_option("--site", choice.site, "All runs of this site, merged by device")->option_text("NAME");
    command->add_flag("--all", choice.all, "All runs of every site, merged by device in each");
    command->add_option("--since", arguments->since, "Of --site and --all: runs no older than AGE (default: 30d)")
        ->option_text("AGE");
    add_report_options(*command, arguments->reports, ReportsOf::store);
    add_data_options(*command, arguments->data);
    command->footer(footer);
    command->callback([arguments, &status] { status = report(*arguments); });
}

} // namespace phonescan
