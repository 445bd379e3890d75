#include "scanner/dry_run.hpp"

#include "probes/sip_request.hpp"
#include "scanner/address_policy.hpp"
#include "scanner/scan_plan.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

using seconds = std::chrono::duration<double>;

void print_routes(std::ostream& out, const std::vector<Route>& routes)
{
    // In the order of Route::Kind.
    constexpr std::array<std::string_view, 5> how = {"this machine", "on link", "routed", "broadcast, not asked",
                                                     "NO ROUTE, not asked"};
    for (const auto& route : routes)
        fmt::print(out, "  {} by {} from {} ({})\n", to_text(route.range),
                   route.interface.empty() ? "-" : route.interface, route.source.to_string(),
                   how[static_cast<std::size_t>(route.kind)]);
}

std::string rate_text(double per_second)
{
    return per_second == 0 ? "no limit" : fmt::format("{}/s", per_second);
}

/// A request as it would leave, with a token of a key that no scan uses.
std::string sample_request(const ScanOptions& options, const ScanPlan& plan)
{
    constexpr std::uint16_t some_port = 49152; // the system picks one when the scan starts
    const auto request =
        SipOptionsRequest::prepare({.source = plan.routes.front().source,
                                    .source_port = options.source_port == 0 ? some_port : options.source_port,
                                    .user_agent = options.user_agent});
    std::array<char, SipOptionsRequest::max_length> text{};
    const auto target = plan.order->at(0);
    const auto size = request.value().write(text, {target.address, target.port}, SipCookie::random());
    return {text.data(), size};
}

void print_packets(std::ostream& out, const ScanOptions& options, const ScanPlan& plan)
{
    const auto targets = plan.order->size();
    const SweepSchedule schedule{targets, options.patience};
    const auto least = schedule.passes();
    const auto most = schedule.most_passes();
    const auto request = sample_request(options, plan);
    const auto packets = targets * most;
    fmt::print(out,
               "SIP OPTIONS over UDP, port {}: {} to {} datagrams to an address that stays silent,\n"
               "at most {} datagrams, {} octets of SIP.\n",
               fmt::join(plan.order->ports(), ", "), least, most, packets, packets * request.size());
    fmt::print(out, "Rates: {} in all; outside loopback {} to a /24, {:.3g} s between two datagrams to one device.\n",
               rate_text(options.pace.max_rate), rate_text(options.pace.net_rate),
               seconds{options.pace.host_gap}.count());
    const auto at_rate = [&](unsigned passes) {
        const double rate = options.pace.max_rate;
        return rate == 0 ? 0 : static_cast<double>(targets * passes) / rate;
    };
    const double shortest = seconds{options.patience.wait + options.patience.linger}.count();
    const double longest = seconds{schedule.longest() + options.patience.linger}.count();
    fmt::print(out, "It would take {:.0f} to {:.0f} s, longer where the rate of one /24 decides.\n",
               std::max(shortest, at_rate(least)), std::max(longest, at_rate(most)));
    fmt::print(out, "A request:\n\n{}", request);
}

} // namespace

void describe_dry_run(std::ostream& out, const ScanOptions& options, const TargetList& list)
{
    for (const auto& name : list.names)
        fmt::print(out, "{}: a name, resolved when the scan starts\n", name.name);
    auto known = list;
    known.names.clear();
    known.excluded_names.clear();
    if (known.addresses.size() == 0) return;
    const auto plan = plan_scan(options, std::move(known));
    fmt::print(out, "Would ask {} addresses ({} excluded) in random order, --seed {}:\n",
               plan.order->addresses().size(), plan.excluded_count, plan.seed);
    print_routes(out, plan.routes);
    print_packets(out, options, plan);
}

} // namespace phonescan
