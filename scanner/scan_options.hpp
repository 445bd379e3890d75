#pragma once

#include "probes/sweep_schedule.hpp"
#include "probes/web_visit.hpp"
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

/// The ports to ask, by language.
struct ScanPorts {
    std::vector<std::uint16_t> sip{5060}; ///< over UDP
    WebPorts web{.http = {80}, .https = {443}, .sips = {5061}};
};
inline constexpr auto default_ports = "sip:5060,sips:5061,http:80,https:443";

/// Whose web ports are asked.
enum class HttpMode : std::uint8_t {
    auto_, ///< everybody's, up to most_addresses of them; of more, theirs who showed any sign of life
    all,
    off,
};

/// Are all of so many addresses asked for their pages, whether or not they show life?
bool asks_everybody(HttpMode mode, std::uint64_t addresses) noexcept;

/// Everything `scan` was told, checked.
struct ScanOptions {
    TargetSpec targets;
    bool own_networks = false; ///< --i-own-these-networks
    ScanPorts ports;
    HttpMode http = HttpMode::auto_;
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

/// `sip:5060,5070,http:80`; a bare number is SIP's. Errors: throws UsageError naming what cannot be asked, and why.
ScanPorts parse_ports(std::string_view text);

/// `auto`, `all` or `off`. Errors: throws UsageError.
HttpMode parse_http_mode(std::string_view text);

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
