#include "scanner/commands/command.hpp"
#include "scanner/commands/report_arguments.hpp"
#include "scanner/commands/write_reports.hpp"
#include "scanner/json_writer.hpp"
#include "scanner/kept_run.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"
#include "scanner/store/scan_file.hpp"
#include "scanner/store/store_path.hpp"
#include "scanner/stored_choice.hpp"
#include "scanner/stored_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace phonescan {

namespace {

constexpr auto footer = R"(Every scan, listen and read is kept in the store unless it was told --no-store.
An exported run is one compressed file with a checksum; another store takes it
once, however often it is imported.

Examples:
  phonescan scans
  phonescan scans rm 20261101T0300
  phonescan scans rm --keep 400d
  phonescan scans export 20261126T0300 hq.run
  phonescan scans export 20261126T0300 hq.run --anonymise
  phonescan scans import hq.run --site Customer)";

struct Arguments {
    StoreOptions store;
    bool json = false;
    std::vector<std::string> ids;
    std::string keep;
    std::string id;
    std::string file;
    std::vector<std::string> files;
    std::string site;
    bool anonymise = false;
    DataOptions data;
};

/// `running`, `cut off`, `interrupted`, `incomplete`, `complete`
std::string_view standing_of(const ScanEntry& run, const SiteLocks* locks)
{
    if (run.state != ScanState::finished && locks != nullptr && locks->is_held_elsewhere(run_lock_name(run.id)))
        return "running";
    if (run.state == ScanState::collected) return "not reported";
    if (!run.outcome) return "cut off";
    if (run.state == ScanState::running) return "interrupted";
    return run.outcome->incomplete.empty() ? "complete" : "incomplete";
}

std::unique_ptr<const SiteLocks> locks_of(const Store& store)
{
    try {
        return std::make_unique<const SiteLocks>(store.file());
    } catch (const StoreError&) {
        return nullptr; // where nothing can be written nothing is running
    }
}

void write_json_line(std::ostream& out, const ScanEntry& run, std::string_view standing)
{
    std::string line;
    JsonWriter json{line};
    json.begin_object();
    const auto text = [&json](std::string_view name, std::string_view value) {
        json.key(name);
        json.string_or_null(value);
    };
    text("id", run.id);
    text("site", run.site);
    text("command", run.command);
    text("state", standing);
    text("started", iso_time(run.started));
    text("ended", iso_time(run.ended));
    text("what", run.plan.what);
    json.key("phones");
    run.outcome ? json.number(run.outcome->phones) : json.null();
    json.key("incomplete");
    json.begin_array();
    if (run.outcome)
        for (const auto& reason : run.outcome->incomplete)
            json.string(reason);
    json.end_array();
    json.end_object();
    out << line << '\n';
}

ExitStatus list(const Arguments& arguments)
{
    auto store = Store::open_to_read(store_path(arguments.store.file));
    const auto locks = locks_of(store);
    const auto runs = store.scans();
    if (runs.empty()) {
        fmt::print(stderr, "phonescan: {}: the store holds no run yet\n", store.file().string());
        return ExitStatus::done;
    }
    std::size_t id_width = 25;
    std::size_t site_width = 4;
    for (const auto& run : runs) {
        id_width = std::max(id_width, run.id.size());
        site_width = std::max(site_width, terminal_text(run.site).size());
    }
    write_listing([&](std::ostream& out) {
        if (!arguments.json)
            out << fmt::format("{:<{}} {:<7} {:<{}} {:<17} {:<12} {:>6}  {}\n", "ID", id_width, "COMMAND", "SITE",
                               site_width, "STARTED (UTC)", "STATE", "PHONES", "WHAT");
        for (const auto& run : runs) {
            const auto standing = standing_of(run, locks.get());
            if (arguments.json) {
                write_json_line(out, run, standing);
                continue;
            }
            auto started = iso_time(run.started).substr(0, 16);
            std::ranges::replace(started, 'T', ' ');
            out << fmt::format("{:<{}} {:<7} {:<{}} {:<17} {:<12} {:>6}  {}\n", run.id, id_width, run.command,
                               terminal_text(run.site), site_width, started, standing,
                               run.outcome ? fmt::to_string(run.outcome->phones) : std::string{"?"},
                               terminal_text(run.plan.what));
        }
    });
    return ExitStatus::done;
}

Store open_existing(const std::string& named)
{
    const auto path = store_path(named);
    (void)Store::open_to_read(path); // nothing is created to be emptied
    return Store::open(path, false);
}

