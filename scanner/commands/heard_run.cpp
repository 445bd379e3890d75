#include "scanner/commands/heard_run.hpp"

#include "scanner/heard_devices.hpp"
#include "scanner/judge_devices.hpp"
#include "scanner/stored_run.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <utility>

namespace phonescan {

void add_heard_options(CLI::App& command, HeardArguments& arguments)
{
    command.add_option("--exclude", arguments.exclusions.exclusions, "Report nobody at these, a,b,… (repeatable)")
        ->option_text("ADDRESS")
        ->allow_extra_args(false);
    command
        .add_option("--excludefile", arguments.exclusions.exclusion_files,
                    "Report nobody at those in FILE (repeatable)")
        ->option_text("FILE")
        ->allow_extra_args(false);
    command.add_option("--site", arguments.site, "The site's name in the reports (unset: default)")
        ->option_text("NAME");
    add_report_options(command, arguments.reports);
    add_data_options(command, arguments.data);
}

HeardRun::HeardRun(const HeardArguments& arguments)
    : output_{checked(arguments.reports)}, excluded_{load_exclusions(arguments.exclusions)},
      fingerprints_{load_fingerprints(arguments.data)}, catalogs_{load_catalogs(arguments.data)},
      result_{.run = new_run(arguments.data, arguments.site, catalogs_), .findings = {}}, unknown_{output_.unknown_out},
      fail_on_{output_.fail_on, result_.run.platforms}, data_{arguments.data}, kept_{KeptRun::open(output_.store)}
{
    result_.run.label = arguments.site;
}

void HeardRun::begin(const std::string& command, const std::string& what)
{
    if (result_.run.label.empty()) result_.run.label = what;
    if (!output_.quiet) tell_before(fingerprints_, result_.run.platforms, catalogs_);
    begun_ = Clock::now();
    const auto& run = result_.run;
    if (!kept_) return;
    NewScan scan{.id = run.scan,
                 .site = run.site,
                 .command = command,
                 .started = run.started,
                 .plan = stored_plan(data_, run, catalogs_),
                 .targets = {}};
    scan.plan.what = what;
    keeps_ = kept_->begin(scan);
}

void HeardRun::keep(const HeardStore& store, const std::set<std::size_t>& groups)
{
    if (!keeps_ || groups.empty()) return;
    ScanNews news;
    for (const auto group : groups) {
        StoredWords words{static_cast<std::int64_t>(group), {}};
        store.read(group, words.said);
        if (!is_excluded(words.said, excluded_)) news.words.push_back(std::move(words));
    }
    kept_->recorder().record(std::move(news));
    kept_->look_after();
}

/// As it is at the end; what was kept meanwhile has earlier times.
void HeardRun::keep_all(const HeardStore& store)
{
    constexpr std::size_t senders_at_once = 5'000; // held in memory until they are written
    ScanNews news;
    for_each_heard(store, excluded_, [&](std::size_t group, Observations said) {
        news.words.push_back({static_cast<std::int64_t>(group), std::move(said)});
        if (news.words.size() < senders_at_once) return;
        kept_->record(news);
        news.words.clear();
    });
    kept_->record(news);
}

ExitStatus HeardRun::finish(const HeardStore& store, const HearingCounts& counts, std::uint64_t rows,
                            std::vector<std::string> incomplete, ExitStatus interrupted, const HeardBy& by)
{
    auto& run = result_.run;
    const auto neighbours = link_neighbours(store);
    run.heard = heard_sentence(counts, neighbours, rows);
    run.incomplete = std::move(incomplete);
    if (store.not_kept() != 0)
        run.incomplete.push_back(fmt::format("more than {} senders: the rest was not kept", HeardStore::most_groups));
    if (counts.other_links != 0)
        run.incomplete.push_back(fmt::format("{} frames are of link types that cannot be read", counts.other_links));
    result_.interrupted = interrupted;
    if (interrupted != ExitStatus::done) run.incomplete.emplace_back("it was interrupted");
    judge_heard(store, excluded_, result_, fingerprints_, catalogs_);
    run.ended = WallClock::now();
    run.elapsed = Clock::now() - begun_;
    if (keeps_) {
        keep_all(store);
        kept_->keep_outcome(result_, {}, true);
    }

    const bool reported = write_reports(output_, result_);
    bool written = write_unknown(unknown_, fingerprints_, output_, result_) && reported;
    if (kept_) written = kept_->finish(true) && written;
    if (!output_.quiet) tell_lines(closing_lines(counts, neighbours, by));
    return status_of(fail_on_, result_, written);
}

} // namespace phonescan
