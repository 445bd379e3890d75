#pragma once

#include "scanner/closing_lines.hpp"
#include "scanner/commands/report_arguments.hpp"
#include "scanner/commands/write_reports.hpp"
#include "scanner/data_files.hpp"
#include "scanner/kept_run.hpp"

#include <cstddef>
#include <memory>
#include <set>
#include <string>

namespace phonescan {

/// What `read` and `listen` have in common of their command lines.
struct HeardArguments {
    TargetSpec exclusions;
    std::string site;
    DataOptions data;
    ReportArguments reports;
};

/// Adds --exclude, --excludefile, --site, and the options of reports and data.
void add_heard_options(CLI::App& command, HeardArguments& arguments);

/// One run that only hears: what it is judged by, then its reports.
class HeardRun {
public:
    /// Checks and loads everything, so that mistakes are told before anything is heard. Errors: throws UsageError,
    /// DataError.
    explicit HeardRun(const HeardArguments& arguments);

    const OutputOptions& output() const noexcept { return output_; }
    const FingerprintDb& fingerprints() const noexcept { return fingerprints_; }

    /// Says what the user should know before; hearing begins, and is kept as a run of this command. what: is heard, for
    /// people.
    void begin(const std::string& command, const std::string& what);

    /// Something is new in these groups: it is kept, in a while.
    void keep(const HeardStore& store, const std::set<std::size_t>& groups);

    /// Identifies, judges and reports what is in the store. incomplete: why something is missing. interrupted: whether
    /// a signal ended hearing early.
    ExitStatus finish(const HeardStore& store, const HearingCounts& counts, std::uint64_t rows,
                      std::vector<std::string> incomplete, ExitStatus interrupted, const HeardBy& by);

private:
    void keep_all(const HeardStore& store);

    OutputOptions output_;
    AddressSet excluded_;
    FingerprintDb fingerprints_;
    CatalogSet catalogs_;
    RunResult result_;
    UnknownOut unknown_;
    FailOn fail_on_;
    DataOptions data_;
    std::unique_ptr<KeptRun> kept_;
    bool keeps_ = false; ///< the run is in the store
    Clock::time_point begun_{};
};

} // namespace phonescan
