#pragma once

#include "probes/sweep_schedule.hpp"
#include "scanner/data_files.hpp"
#include "scanner/finding.hpp"
#include "scanner/live_hearing.hpp"
#include "scanner/output_options.hpp"
#include "scanner/pacer.hpp"
#include "scanner/target_list.hpp"

#include <optional>
#include <string>
#include <vector>

namespace phonescan {

/// Everything `scan` was told, checked.
struct ScanOptions {
    TargetSpec targets;
    bool own_networks = false; ///< --i-own-these-networks
    std::vector<std::uint16_t> ports{5060};
    std::string site;      ///< --site, else `default`
    std::string interface; ///< -e
    DataOptions data;

    PaceLimits pace;
    SweepPatience patience;
    std::optional<std::uint64_t> seed; ///< unset: a random one
    std::uint16_t source_port = 0;
    std::string user_agent;

    ListenOptions listen; ///< --listen: interfaces heard meanwhile; none without
    OutputOptions output;
    bool list_only = false; ///< -sL
    bool dry_run = false;
    std::optional<Clock::duration> stats_every;
    bool simulated = false; ///< the demo's scan: marked so in every report
};

/// `12s`, `300ms`, `2m`, `1h`, or a bare number of seconds. Errors: throws UsageError naming the option.
Clock::duration parse_duration(std::string_view option, std::string_view text);

/// `sip:5060,5070` or bare numbers. Errors: throws UsageError naming what cannot be asked, and why.
std::vector<std::uint16_t> parse_ports(std::string_view text);

/// --fail-on: which verdicts make the exit status 3.
class FailOn {
public:
    /// `[PLATFORM:]STATUS|VERDICT,…`; empty is never. Errors: throws UsageError.
    FailOn(std::string_view text, const std::vector<std::string>& platforms);

    bool matches(const Finding& finding) const;

private:
    struct Condition {
        std::string platform; ///< empty: the first platform
        std::optional<Status> status;
        std::optional<VerdictCode> verdict;
    };
    std::vector<Condition> conditions_;
};

} // namespace phonescan
