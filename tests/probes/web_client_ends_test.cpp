#include "tests/probes/web_asking.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/steady_timer.hpp>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

void say_nothing(WebConnection& connection)
{
    connection.wait_for_client();
}

} // namespace

TEST_CASE("web client: a port that nobody listens on is refused", "[probes][web]")
{
    Asking asking;
    const auto port = closed_port("127.62.20.1");
    CHECK(asking.ask("127.62.20.1", port).end == End::refused);
    CHECK(asking.ask("127.62.20.1", port, true).end == End::refused);
    CHECK(asking.ask("127.62.20.1", port, true, "").end == End::refused);
}

TEST_CASE("web client: no TCP handshake is silence, within the limit", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen_deaf("127.62.21.1");
    Asking asking;
    const auto begin = Clock::now();
    const auto reply = asking.ask("127.62.21.1", port, false, "/", 200ms);
    CHECK(reply.end == End::silent);
    CHECK_FALSE(reply.is_connected());
    CHECK(Clock::now() - begin >= 190ms);
    CHECK(Clock::now() - begin < 1s);
}

TEST_CASE("web client: a server that says nothing is late, within the limit", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen("127.62.22.1", say_nothing);
    Asking asking;
    for (const bool tls : {false, true}) {
        CAPTURE(tls);
        const auto begin = Clock::now();
        const auto reply = asking.ask("127.62.22.1", port, tls, "/", 200ms);
        CHECK(reply.end == End::late);
        CHECK(reply.is_out_of_time);
        CHECK(Clock::now() - begin >= 190ms);
        CHECK(Clock::now() - begin < 1s);
    }
}

TEST_CASE("web client: a server that falls silent on a kept connection is late", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen("127.62.23.1", [](WebConnection& connection) {
        connection.read_request();
        connection.send(http_response("HTTP/1.1 200 OK\r\n", "a"));
        connection.wait_for_client();
    });
    Asking asking;
    CHECK(asking.ask("127.62.23.1", port).end == End::answered);
    const auto reply = asking.ask("127.62.23.1", port, false, "/b", 200ms);
    CHECK(server.connections() == 1);
    CHECK(reply.end == End::late);
    CHECK(reply.status == 0);
    CHECK(reply.server.empty());
}

TEST_CASE("web client: of an answer that trickles, what was said in time is kept", "[probes][web]")
{
    const auto reply = reply_of(
        "127.62.24.1",
        [](WebConnection& connection) {
            connection.read_request();
            connection.send("HTTP/1.1 200 OK\r\nServer: Acme\r\n\r\nab");
            connection.trickle(std::string(500, 'c'), 20ms);
        },
        300ms);
    CHECK(reply.end == End::answered);
    CHECK(reply.is_out_of_time);
    CHECK(reply.is_cut);
    CHECK(reply.server == std::vector<std::string>{"Acme"});
    CHECK_THAT(reply.body, Catch::StartsWith("abc"));
    CHECK(reply.body.size() < 30);
}

TEST_CASE("web client: a header that trickles is no answer, or one with a status", "[probes][web]")
{
    const auto reply = reply_of(
        "127.62.25.1",
        [](WebConnection& connection) {
            connection.read_request();
            connection.trickle("HTTP/1.1 200 OK\r\nServer: Acme\r\n\r\n", 20ms);
        },
        150ms);
    CHECK(reply.end == End::late);
    CHECK(reply.is_out_of_time);
}

TEST_CASE("web client: a connection that is reset", "[probes][web]")
{
    const struct {
        const char* what;
        const char* before;
        bool reads;
        End end;
        const char* body;
    } rows[] = {
        {"at once", "", false, End::broken, ""},
        {"after the request", "", true, End::broken, ""},
        {"in the header", "HTTP/1.1 200 OK\r\nServer: Acme\r\n", true, End::answered, ""},
        {"in the body", "HTTP/1.1 200 OK\r\nServer: Acme\r\nContent-Length: 9\r\n\r\nab", true, End::answered, "ab"},
    };
    for (const auto& row : rows)
        for (const bool is_reset : {true, false}) {
            CAPTURE(row.what, is_reset);
            const auto reply = reply_of("127.62.26.1", [&](WebConnection& connection) {
                if (row.reads) connection.read_request();
                connection.send(row.before);
                if (row.reads) connection.wait(50ms); // an RST takes away what was not read
                if (is_reset) connection.reset();
            });
            CHECK(reply.end == row.end);
            CHECK_FALSE(reply.is_out_of_time);
            CHECK(reply.body == row.body);
            if (row.end == End::answered) CHECK(reply.server == std::vector<std::string>{"Acme"});
        }
}

TEST_CASE("web client: abandon() ends an exchange with what was said", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen("127.62.27.1", [](WebConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nServer: Acme\r\n\r\n");
        connection.wait_for_client();
    });
    Asking asking;
    asking.client.abandon(); // nothing is under way
    boost::asio::steady_timer timer{asking.context, 100ms};
    timer.async_wait([&](const boost::system::error_code&) { asking.client.abandon(); });
    const auto begin = Clock::now();
    const auto reply = asking.ask("127.62.27.1", port, false, "/", 5s);
    CHECK(Clock::now() - begin < 1s);
    CHECK(reply.end == End::answered);
    CHECK(reply.is_out_of_time);
    CHECK(reply.server == std::vector<std::string>{"Acme"});
    CHECK(asking.ask("127.62.27.1", closed_port("127.62.27.1")).end == End::refused); // it goes on
}

TEST_CASE("web client: may be destroyed in the middle of an exchange", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen("127.62.28.1", say_nothing);
    WebRequest request;
    request.address = boost::asio::ip::make_address_v4("127.62.28.1");
    request.port = port;
    SECTION("with its event loop")
    {
        boost::asio::io_context context;
        WebClient client{context.get_executor(), {.user_agent = "a", .interface = {}}};
        boost::asio::co_spawn(context, client.ask(request), [](std::exception_ptr, const WebReply&) {});
        context.run_for(100ms);
    }
    SECTION("before its event loop, which goes on")
    {
        boost::asio::io_context context;
        auto client =
            std::make_unique<WebClient>(context.get_executor(), WebClient::Options{.user_agent = "a", .interface = {}});
        bool is_over = false;
        boost::asio::co_spawn(context, client->ask(request),
                              [&](std::exception_ptr, const WebReply&) { is_over = true; });
        context.run_for(100ms);
        client.reset();
        context.run_for(100ms);
        CHECK(is_over);
    }
    SECTION("with a connection that is kept")
    {
        const auto answering = server.listen("127.62.28.1", always(http_response("HTTP/1.1 200 OK\r\n", "a")));
        Asking asking;
        CHECK(asking.ask("127.62.28.1", answering).status == 200);
    }
    CHECK(server.connections() == 1);
}
