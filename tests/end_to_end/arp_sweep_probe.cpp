// Who is there, by ARP: arp_sweep_probe NETWORK [OPTION VALUE]...
//
// Prints a line `ADDRESS MAC[,MAC...]` for each address that resolved, ascending, and what the sweep did to stderr.

#include "probes/arp_sweep.hpp"
#include "probes/privileges.hpp"
#include "scanner/pacer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <string_view>

namespace {

using namespace phonescan;
namespace asio = boost::asio;

struct Arguments {
    AddressSet addresses;
    ArpSweepOptions options{.seed = 1};
    PaceLimits pace{.max_rate = 0, .net_rate = 0};
    std::string interface;
    Clock::duration stop_after{};
};

AddressSet network(std::string_view text)
{
    const auto slash = text.find('/');
    const auto first = asio::ip::make_address_v4(text.substr(0, slash)).to_uint();
    const auto length = slash == std::string_view::npos ? 32 : std::stoul(std::string{text.substr(slash + 1)});
    const auto hosts = static_cast<std::uint32_t>((std::uint64_t{1} << (32 - length)) - 1);
    return AddressSet{{{first & ~hosts, first | hosts}}};
}

Arguments read_arguments(std::span<char*> words)
{
    Arguments arguments;
    arguments.addresses = network(words[1]);
    for (std::size_t at = 2; at + 1 < words.size(); at += 2) {
        const std::string_view option = words[at];
        const std::string value = words[at + 1];
        if (option == "--interface") {
            arguments.interface = value;
            continue;
        }
        const auto number = std::stoul(value);
        const auto time = std::chrono::milliseconds{number};
        if (option == "--passes")
            arguments.options.passes = static_cast<unsigned>(number);
        else if (option == "--last-wait")
            arguments.options.last_wait = time;
        else if (option == "--patience")
            arguments.options.patience = time;
        else if (option == "--stop-after")
            arguments.stop_after = time;
        else if (option == "--max-rate")
            arguments.pace.max_rate = static_cast<double>(number);
        else
            throw std::invalid_argument{"unknown option " + std::string{option}};
    }
    return arguments;
}

void print(const ArpSweep& sweep, const ArpSweepOutcome& outcome, const Arguments& arguments, Clock::duration took)
{
    const std::map<std::uint32_t, MacAddress> sorted{outcome.answers.macs.begin(), outcome.answers.macs.end()};
    for (const auto& [address, mac] : sorted) {
        auto line = asio::ip::address_v4{address}.to_string() + ' ' + mac.to_string();
        if (const auto others = outcome.answers.others.find(address); others != outcome.answers.others.end())
            for (const auto& other : others->second)
                line += ',' + other.to_string();
        fmt::print("{}\n", line);
    }
    std::uint64_t resolved = 0;
    std::uint64_t silent = 0;
    for (const auto& range : arguments.addresses.ranges())
        for (std::uint64_t address = range.first; address <= range.last; ++address) {
            const auto state = sweep.state(asio::ip::address_v4{static_cast<std::uint32_t>(address)});
            resolved += state == ArpState::resolved ? 1U : 0U;
            silent += state == ArpState::silent ? 1U : 0U;
        }
    if (resolved != outcome.resolved || silent != outcome.silent)
        throw std::logic_error{"states and sums do not agree"};
    fmt::print(stderr, "addresses {}\nresolved {}\nsilent {}\nunasked {}\nrequests {}\nreplies {}\ndrops {}\n",
               outcome.addresses, outcome.resolved, outcome.silent, outcome.unasked, outcome.requests, outcome.replies,
               outcome.receive_drops);
    fmt::print(stderr, "milliseconds {}\n", std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    for (const auto& why : outcome.incomplete)
        fmt::print(stderr, "incomplete: {}\n", why);
}

void run(const Arguments& arguments)
{
    auto ports = open_arp_ports(arguments.interface);
    drop_privileges(Unprivileged{65'534, 65'534});
    fmt::print(stderr, "ports {}\n", ports.size());
    Pacer pacer{arguments.pace, {}};
    asio::io_context context{1};
    ArpSweep sweep{arguments.addresses, routes_to(arguments.addresses, arguments.interface), std::move(ports), pacer,
                   arguments.options};
    ArpSweepOutcome outcome;
    asio::steady_timer end{context};
    if (arguments.stop_after > Clock::duration::zero()) {
        end.expires_after(arguments.stop_after);
        end.async_wait([&](const boost::system::error_code& error) {
            if (!error) sweep.stop();
        });
    }
    const auto began = Clock::now();
    asio::co_spawn(context, sweep.run(), [&](const std::exception_ptr& error, ArpSweepOutcome found) {
        if (error) std::rethrow_exception(error);
        outcome = std::move(found);
        end.cancel();
    });
    context.run();
    print(sweep, outcome, arguments, Clock::now() - began);
}

} // namespace

int main(int count, char** words)
{
    try {
        if (count < 2) throw std::invalid_argument{"usage: arp_sweep_probe NETWORK [OPTION VALUE]..."};
        run(read_arguments({words, static_cast<std::size_t>(count)}));
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "arp_sweep_probe: {}\n", error.what());
        return 1;
    }
}
