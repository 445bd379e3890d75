#pragma once

#include "probes/web_client.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <csignal>

namespace phonescan::test {

using End = WebReply::End;

/// A client on an event loop of its own.
struct Asking {
    Asking() { std::signal(SIGPIPE, SIG_IGN); } // as main() does

    WebReply ask(const std::string& address, std::uint16_t port, bool tls = false, std::string path = "/",
                 Clock::duration limit = std::chrono::seconds{2})
    {
        WebRequest request;
        request.address = boost::asio::ip::make_address_v4(address);
        request.port = port;
        request.tls = tls;
        request.path = std::move(path);
        request.limit = limit;
        return run_coroutine(context, client.ask(request));
    }

    boost::asio::io_context context;
    WebClient client{context.get_executor(), {.user_agent = "Scanner/1 (test)", .interface = {}}};
};

/// What one server on an address says to one question for `/`.
inline WebReply reply_of(const std::string& address, WebServer::Script script,
                         Clock::duration limit = std::chrono::seconds{2})
{
    WebServer server;
    const auto port = server.listen(address, std::move(script));
    Asking asking;
    return asking.ask(address, port, false, "/", limit);
}

} // namespace phonescan::test
