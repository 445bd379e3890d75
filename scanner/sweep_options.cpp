#include "scanner/sweep_options.hpp"

#include "fingerprints/web_probe.hpp"
#include "probes/sip_request.hpp"
#include "scanner/address_policy.hpp"
#include "scanner/scan_recording.hpp"

#include <algorithm>
#include <cmath>

namespace phonescan {

namespace {

using namespace std::chrono_literals;

/// More addresses than this are not asked for echoes: the requests would take longer than all the rest.
constexpr std::uint64_t most_echoes = 1'048'576;

/// A connection that somebody answers slowly takes so long; one that nobody answers takes connect_limit.
constexpr double connection_takes = 2.56; // s
constexpr unsigned fewest_open = 16;
constexpr unsigned most_open = 2'048;

std::string user_agent_of(const ScanOptions& options)
{
    return options.user_agent.empty() ? std::string{default_sip_user_agent()} : options.user_agent;
}

/// As many connections as keep the rate where nobody answers.
unsigned open_at_a_time(double connect_rate)
{
    if (connect_rate == 0) return most_open;
    const auto needed = std::ceil(std::min<double>(connect_rate * connection_takes, most_open));
    return std::max(fewest_open, static_cast<unsigned>(needed));
}

} // namespace

VisitParts asked_of_all(const ScanOptions& options, std::uint64_t addresses) noexcept
{
    const auto& ports = options.ports.connections;
    const bool sip = ports.has_sip() && asks_everybody(options.sip, addresses);
    const bool web = ports.has_web() && asks_everybody(options.http, addresses);
    return (sip ? VisitParts::sip : VisitParts::none) | (web ? VisitParts::web : VisitParts::none);
}

bool asks_for_echoes(const ScanOptions& options, const ScanPlan& plan) noexcept
{
    const auto is_elsewhere = [](const Route& route) { return is_way(&route) && route.kind != Route::Kind::local; };
    return options.ping && plan.order->addresses().size() <= most_echoes &&
           std::ranges::any_of(plan.routes, is_elsewhere);
}

bool rechecks(const ScanOptions& options) noexcept
{
    return options.patience.retries.value_or(2) >= 2 && options.patience.wait >= 1s;
}

ArpSweepOptions arp_options(const ScanOptions& options, const ScanPlan& plan)
{
    ArpSweepOptions arp;
    arp.seed = plan.seed;
    arp.patience = options.network_patience;
    if (!rechecks(options)) { // in a hurry
        arp.passes = 2;
        arp.last_wait = std::min(arp.last_wait, options.patience.wait);
    }
    return arp;
}

EchoSweepOptions echo_options(const ScanOptions& options)
{
    EchoSweepOptions echo;
    echo.network_patience = options.network_patience;
    echo.wait = std::min(echo.wait, options.patience.wait);
    return echo;
}

SipSweepOptions sip_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes, IsAbsent is_absent)
{
    SipSweepOptions sip;
    sip.tells_changes = tells_changes;
    sip.patience = options.patience;
    sip.source_port = options.source_port;
    sip.interface = options.interface;
    sip.user_agent = user_agent_of(options);
    sip.network_patience = options.network_patience;
    sip.is_absent = std::move(is_absent);
    if (plan.earlier) go_on(sip, *plan.earlier, *plan.order);
    return sip;
}

VisitSweep::Options visit_options(const ScanOptions& options, const ScanPlan& plan, bool tells_changes,
                                  FollowUps follow_ups, IsAbsent is_absent, std::function<unsigned()> tries)
{
    VisitSweep::Options visits;
    visits.visit.follow_ups = std::move(follow_ups);
    visits.visit.acts = &path_acts;
    visits.visit.ports = options.ports.connections;
    auto& patience = visits.visit.patience;
    patience.exchange = std::clamp(options.patience.wait, patience.least, patience.exchange);
    visits.visit.user_agent = user_agent_of(options);
    visits.visit.interface = options.interface;
    visits.most_open = open_at_a_time(options.pace.connect_rate);
    visits.seed = plan.seed;
    visits.tells_changes = tells_changes;
    visits.visit.tries = std::move(tries);
    visits.is_absent = std::move(is_absent);
    if (plan.earlier) visits.known = known_ports(plan.earlier->states);
    return visits;
}

Recheck::Options recheck_options(const ScanOptions& options, const ScanPlan& plan)
{
    Recheck::Options recheck;
    recheck.source_port = options.source_port;
    recheck.interface = options.interface;
    recheck.user_agent = user_agent_of(options);
    recheck.seed = plan.seed;
    return recheck;
}

} // namespace phonescan
