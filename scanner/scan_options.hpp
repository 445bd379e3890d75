#pragma once

#include "probes/device_visit.hpp"
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

/// The ports to ask, by language.
struct ScanPorts {
    std::vector<std::uint16_t> sip{5060}; ///< over UDP
    ConnectionPorts connections{.sip = {5060}, .sips = {5061}, .http = {80}, .https = {443}};
};
inline constexpr auto default_ports = "sip:5060,sips:5061,http:80,https:443";

/// Who is asked over connections.
enum class AskMode : std::uint8_t {
    auto_, ///< everybody, up to most_addresses of them; of more, those who showed any sign of life
    all,
    off,
};

/// Are all of so many addresses asked, whether or not they show life?
bool asks_everybody(AskMode mode, std::uint64_t addresses) noexcept;

/// Everything `scan` was told, checked.
struct ScanOptions {
    TargetSpec targets;
    bool own_networks = false; ///< --i-own-these-networks
    ScanPorts ports;
    AskMode http = AskMode::auto_;
    AskMode sip = AskMode::auto_; ///< over TCP and TLS
    bool ping = true;             ///< whether silent addresses are asked for ICMP echoes
    std::string site;             ///< --site, else `default`
    std::string interface;        ///< -e
    DataOptions data;

    PaceLimits pace;
    SweepPatience patience;
    Clock::duration network_patience = std::chrono::seconds{30}; ///< --patience
    bool stop_on_harm = false;                                   ///< --stop-on-harm
    std::optional<std::uint64_t> seed;                           ///< unset: a random one
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

/// `auto`, `all` or, as `off`, none. option: for messages. Errors: throws UsageError.
AskMode parse_ask_mode(std::string_view option, std::string_view text, std::string_view off);

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
