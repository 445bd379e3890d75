#include "scanner/dry_run.hpp"

#include "probes/sip_request.hpp"
#include "scanner/address_policy.hpp"
#include "scanner/scan_plan.hpp"
#include "scanner/sweep_options.hpp"

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
        fmt::print(out, "  {} by {} from {} ({})\n", range_text(route), route.interface.empty() ? "-" : route.interface,
                   route.source.to_string(), how[static_cast<std::size_t>(route.kind)]);
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

/// As libcurl writes it for WebClient.
std::string sample_page_request(const boost::asio::ip::address& address, const ConnectionPorts& web,
                                const std::string& user_agent)
{
    const auto port = web.http.empty() ? web.https.front() : web.http.front();
    const auto usual = web.http.empty() ? 443 : 80;
    const auto host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return fmt::format("GET / HTTP/1.1\r\nHost: {}{}\r\nUser-Agent: {}\r\nAccept: */*\r\nAccept-Encoding: gzip, "
                       "deflate\r\n\r\n",
                       host, port == usual ? std::string{} : fmt::format(":{}", port), user_agent);
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

void print_connections(std::ostream& out, const ScanOptions& options, const ScanPlan& plan)
{
    const auto& ports = options.ports.connections;
    if (ports.empty()) return;
    const auto addresses = plan.order->addresses().size();
    const auto of_all = asked_of_all(options, addresses);
    std::uint64_t connections = 0;
    std::vector<std::string> of_everybody;
    std::vector<std::string> of_the_living;
    for (const auto& port : in_order(ports)) {
        const bool all = holds(of_all, part_of(port.channel));
        (all ? of_everybody : of_the_living).push_back(fmt::format("{} on {}", name_of(port.channel), port.port));
        if (all) connections += addresses;
    }
    if (!of_everybody.empty())
        fmt::print(out,
                   "Over connections, of every address: {}; about {} connections, and as many again where nobody\n"
                   "answers.\n",
                   fmt::join(of_everybody, ", "), connections);
    if (!of_the_living.empty())
        fmt::print(out, "Over connections, of those alone who show any sign of life: {}.\n",
                   fmt::join(of_the_living, ", "));
    const auto rate = options.pace.connect_rate;
    fmt::print(out,
               "Connections are begun {}, {} are open at a time, one to a device; up to {} pages more of a device that "
               "answers.\n",
               rate == 0 ? "without a limit" : fmt::format("{} a second", rate),
               visit_options(options, plan, false, {}, {}, {}).most_open,
               DeviceVisitor::most_follow_ups + DeviceVisitor::most_redirects);
    if (connections != 0 && rate != 0)
        fmt::print(out, "That takes {:.0f} s at least.\n", static_cast<double>(connections) / rate);
    if (ports.has_web())
        fmt::print(out, "A request:\n\n{}",
                   sample_page_request(plan.order->addresses().at(0), ports, options.user_agent));
}

/// What finds out who is there, and how they bear it.
void print_besides(std::ostream& out, const ScanOptions& options, const ScanPlan& plan)
{
    const auto is_arp = [](const Route& route) { return route.kind == Route::Kind::on_link && !route.is_v6; };
    if (std::ranges::any_of(plan.routes, is_arp))
        fmt::print(out, "ARP on the own links before all that, with CAP_NET_RAW: up to {} requests for an address.\n",
                   arp_options(options, plan).passes);
    if (const auto recheck = recheck_options(options, plan); rechecks(options) && plan.order->size() != 0)
        fmt::print(out, "SIP OPTIONS again to a sample of those who answered: {} a minute, {} at the end.\n",
                   recheck.sample, recheck.last_sample);
    if (asks_for_echoes(options, plan))
        fmt::print(out, "ICMP echo, where the system allows it: up to {} requests to an address that stays silent.\n",
                   EchoSweepOptions{}.passes);
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
    if (plan.order->size() != 0) print_packets(out, options, plan);
    print_connections(out, options, plan);
    print_besides(out, options, plan);
}

} // namespace phonescan
