#include "scanner/scan_plan.hpp"

#include "scanner/address_policy.hpp"
#include "scanner/name_lookup.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <net/if.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>

namespace phonescan {

namespace {

void apply_policy(const AddressSet& addresses, bool own_networks)
{
    if (const auto problems = policy_problems(addresses, own_networks); !problems.empty())
        throw UsageError{fmt::format("{}", fmt::join(problems, "\n"))};
}

/// "this machine is on 10.40.12.0/23 (eth0): try …": a scan never guesses its targets.
std::string suggest_targets()
{
    std::string text = "no targets: say what to scan, for example phonescan scan 192.168.1.0/24";
    for (const auto& network : own_networks())
        text += fmt::format("\nthis machine is on {0} ({1}): try phonescan scan {0}", to_text(network.range),
                            network.interface);
    return text;
}

void refuse_tunnels(const std::vector<Route>& routes, const std::string& interface)
{
    if (!interface.empty()) return;
    for (const auto& route : routes)
        if (route.tunnel)
            throw UsageError{fmt::format("{} leaves by {}, a tunnel: to scan through it name it with -e {}",
                                         range_text(route), route.interface, route.interface)};
}

void require_interface(const std::string& name)
{
    if (!name.empty() && if_nametoindex(name.c_str()) == 0)
        throw UsageError{fmt::format("-e {}: no such interface", name)};
}

/// The first ranges that no route leads to, by name: a range that was never asked must not pass for a silent one.
void name_unroutable(const std::vector<Route>& routes, std::vector<std::string>& incomplete)
{
    constexpr std::size_t most_named = 20;
    std::size_t found = 0;
    for (const auto& route : routes) {
        if (route.kind != Route::Kind::none || ++found > most_named) continue;
        incomplete.push_back(
            fmt::format("no route to {}: {}", range_text(route),
                        std::generic_category().message(route.error == 0 ? ENETUNREACH : route.error)));
    }
    if (found > most_named) incomplete.push_back(fmt::format("no route to {} more ranges", found - most_named));
}

AddressSet broadcast_addresses(const std::vector<Route>& routes)
{
    std::vector<AddressRange> ranges;
    for (const auto& route : routes)
        if (route.kind == Route::Kind::broadcast && !route.is_v6) ranges.push_back(route.range);
    return AddressSet{std::move(ranges)};
}

/// A link-local address is one of every link: without a name it is nobody's.
void require_link(const AddressSet& addresses, const std::string& interface)
{
    if (!interface.empty()) return;
    for (const auto& range : addresses.ranges6())
        if (address_of(range.first).is_link_local())
            throw UsageError{fmt::format("{} is link-local: name the interface with -e", to_text(range))};
}

void find_routes(ScanPlan& plan, const AddressSet& addresses, const std::string& interface)
{
    require_interface(interface);
    require_link(addresses, interface);
    plan.routes = routes_to(addresses, interface);
    refuse_tunnels(plan.routes, interface);
    name_unroutable(plan.routes, plan.incomplete);
}

std::string what_of(const ScanOptions& options, const AddressSet& addresses)
{
    const auto& named = options.targets.targets;
    if (options.targets.target_files.empty() && named.size() <= 3) return fmt::format("{}", fmt::join(named, ", "));
    return fmt::format("{} addresses", addresses.size());
}

/// Of many addresses those are asked over connections who show life: something has to look for it.
void require_sign_of_life(const ScanOptions& options, std::uint64_t addresses)
{
    if (!options.ports.sip.empty()) return;
    const auto& ports = options.ports.connections;
    const auto refuse = [&](const char* option) {
        throw UsageError{
            fmt::format("{} addresses without SIP over UDP: {} auto asks those of more than {} who showed a "
                        "sign of life by it. {} all asks everybody, -p sip:5060,… those who live",
                        addresses, option, most_addresses, option)};
    };
    if (ports.has_web() && !asks_everybody(options.http, addresses)) refuse("--http");
    if (ports.has_sip() && !asks_everybody(options.sip, addresses)) refuse("--sip");
}

} // namespace

TargetList check_targets(const ScanOptions& options)
{
    if (options.targets.targets.empty() && options.targets.target_files.empty()) throw UsageError{suggest_targets()};
    auto list = load_targets(options.targets);
    apply_policy(list.addresses, options.own_networks);
    return list;
}

ScanPlan plan_again(const ScanOptions& options, const StoredPlan& stored, const StoredTargets& targets)
{
    apply_policy(targets.addresses, options.own_networks);
    ScanPlan plan;
    find_routes(plan, targets.addresses, options.interface);
    for (const auto& reason : stored.incomplete)
        if (std::ranges::find(plan.incomplete, reason) == plan.incomplete.end()) plan.incomplete.push_back(reason);
    plan.excluded = targets.excluded;
    plan.excluded_targets = targets.excluded_targets;
    plan.excluded_count = stored.excluded_count;
    plan.label = stored.label;
    plan.seed = stored.seed;
    if ((stored.ports.empty() && options.ports.connections.empty()) || targets.addresses.size() == 0)
        throw UsageError{"the store does not say whom this scan asks: it cannot go on"};
    plan.order = std::make_unique<TargetOrder>(targets.addresses, stored.ports, plan.seed);
    return plan;
}

ScanPlan plan_scan(const ScanOptions& options, TargetList list)
{
    ScanPlan plan;
    if (!list.names.empty() || !list.excluded_names.empty()) {
        auto resolved = resolve_names(std::move(list));
        list = std::move(resolved.list);
        plan.incomplete = std::move(resolved.unresolved);
    }
    apply_policy(list.addresses, options.own_networks);

    find_routes(plan, list.addresses, options.interface);
    const auto broadcast = broadcast_addresses(plan.routes);
    const auto addresses = list.addresses.minus(broadcast);
    for (const auto& range : broadcast.ranges())
        plan.notes.push_back(
            fmt::format("{} is a broadcast address of this machine's network: not asked", to_text(range)));
    if (addresses.size() == 0) throw UsageError{"nothing to scan: the targets are broadcast addresses"};

    require_sign_of_life(options, addresses.size());
    plan.excluded = list.excluded.plus(broadcast);
    plan.excluded_targets = list.named.minus(addresses);
    plan.excluded_count = list.excluded_count + broadcast.size();
    plan.what = what_of(options, addresses);
    plan.label = options.site.empty() ? plan.what : options.site;
    plan.seed = options.seed ? *options.seed : std::random_device{}();
    plan.order = std::make_unique<TargetOrder>(addresses, options.ports.sip, plan.seed);
    return plan;
}

} // namespace phonescan
