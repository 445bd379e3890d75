#pragma once

#include "probes/web_visit.hpp"
#include "tests/support/gates.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <optional>
#include <string>
#include <vector>

namespace phonescan::test {

using namespace std::chrono_literals;

inline const std::string phone = "127.62.80.1";

/// A visitor with the patience of milliseconds.
struct Visiting {
    Visiting()
    {
        std::signal(SIGPIPE, SIG_IGN); // as main() does
        options.user_agent = "Scanner/1";
        options.patience = {.exchange = 200ms, .stalled = 300ms, .device = 2s, .least = 40ms};
    }

    WebVisit visit(FakeGate& gate, std::optional<Clock::duration> abandon_after = std::nullopt)
    {
        boost::asio::io_context context;
        Turnstile turnstile{context.get_executor(), gate};
        WebVisitor visitor{context.get_executor(), options, turnstile};
        boost::asio::steady_timer timer{context};
        if (abandon_after) {
            timer.expires_after(*abandon_after);
            timer.async_wait([&](const boost::system::error_code&) { visitor.abandon(); });
        }
        auto visited = run_coroutine(
            context, visitor.visit(boost::asio::ip::make_address_v4(phone), SendKind::connection_to_new_neighbour));
        exchanges = visitor.exchanges();
        return visited;
    }
    WebVisit visit()
    {
        FakeGate gate;
        return visit(gate);
    }

    WebVisitOptions options;
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

/// The first line of each request.
inline std::vector<std::string> paths(const WebServer& server)
{
    std::vector<std::string> found;
    for (const auto& asked : server.requests())
        found.push_back(asked.substr(4, asked.find(' ', 4) - 4));
    return found;
}

inline std::vector<std::string> values(const WebVisit& visit, Field field)
{
    std::vector<std::string> found;
    for (const auto& observation : visit.said)
        if (observation.field == field) found.push_back(observation.value);
    return found;
}

using Texts = std::vector<std::string>;

} // namespace phonescan::test
