#include "probes/sip_stream_client.hpp"

#include "tests/probes/sip_asking.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <stdexcept>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

TEST_CASE("SIP stream client: one OPTIONS over TCP, IPv4 and IPv6, and what the answer says", "[probes][sip][tcp]")
{
    const auto* const address = GENERATE("127.62.71.1", "::1");
    CAPTURE(address);
    WebServer server;
    const auto port = server.listen(address, answering_sip("User-Agent: Acme Desk 300\r\nAllow: INVITE\r\nl: 0\r\n"));
    SipAsking asking;
    const auto reply = asking.ask(address, port);
    CHECK(reply.end == End::answered);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK(reply.is_sip);
    CHECK(reply.status == 200);
    CHECK(reply.tls.version == 0);
    CHECK(heard(reply, Field::sip_status) == "200");
    CHECK(heard(reply, Field::sip_transport) == "tcp");
    CHECK(heard(reply, Field::sip_user_agent) == "Acme Desk 300");
    CHECK(heard(reply, Field::sip_allow) == "INVITE");
    for (const auto& observation : reply.heard) {
        CHECK(observation.channel == Channel::sip_tcp);
        CHECK(observation.source.address == boost::asio::ip::make_address(address));
        CHECK(observation.source.port == port);
    }
    CHECK(server.connections() == 1);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("SIP stream client: Via and Contact name the connection's own address and port", "[probes][sip][tcp]")
{
    const bool is_v6 = GENERATE(false, true);
    const std::string address = is_v6 ? "::1" : "127.62.72.1";
    const std::string own = is_v6 ? "[::1]" : "127.0.0.1";
    WebServer server;
    const auto port = server.listen(address, answering_sip());
    SipAsking asking;
    asking.ask(address, port);
    const auto requests = server.requests();
    REQUIRE(requests.size() == 1);
    const auto& request = requests.front();
    const std::string host = is_v6 ? "[::1]" : address;
    CHECK(request.starts_with("OPTIONS sip:" + host + ":" + std::to_string(port) + ";transport=tcp SIP/2.0\r\n"));
    const auto sent_by = between(request, "\r\nVia: SIP/2.0/TCP ", ";");
    CHECK(sent_by.starts_with(own + ":"));
    CHECK(between(request, "\r\nContact: <sip:phonescan@", ";") == sent_by);
    CHECK(between(request, "\r\nUser-Agent: ", "\r\n") == "Scanner/1");
    const auto token = SipCookie{SipHashKey{}}.token({boost::asio::ip::make_address(address), port});
    CHECK(between(request, "branch=z9hG4bK", ";") == token.text());
    CHECK(between(request, "\r\nCall-ID: ", "\r\n") == token.text());
}

TEST_CASE("SIP stream client: the connection is closed behind the final response, one is open at a time",
          "[probes][sip][tcp]")
{
    WebServer server;
    const auto port = server.listen("127.62.73.1", answering_sip());
    SipAsking asking;
    for (int i = 0; i < 5; ++i)
        CHECK(asking.ask("127.62.73.1", port).end == End::answered);
    CHECK(server.connections() == 5);
    CHECK(server.most_open() == 1);
}

TEST_CASE("SIP stream client: a final response octet by octet, behind provisional ones and keep-alives",
          "[probes][sip][tcp]")
{
    const auto reply = sip_reply_of([](WebConnection& connection) {
        const auto request = connection.read_request();
        connection.send("\r\n\r\n" + sip_response_to(request, "100 Trying", "Server: Proxy\r\nContent-Length: 2\r\n") +
                        "ab\r\n");
        connection.trickle(sip_response_to(request, "401 Unauthorized", acme), 0ms);
        connection.wait_for_client();
    });
    CHECK(reply.end == End::answered);
    CHECK(reply.status == 401);
    CHECK(heard(reply, Field::sip_user_agent) == "Acme Desk 300");
    CHECK(heard(reply, Field::sip_server).empty());
}

TEST_CASE("SIP stream client: a provisional response counts when nothing else comes", "[probes][sip][tcp]")
{
    const bool closes = GENERATE(false, true);
    const auto reply = sip_reply_of(
        [closes](WebConnection& connection) {
            connection.send(sip_response_to(connection.read_request(), "100 Trying", acme));
            if (!closes) connection.wait_for_client();
        },
        closes ? 5s : 300ms);
    CHECK(reply.end == End::answered);
    CHECK(reply.status == 100);
    CHECK(reply.is_out_of_time != closes);
    CHECK(heard(reply, Field::sip_user_agent) == "Acme Desk 300");
}

TEST_CASE("SIP stream client: a head counts without its body, whatever its length says", "[probes][sip][tcp]")
{
    const auto* const length = GENERATE("Content-Length: 100\r\n", "Content-Length: 4294967295\r\n", "",
                                        "Content-Length: -1\r\n", "Content-Length: 1\r\nl: 2\r\n", "l: x\r\n");
    CAPTURE(length);
    const auto reply = sip_reply_of(answering_sip("Server: Acme\r\n" + std::string{length}));
    CHECK(reply.end == End::answered);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK(heard(reply, Field::sip_server) == "Acme");
}

TEST_CASE("SIP stream client: requests of the server are passed over and never answered", "[probes][sip][tcp]")
{
    std::string back;
    {
        WebServer server;
        const auto port = server.listen("127.62.74.1", [&](WebConnection& connection) {
            const auto request = connection.read_request();
            connection.send("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP b;branch=z9hG4bK1\r\nl: 0\r\n\r\n"
                            "NOTIFY sip:a@b SIP/2.0\r\nContent-Length: 3\r\n\r\nabc" +
                            sip_response_to(request, "200 OK", acme));
            for (auto more = connection.read_some(); !more.empty(); more = connection.read_some())
                back += more;
        });
        SipAsking asking;
        CHECK(asking.ask("127.62.74.1", port).status == 200);
    }
    CHECK(back.empty());
}

TEST_CASE("SIP stream client: a response to something else is SIP, and no answer", "[probes][sip][tcp]")
{
    const std::string foreign = "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\nCall-ID: x\r\n"
                                "User-Agent: Other\r\nContent-Length: 0\r\n\r\n";
    const auto alone = sip_reply_of([&](WebConnection& connection) {
        connection.read_request();
        connection.send(foreign);
    });
    CHECK(alone.end == End::broken);
    CHECK(alone.is_connected());
    CHECK(alone.is_sip);
    CHECK(alone.status == 0);
    CHECK(alone.heard.empty());

    const auto before_ours = sip_reply_of([&](WebConnection& connection) {
        connection.send(foreign + sip_response_to(connection.read_request(), "200 OK", acme));
    });
    CHECK(before_ours.end == End::answered);
    CHECK(heard(before_ours, Field::sip_user_agent) == "Acme Desk 300");
}

TEST_CASE("SIP stream client: the token of another target is not ours; one in Call-ID alone is", "[probes][sip][tcp]")
{
    const SipCookie cookie{SipHashKey{}};
    const auto answer_with = [](std::string call_id) {
        return sip_reply_of([call_id = std::move(call_id)](WebConnection& connection) {
            auto own = call_id;
            if (own.empty()) own = between(connection.read_request(), "\r\nCall-ID: ", "\r\n");
            connection.send("SIP/2.0 200 OK\r\nCall-ID: " + own + "\r\n" + acme + "\r\n");
        });
    };
    const auto other = cookie.token({boost::asio::ip::make_address("127.62.70.1"), 1});
    CHECK(answer_with(std::string{other.text()}).end == End::broken);
    CHECK(answer_with("").end == End::answered);
}

TEST_CASE("SIP stream client: what is no SIP is no answer", "[probes][sip][tcp]")
{
    using namespace std::string_literals;
    const auto bytes = GENERATE("HTTP/1.1 400 Bad Request\r\n\r\n"s, "\x15\x03\x01\x00\x02\x02\x28"s, ""s,
                                std::string(100'000, 'x'), std::string(100, '\0'), "SIP/2.0 200 OK\r\nVia: a"s);
    const auto reply = sip_reply_of([&](WebConnection& connection) {
        connection.read_request();
        connection.send(bytes);
    });
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK_FALSE(reply.is_sip);
    CHECK(reply.heard.empty());
}

TEST_CASE("SIP stream client: keep-alives or requests without end are cut off", "[probes][sip][tcp]")
{
    const auto* const bytes = GENERATE("\r\n\r\n", "OPTIONS sip:a SIP/2.0\r\nl: 0\r\n\r\n");
    const auto reply = sip_reply_of(
        [&](WebConnection& connection) {
            connection.read_request();
            std::string many;
            while (many.size() < 10'000)
                many += bytes;
            while (connection.send(many)) {}
        },
        9s);
    CHECK(reply.end == End::broken);
    CHECK_FALSE(reply.is_out_of_time);
}

TEST_CASE("SIP stream client: a server that says nothing, or too slowly, is late", "[probes][sip][tcp]")
{
    const auto silent = sip_reply_of([](WebConnection& connection) { connection.wait_for_client(); }, 200ms);
    CHECK(silent.end == End::late);
    CHECK(silent.is_out_of_time);
    const auto slow = sip_reply_of(
        [](WebConnection& connection) {
            connection.trickle(sip_response_to(connection.read_request(), "200 OK", acme), 100ms);
        },
        400ms);
    CHECK(slow.end == End::late);
    CHECK(slow.is_out_of_time);
    CHECK(slow.heard.empty());
}

TEST_CASE("SIP stream client: ports that refuse, are silent, or reset", "[probes][sip][tcp]")
{
    SipAsking asking;
    for (const auto* const address : {"127.62.75.1", "::1"})
        CHECK(asking.ask(address, closed_port(address)).end == End::refused);
    WebServer server;
    const auto silent = asking.ask("127.62.75.1", server.listen_deaf("127.62.75.1"), false, 200ms);
    CHECK(silent.end == End::silent);
    CHECK(silent.is_out_of_time);
    const auto reset = sip_reply_of([](WebConnection& connection) {
        connection.read_request();
        connection.reset();
    });
    CHECK(reset.end == End::broken);
    CHECK(asking.ask("fe80::1", 5060).end == End::unsent); // link-local without a zone: no way
}

TEST_CASE("SIP stream client: abandoned, its connection is closed at once and its time over", "[probes][sip][tcp]")
{
    WebServer server;
    const auto port = server.listen("127.62.76.1", [](WebConnection& connection) { connection.wait_for_client(); });
    SipAsking asking;
    asking.client.abandon(); // nothing is under way
    boost::asio::steady_timer soon{asking.context, 100ms};
    soon.async_wait([&](const boost::system::error_code&) { asking.client.abandon(); });
    const auto reply = asking.ask("127.62.76.1", port, false, 1h);
    CHECK(reply.end == End::late);
    CHECK(reply.is_out_of_time);
    const auto answering = server.listen("127.62.76.1", answering_sip());
    CHECK(asking.ask("127.62.76.1", answering).end == End::answered);
    CHECK(server.most_open() == 1);
}

TEST_CASE("SIP stream client: another question ends the one under way", "[probes][sip][tcp]")
{
    WebServer server;
    SipAsking asking;
    SipStreamRequest first;
    first.address = boost::asio::ip::make_address("127.62.79.1");
    first.port = server.listen("127.62.79.1", [](WebConnection& connection) { connection.wait_for_client(); });
    first.limit = 1h;
    std::optional<SipStreamReply> reply;
    boost::asio::co_spawn(asking.context, asking.client.ask(first),
                          [&](std::exception_ptr, SipStreamReply its) { reply = std::move(its); });
    asking.context.run_for(100ms);
    REQUIRE_FALSE(reply);
    CHECK(asking.ask("127.62.79.1", server.listen("127.62.79.1", answering_sip())).end == End::answered);
    REQUIRE(reply);
    CHECK(reply->end == End::late);
    CHECK(server.most_open() == 1);
}

TEST_CASE("SIP stream client: one that goes while it asks ends what it does", "[probes][sip][tcp]")
{
    WebServer server;
    const auto port = server.listen("127.62.77.1", [](WebConnection& connection) { connection.wait_for_client(); });
    boost::asio::io_context context;
    auto client = std::make_unique<SipStreamClient>(context.get_executor(),
                                                    SipStreamClient::Options{.cookie = SipCookie{SipHashKey{}}});
    SipStreamRequest request;
    request.address = boost::asio::ip::make_address("127.62.77.1");
    request.port = port;
    request.limit = 1h;
    boost::asio::steady_timer soon{context, 100ms};
    soon.async_wait([&](const boost::system::error_code&) { client.reset(); });
    const auto reply = run_coroutine(context, client->ask(request));
    CHECK(reply.end == End::late);
}

TEST_CASE("SIP stream client: an event loop that ends while it asks", "[probes][sip][tcp]")
{
    const bool tls = GENERATE(false, true);
    WebServer server;
    const auto wait = [](WebConnection& connection) { connection.wait_for_client(); };
    const auto port = tls ? server.listen_tls("127.62.78.1", {}, wait) : server.listen("127.62.78.1", wait);
    SipStreamRequest request;
    request.address = boost::asio::ip::make_address("127.62.78.1");
    request.port = port;
    request.tls = tls;
    bool ended = false;
    {
        boost::asio::io_context context;
        SipStreamClient client{context.get_executor(), {.cookie = SipCookie{SipHashKey{}}}};
        boost::asio::co_spawn(context, client.ask(request), [&](std::exception_ptr, SipStreamReply) { ended = true; });
        context.run_for(100ms);
    }
    CHECK_FALSE(ended);
}

TEST_CASE("SIP stream client: a user agent that no request may carry is refused", "[probes][sip]")
{
    boost::asio::io_context context;
    const SipStreamClient::Options options{.cookie = SipCookie{SipHashKey{}}, .user_agent = "a\r\nb"};
    CHECK_THROWS_AS((SipStreamClient{context.get_executor(), options}), std::invalid_argument);
}