ExitStatus remove(const Arguments& arguments)
{
    if (arguments.ids.empty() == arguments.keep.empty())
        throw UsageError{"phonescan scans rm needs ids (phonescan scans lists them), or --keep AGE"};
    auto store = open_existing(arguments.store.file);
    const SiteLocks locks{store.file()};
    const auto runs = store.scans();
    std::vector<std::int64_t> numbers;
    for (const auto& id : arguments.ids) {
        const auto& run = run_named(runs, id);
        if (locks.is_held_elsewhere(run_lock_name(run.id))) throw UsageError{run.id + " is under way"};
        numbers.push_back(run.number);
    }
    if (!arguments.keep.empty()) numbers = runs_older_than(runs, parse_age("--keep", arguments.keep), locks);
    std::ranges::sort(numbers);
    const auto again = std::ranges::unique(numbers);
    numbers.erase(again.begin(), again.end());
    if (!numbers.empty()) store.remove(numbers);
    fmt::print(stderr, "phonescan: removed {} of {} runs\n", numbers.size(), runs.size());
    return ExitStatus::done;
}

ExitStatus export_run(const Arguments& arguments)
{
    if (const auto problem = why_not_writable(arguments.file)) throw UsageError{*problem};
    auto store = Store::open_to_read(store_path(arguments.store.file));
    const auto runs = store.scans();
    const auto& run = run_named(runs, arguments.id);
    auto file =
        arguments.anonymise ? anonymised_file(store, run, load_fingerprints(arguments.data)) : whole_file(store, run);
    if (run.state != ScanState::finished) {
        file.run.id += "-part"; // the whole of it may follow
        fmt::print(stderr, "phonescan: {} is not finished: the file has a part of it, and another id\n", run.id);
    }
    write_output(arguments.file, [&file](std::ostream& out) { write_scan_file(out, file); });
    fmt::print(stderr, "phonescan: {} of site {}: {}\n", file.run.id, terminal_text(file.run.site),
               arguments.file == "-" ? "written" : arguments.file);
    return ExitStatus::done;
}

ExitStatus import_runs(const Arguments& arguments)
{
    std::vector<ScanFile> files; // all are read before the store changes
    for (const auto& path : arguments.files) {
        try {
            files.push_back(read_scan_file(unpacked(path)));
        } catch (const ScanFileError& error) {
            throw UsageError{fmt::format("{}: {}: nothing was imported", path, error.what())};
        }
        if (!arguments.site.empty()) files.back().run.site = arguments.site;
    }
    const auto path = store_path(arguments.store.file);
    auto store = Store::open(path, is_default_place(arguments.store.file));
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& run = files[i].run;
        const bool is_new = store.add(files[i]);
        fmt::print(stderr, "phonescan: {}: {} of site {}{}\n", arguments.files[i], run.id, terminal_text(run.site),
                   is_new ? "" : ": the store has it already");
    }
    return ExitStatus::done;
}

} // namespace

void add_scans_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("scans", "The runs in the store: list, remove, export, import");
    const auto arguments = std::make_shared<Arguments>();
    command->require_subcommand(0, 1);
    add_store_option(*command, arguments->store);
    command->add_flag("--json", arguments->json, "One line of JSON for each");
    command->footer(footer);

    auto* const rm = command->add_subcommand("rm", "Remove runs");
    rm->add_option("ID", arguments->ids, "Runs by id, or the beginning of one");
    rm->add_option("--keep", arguments->keep,
                   "Those that ended longer ago than AGE (400d, 8w); the newest of each site stays")
        ->option_text("AGE");
    add_store_option(*rm, arguments->store);
    rm->callback([arguments, &status] { status = remove(*arguments); });

    auto* const out = command->add_subcommand("export", "Write a run to a file, for another machine");
    out->add_option("ID", arguments->id, "The run by id, or the beginning of one")->required();
    out->add_option("FILE", arguments->file, "Where to; - for stdout")->required();
    out->add_flag("--anonymise", arguments->anonymise,
                  "Replace addresses, the tails of MAC addresses, serial numbers and names, the same ones alike");
    add_store_option(*out, arguments->store);
    add_fingerprint_options(*out, arguments->data);
    out->callback([arguments, &status] { status = export_run(*arguments); });

    auto* const in = command->add_subcommand("import", "Take runs from files");
    in->add_option("FILE", arguments->files, "Files that scans export wrote")->required();
    in->add_option("--site", arguments->site, "Of this site, whatever the file says")->option_text("NAME");
    add_store_option(*in, arguments->store);
    in->callback([arguments, &status] { status = import_runs(*arguments); });

    command->callback([command, arguments, &status] {
        if (command->get_subcommands().empty()) status = list(*arguments);
    });
}

} // namespace phonescan
