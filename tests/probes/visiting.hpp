#pragma once

#include "probes/device_visit.hpp"
#include "tests/support/gates.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

namespace phonescan::test {

using namespace std::chrono_literals;

inline const std::string phone = "127.62.80.1";

/// A visitor with patience enough for a busy machine.
struct Visiting {
    Visiting()
    {
        std::signal(SIGPIPE, SIG_IGN); // as main() does
        options.user_agent = "Scanner/1";
        options.patience = {.exchange = 8s, .stalled = 8s, .device = 30s, .least = 40ms};
    }

    /// For devices that say nothing, or too slowly.
    void be_impatient() { options.patience = {.exchange = 200ms, .stalled = 300ms, .device = 2s, .least = 40ms}; }

    DeviceVisit visit(SendGate& gate, std::optional<Clock::duration> abandon_after = std::nullopt)
    {
        boost::asio::io_context context;
        Turnstile turnstile{context.get_executor(), gate};
        DeviceVisitor visitor{context.get_executor(), options, turnstile};
        boost::asio::steady_timer timer{context};
        if (abandon_after) {
            timer.expires_after(*abandon_after);
            timer.async_wait([&](const boost::system::error_code&) { visitor.abandon(); });
        }
        auto visited = run_coroutine(context, visitor.visit(boost::asio::ip::make_address(address),
                                                            SendKind::connection_to_new_neighbour, parts));
        exchanges = visitor.exchanges();
        return visited;
    }
    DeviceVisit visit()
    {
        FakeGate gate;
        return visit(gate);
    }

    VisitOptions options;
    std::string address = phone;
    VisitParts parts = VisitParts::all;
    std::uint64_t exchanges = 0;
};

inline std::string page(const std::string& server)
{
    return http_response("HTTP/1.1 200 OK\r\nServer: " + server + "\r\n");
}

inline std::string redirect(const std::string& location)
{
    return http_response("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n");
}

/// The path of each request.
inline std::vector<std::string> paths(const WebServer& server)
{
    std::vector<std::string> found;
    for (const auto& asked : server.requests())
        found.push_back(asked.substr(4, asked.find(' ', 4) - 4));
    return found;
}

/// What became of the address.
inline VisitState state_of(const DeviceVisit& visit)
{
    return visit_state(visit.ports.empty() ? PortState::open : std::ranges::max(visit.ports));
}

inline std::vector<std::string> values(const DeviceVisit& visit, Field field)
{
    std::vector<std::string> found;
    for (const auto& observation : visit.said)
        if (observation.field == field) found.push_back(observation.value);
    return found;
}

using Texts = std::vector<std::string>;

} // namespace phonescan::test
