#include "scanner/commands/report_arguments.hpp"

#include "scanner/commands/unknown_out.hpp"
#include "scanner/output_file.hpp"
#include "scanner/usage_error.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace phonescan {

OutputOptions checked(const ReportArguments& arguments)
{
    OutputOptions options = arguments.options;
    const auto delimiter = csv_delimiter_named(arguments.csv_delimiter);
    if (!delimiter)
        throw UsageError{fmt::format("--csv-delimiter: \"{}\": write , ; | or tab", arguments.csv_delimiter)};
    options.report.csv.delimiter = *delimiter;
    if (arguments.csv_profile == "excel")
        options.report.csv.profile = CsvProfile::excel;
    else if (arguments.csv_profile != "plain")
        throw UsageError{fmt::format("--csv-profile: \"{}\": write plain or excel", arguments.csv_profile)};

    if (!arguments.keep.empty()) {
        options.store.keep = parse_age("--keep", arguments.keep);
        if (options.store.off) throw UsageError{"--keep removes runs from the store, which --no-store leaves out"};
    }
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
    return options;
}

void add_report_options(CLI::App& command, ReportArguments& arguments, ReportsOf reports_of)
{
    auto& options = arguments.options;
    const std::string group = report_options_group;
    for (const auto& format : report_formats())
        if (!format.option.empty())
            command
                .add_option(std::string{format.option}, arguments.reports[std::string{format.name}],
                            fmt::format("Write the {} report to FILE, - for stdout", format.name))
                ->option_text("FILE")
                ->check([](const std::string& path) {
                    return path.empty() ? std::string{"give a file name, or - for stdout"} : std::string{};
                })
                ->group(group);
    command.add_option("--oA", arguments.output_base, "Every report, to BASE.csv and so on")
        ->option_text("BASE")
        ->group(group);
    command.add_option("--csv-profile", arguments.csv_profile, "plain, or excel: for opening by double click")
        ->option_text("NAME")
        ->capture_default_str()
        ->group(group);
    command.add_option("--csv-delimiter", arguments.csv_delimiter, "One of , ; | tab")
        ->option_text("CHAR")
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--all-devices", options.report.all_devices,
                  "Report what is no phone, too, and the devices of decoys")
        ->group(group);
    command
        .add_option("--fail-on", options.fail_on,
                    "Exit 3 when a phone has one of these: [PLATFORM:]STATUS or VERDICT, a,b,…; without PLATFORM the "
                    "first one counts")
        ->option_text("LIST")
        ->group(group);
    command.add_flag("-q,--quiet", options.quiet, "Nothing on stderr but errors")->group(group);
    add_unknown_out_option(command, options.unknown_out, group);
    add_store_option(command, options.store);
    if (reports_of == ReportsOf::store) return;
    command.add_flag("--no-store", options.store.off, "Keep nothing but the reports")->group(store_options_group);
    command
        .add_option("--keep", arguments.keep,
                    "When this run is done, remove older ones than AGE (400d, 8w) from the store; the newest of each "
                    "site stays")
        ->option_text("AGE")
        ->group(store_options_group);
}

void add_store_option(CLI::App& command, StoreOptions& options)
{
    command
        .add_option(
            "--db", options.file,
            "The store (unset: $PHONESCAN_DB, else phonescan/phonescan.db in $XDG_STATE_HOME or ~/.local/state)")
        ->option_text("FILE")
        ->group(store_options_group);
}

} // namespace phonescan
