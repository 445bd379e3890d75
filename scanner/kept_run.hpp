#pragma once

#include "scanner/exit_status.hpp"
#include "scanner/finding.hpp"
#include "scanner/store/recorder.hpp"
#include "scanner/store/site_lock.hpp"
#include "scanner/store/store_options.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// The place of a run in the store, from before its first packet until its reports are written. What goes wrong with
/// the store after that is told on stderr once; the run goes on without it.
class KeptRun {
public:
    /// nullptr with --no-store. Opens every file it will need, so that privileges can be given up after this.
    /// Errors: throws UsageError when the store cannot be used.
    static std::unique_ptr<KeptRun> open(const StoreOptions& options);
    /// A store with runs to go on with. Errors: throws UsageError, also when there is none.
    static std::unique_ptr<KeptRun> open_existing(const StoreOptions& options);

    /// Keeps other scans of the site out until this ends. False: one is under way.
    bool hold_site(const std::string& site);

    /// The scan that was cut off last: of a site, or of any when it is empty. nullopt: none is unfinished.
    /// Errors: throws StoreError.
    std::optional<ScanEntry> unfinished(const std::string& site);

    /// A run begins. False: the store cannot take it, which is told; the run goes on without, and finish() says so.
    bool begin(const NewScan& scan);
    /// A run goes on. plan: as it was told, with the versions it is judged by now. Errors: throws StoreError.
    void go_on(const ScanEntry& scan, const StoredPlan& plan);

    Store& store() noexcept { return *store_; }          ///< until begin() or go_on()
    Recorder& recorder() noexcept { return *recorder_; } ///< from then on

    /// Told twice a second: says on stderr, once, that the store has failed.
    void look_after();

    /// What became known at the end, written before this returns: for those who have no event loop to keep waiting.
    void record(const ScanNews& news);

    /// How the run ended, before its reports are written. is_over: nobody will go on with it.
    void keep_outcome(const RunResult& result, std::vector<MacAddress> lent_macs, bool is_over);
    /// The reports are written; older runs go as --keep says. Returns whether the store has it all.
    bool finish(bool is_over);

private:
    KeptRun(Store store, StoreOptions options);
    template <class Work>
    void guarded(Work work);
    void say(const std::string& what);
    void prune();

    std::optional<Store> store_;
    StoreOptions options_;
    std::unique_ptr<Recorder> recorder_;
    SiteLocks locks_;
    std::filesystem::path file_;
    std::uint64_t file_number_ = 0; ///< of the file system's: whether the name still means this file
    bool failed_ = false;
};

/// The runs that --keep removes: those that ended longer ago, but the newest of each site and those under way. Where a
/// run is of a time to come the clock is wrong: that is said on stderr, and it is none.
std::vector<std::int64_t> runs_older_than(const std::vector<ScanEntry>& runs, std::chrono::days age,
                                          const SiteLocks& locks);

/// Says on stderr when the newest run is of a time to come: then the clock is wrong, or was. Errors: throws StoreError.
void tell_to_come(Store& store);

/// Of a lock that says of a run in the store that it is under way.
std::string run_lock_name(const std::string& id);

} // namespace phonescan
