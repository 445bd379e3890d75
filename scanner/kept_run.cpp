#include "scanner/kept_run.hpp"

#include "scanner/report/row.hpp"
#include "scanner/store/store_path.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <utility>

namespace phonescan {

namespace {

/// As the reports count them.
std::uint64_t count_phones(const RunResult& result)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(result.findings, [](const Finding& finding) {
        const auto kind = finding.device.identity->kind;
        return !finding.stands_for && !finding.is_stood_for && (kind == Kind::phone || kind == Kind::possible_phone);
    }));
}

/// Which file has this name now; 0 for none.
std::uint64_t file_number(const std::filesystem::path& file)
{
    struct stat status {};
    return stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// The clock was set back since, or was wrong then.
bool is_to_come(const ScanEntry& run)
{
    return run.started > WallClock::now() + std::chrono::hours{1};
}

std::string to_come_text(const ScanEntry& run)
{
    return fmt::format("{} in the store is of {}, which is still to come: is the clock right?", run.id,
                       iso_time(run.started));
}

} // namespace

void tell_to_come(Store& store)
{
    if (const auto run = store.newest(); run && is_to_come(*run))
        std::cerr << "phonescan: " << to_come_text(*run) << '\n';
}

std::string run_lock_name(const std::string& id)
{
    return "run\n" + id; // no site's name has a newline
}

KeptRun::KeptRun(Store store, StoreOptions options)
    : store_{std::move(store)}, options_{std::move(options)}, locks_{store_->file()}, file_{store_->file()},
      file_number_{file_number(file_)}
{
}

std::unique_ptr<KeptRun> KeptRun::open(const StoreOptions& options)
{
    if (options.off) return nullptr;
    try {
        auto store = Store::open(store_path(options.file), is_default_place(options.file));
        return std::unique_ptr<KeptRun>{new KeptRun{std::move(store), options}};
    } catch (const StoreError& error) {
        const auto way_out = error.is_of_the_file() ? "" : "; --no-store keeps nothing but the reports";
        throw UsageError{std::string{error.what()} + way_out};
    }
}

std::unique_ptr<KeptRun> KeptRun::open_existing(const StoreOptions& options)
{
    if (options.off) throw UsageError{"--resume goes on with a scan in the store, which --no-store leaves out"};
    try {
        std::error_code error;
        const auto file = store_path(options.file);
        if (!std::filesystem::exists(file, error))
            throw UsageError{fmt::format("{}: there is no store, so there is no scan to go on with; --db FILE names "
                                         "another",
                                         file.string())};
    } catch (const StoreError& error) {
        throw UsageError{error.what()};
    }
    return open(options);
}

bool KeptRun::hold_site(const std::string& site)
{
    return locks_.take("site\n" + site);
}

/// One that a later scan of all its targets has replaced is left alone. Later is what came into the store later,
/// whatever the clock said.
std::optional<ScanEntry> KeptRun::unfinished(const std::string& site)
{
    auto scans = store_->scans();
    std::ranges::sort(scans, std::greater{}, &ScanEntry::number);
    std::map<std::string, AddressSet> finished; // by site: what later scans have asked
    for (auto& scan : scans) {
        if (scan.command != "scan" || (!site.empty() && scan.site != site)) continue;
        const auto addresses = store_->targets(scan.number).addresses;
        auto& asked = finished[scan.site];
        if (scan.state != ScanState::finished) {
            if (addresses.minus(asked).size() != 0) return std::move(scan);
            continue;
        }
        asked = asked.plus(addresses);
    }
    return std::nullopt;
}

bool KeptRun::begin(const NewScan& scan)
{
    locks_.take(run_lock_name(scan.id));
    try {
        tell_to_come(*store_);
        const auto number = store_->begin(scan);
        recorder_ = std::make_unique<Recorder>(std::move(*store_), number);
        return true;
    } catch (const StoreError& error) {
        say(error.what());
        return false;
    }
}

void KeptRun::go_on(const ScanEntry& scan, const StoredPlan& plan)
{
    locks_.take(run_lock_name(scan.id));
    store_->go_on(scan.number, plan);
    recorder_ = std::make_unique<Recorder>(std::move(*store_), scan.number);
}

void KeptRun::say(const std::string& what)
{
    if (!std::exchange(failed_, true))
        std::cerr << "phonescan: " << what
                  << "\nphonescan: this run goes on and its reports will be written, but the store will not have all "
                     "of it\n";
}

void KeptRun::look_after()
{
    if (!recorder_) return;
    if (const auto failure = recorder_->failure()) say(*failure);
}

template <class Work>
void KeptRun::guarded(Work work)
{
    if (!recorder_) return;
    auto& store = recorder_->close();
    look_after();
    if (failed_) return;
    try {
        work(store);
    } catch (const StoreError& error) {
        say(error.what());
    }
}

void KeptRun::record(const ScanNews& news)
{
    guarded([&](Store& store) { store.record(recorder_->scan(), news); });
}

void KeptRun::keep_outcome(const RunResult& result, std::vector<MacAddress> lent_macs, bool is_over)
{
    const auto& run = result.run;
    const StoredOutcome outcome{.coverage = run.coverage,
                                .heard = run.heard,
                                .incomplete = run.incomplete,
                                .remarks = run.remarks,
                                .channels = run.channels,
                                .lent_macs = std::move(lent_macs),
                                .phones = count_phones(result),
                                .elapsed = run.elapsed};
    guarded([&](Store& store) { store.set_outcome(recorder_->scan(), outcome, is_over); });
}

bool KeptRun::finish(bool is_over)
{
    if (recorder_ && !failed_ && file_number(file_) != file_number_)
        say(fmt::format("{}: somebody has removed or replaced the store meanwhile", file_.string()));
    if (is_over) guarded([&](Store& store) { store.finish(recorder_->scan()); });
    if (options_.keep && !failed_) prune();
    return !failed_;
}

void KeptRun::prune()
{
    guarded([&](Store& store) {
        const auto old = runs_older_than(store.scans(), *options_.keep, locks_);
        if (!old.empty()) store.remove(old);
    });
}

std::vector<std::int64_t> runs_older_than(const std::vector<ScanEntry>& runs, std::chrono::days age,
                                          const SiteLocks& locks)
{
    const auto now = WallClock::now();
    std::vector<std::int64_t> old;
    for (const auto& run : runs) {
        if (is_to_come(run)) {
            std::cerr << fmt::format("phonescan: {}; --keep removes nothing\n", to_come_text(run));
            return {};
        }
        const bool is_newest = std::ranges::none_of(runs, [&](const ScanEntry& other) {
            return other.site == run.site &&
                   std::pair{other.started, other.number} > std::pair{run.started, run.number};
        });
        if (!is_newest && now - run.ended > age && !locks.is_held_elsewhere(run_lock_name(run.id)))
            old.push_back(run.number);
    }
    return old;
}

} // namespace phonescan
