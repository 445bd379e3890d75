#pragma once

#include "probes/sip_stream_client.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/web_server.hpp"

#include <string>
#include <string_view>

namespace phonescan::test {

using End = WebReply::End;

/// The part of a text between two others, the second the first behind it; empty without them.
inline std::string between(std::string_view text, std::string_view before, std::string_view behind)
{
    const auto found = text.find(before);
    if (found == std::string_view::npos) return {};
    text.remove_prefix(found + before.size());
    return std::string{text.substr(0, text.find(behind))};
}

/// A response to a request, with what RFC 3261 8.2.6 copies, then these fields (each with its line end) and body.
inline std::string sip_response_to(std::string_view request, std::string_view status, std::string_view fields = {},
                                   std::string_view body = {})
{
    std::string response = "SIP/2.0 " + std::string{status} + "\r\n";
    for (const auto* const name : {"Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: "})
        response += name + between(request, std::string{"\r\n"} + name, "\r\n") + "\r\n";
    return response.append(fields).append("\r\n").append(body);
}

inline const std::string acme = "User-Agent: Acme Desk 300\r\nContent-Length: 0\r\n";

/// A script that answers each request with 200 and these fields and body.
inline WebServer::Script answering_sip(std::string fields = acme, std::string body = {})
{
    return [fields = std::move(fields), body = std::move(body)](WebConnection& connection) {
        for (auto request = connection.read_request(); !request.empty(); request = connection.read_request())
            connection.send(sip_response_to(request, "200 OK", fields, body));
    };
}

/// A client on an event loop of its own.
struct SipAsking {
    SipStreamReply ask(const std::string& address, std::uint16_t port, bool tls = false,
                       Clock::duration limit = std::chrono::seconds{5})
    {
        SipStreamRequest request;
        request.address = boost::asio::ip::make_address(address);
        request.port = port;
        request.tls = tls;
        request.limit = limit;
        return run_coroutine(context, client.ask(request));
    }

    boost::asio::io_context context;
    SipStreamClient client{context.get_executor(), {.cookie = SipCookie{SipHashKey{}}, .user_agent = "Scanner/1"}};
};

/// What one server on an address says.
inline SipStreamReply sip_reply_of(WebServer::Script script, Clock::duration limit = std::chrono::seconds{5},
                                   const std::string& address = "127.62.70.1")
{
    WebServer server;
    const auto port = server.listen(address, std::move(script));
    SipAsking asking;
    const auto reply = asking.ask(address, port, false, limit);
    CHECK(server.connections() == 1);
    return reply;
}

/// Of the field, as it was heard; empty when it was not.
inline std::string heard(const SipStreamReply& reply, Field field)
{
    for (const auto& observation : reply.heard)
        if (observation.field == field) return observation.value;
    return {};
}

} // namespace phonescan::test
