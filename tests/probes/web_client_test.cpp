#include "probes/web_client.hpp"

#include "tests/probes/web_asking.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/gzip.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdlib>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;

namespace {

/// Reads the request, sends this and closes.
WebServer::Script once(std::string bytes)
{
    return [bytes = std::move(bytes)](WebConnection& connection) {
        connection.read_request();
        connection.send(bytes);
    };
}

/// The same again and again, until the client has had enough.
WebServer::Script endless(std::string head, std::string bytes)
{
    return [head = std::move(head), bytes = std::move(bytes)](WebConnection& connection) {
        connection.read_request();
        connection.send(head);
        while (connection.send(bytes)) {}
    };
}

} // namespace

TEST_CASE("web client: an answer with all its fields", "[probes][web]")
{
    const auto reply = reply_of("127.62.0.1", always(http_response("HTTP/1.1 401 Unauthorized\r\n"
                                                                   "server:  Acme 1.0 \r\n"
                                                                   "WWW-Authenticate: Basic realm=\"a\"\r\n"
                                                                   "WWW-Authenticate: Digest realm=\"b\"\r\n"
                                                                   "Location: /x\r\n"
                                                                   "Content-Type: text/html\r\n",
                                                                   "<title>Acme</title>")));
    CHECK(reply.end == End::answered);
    CHECK(reply.status == 401);
    CHECK(reply.server == std::vector<std::string>{"Acme 1.0"});
    CHECK(reply.authenticate == std::vector<std::string>{"Basic realm=\"a\"", "Digest realm=\"b\""});
    CHECK(reply.location == "/x");
    CHECK(reply.content_type == "text/html");
    CHECK(reply.body == "<title>Acme</title>");
    CHECK_FALSE(reply.is_cut);
    CHECK_FALSE(reply.is_out_of_time);
    CHECK(reply.tls.version == 0);
}

TEST_CASE("web client: the request is a GET without anything that is nobody's business", "[probes][web]")
{
    for (const auto* const name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"})
        setenv(name, "http://127.62.1.9:9", 1); // NOLINT(concurrency-mt-unsafe): before any thread
    WebServer server;
    const auto port = server.listen(
        "127.62.1.1", always(http_response("HTTP/1.1 200 OK\r\nSet-Cookie: id=1\r\nLocation: /next\r\n", "a")));
    Asking asking;
    CHECK(asking.ask("127.62.1.1", port, false, "/a/../b?c=d").status == 200);
    CHECK(asking.ask("127.62.1.1", port).status == 200);
    for (const auto* const name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"})
        unsetenv(name); // NOLINT(concurrency-mt-unsafe)
    const auto requests = server.requests();
    REQUIRE(requests.size() == 2);
    CHECK_THAT(requests[0], Catch::StartsWith("GET /a/../b?c=d HTTP/1.1\r\n"));
    CHECK_THAT(requests[1], Catch::StartsWith("GET / HTTP/1.1\r\n"));
    for (const auto& request : requests) {
        CAPTURE(request);
        CHECK_THAT(request, contains("Host: 127.62.1.1:" + std::to_string(port) + "\r\n"));
        CHECK_THAT(request, contains("User-Agent: Scanner/1 (test)\r\n"));
        for (const auto* const name :
             {"Authorization", "Cookie", "Referer", "Content-Length", "Transfer-Encoding", "Upgrade", "Proxy"})
            CHECK_THAT(request, !contains(name));
    }
}

TEST_CASE("web client: redirects are not followed", "[probes][web]")
{
    WebServer server;
    const auto elsewhere = server.listen("127.62.2.2", always(http_response("HTTP/1.1 200 OK\r\n")));
    const auto location = "http://127.62.2.2:" + std::to_string(elsewhere) + "/";
    const auto port =
        server.listen("127.62.2.1", always(http_response("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n")));
    Asking asking;
    const auto reply = asking.ask("127.62.2.1", port);
    CHECK(reply.status == 302);
    CHECK(reply.location == location);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("web client: bodies as they come", "[probes][web]")
{
    const std::string head = "HTTP/1.1 200 OK\r\n";
    const auto zipped = gzip("packed");
    const struct {
        const char* what;
        std::string bytes;
        const char* body;
        bool is_cut;
    } rows[] = {
        {"chunked", head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde", false},
        {"gzip", http_response(head + "Content-Encoding: gzip\r\n", zipped), "packed", false},
        {"until the end of the connection", head + "\r\nabc", "abc", false},
        {"shorter than its length", head + "Content-Length: 99\r\n\r\nabc", "abc", false},
        {"longer than its length", head + "Content-Length: 3\r\n\r\nabcdef", "abc", false},
        {"after an interim answer", "HTTP/1.1 100 Continue\r\nServer: no\r\n\r\n" + http_response(head, "abc"), "abc",
         false},
        {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nabc", "abc", false},
        {"without a space or a reason", "HTTP/1.1 200\r\n\r\nabc", "abc", false},
        {"half a chunk", head + "Transfer-Encoding: chunked\r\n\r\n9\r\nabc", "abc", false},
        {"broken chunks", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc", "", false},
        {"no gzip at all", http_response(head + "Content-Encoding: gzip\r\n", "abc"), "", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto reply = reply_of("127.62.3.1", once(row.bytes));
        CHECK(reply.end == End::answered);
        CHECK(reply.status == 200);
        CHECK(reply.server.empty());
        CHECK(reply.body == row.body);
        CHECK(reply.is_cut == row.is_cut);
        CHECK_FALSE(reply.is_out_of_time);
    }
}

TEST_CASE("web client: bytes without a status line are an answer, too", "[probes][web]")
{
    const auto reply = reply_of("127.62.4.1", once("<html><title>Old</title></html>"));
    CHECK(reply.end == End::answered);
    CHECK(reply.status == 0);
    CHECK(reply.body == "<html><title>Old</title></html>");
}

TEST_CASE("web client: endless answers are cut", "[probes][web]")
{
    const std::string head = "HTTP/1.1 200 OK\r\nServer: Acme\r\n";
    SECTION("a body")
    {
        const auto reply = reply_of("127.62.5.1", endless(head + "\r\n", std::string(5'000, 'b')));
        CHECK(reply.end == End::answered);
        CHECK(reply.body == std::string(max_web_body, 'b'));
        CHECK(reply.is_cut);
        CHECK(reply.server == std::vector<std::string>{"Acme"});
        CHECK_FALSE(reply.is_out_of_time);
    }
    SECTION("header fields")
    {
        const auto reply = reply_of("127.62.5.2", endless(head, "X-Field: " + std::string(500, 'x') + "\r\n"));
        CHECK(reply.end == End::answered);
        CHECK(reply.is_cut);
        CHECK(reply.server == std::vector<std::string>{"Acme"});
        CHECK(reply.body.empty());
    }
    SECTION("one header field")
    {
        const auto reply = reply_of("127.62.5.3", endless(head + "X-Field: ", std::string(5'000, 'x')));
        CHECK(reply.end == End::answered);
        CHECK(reply.body.empty());
        CHECK_FALSE(reply.is_out_of_time);
    }
    SECTION("interim answers")
    {
        const auto reply = reply_of("127.62.5.4", endless("", "HTTP/1.1 100 Continue\r\n\r\n"));
        CHECK(reply.body.empty());
        CHECK_FALSE(reply.is_out_of_time);
    }
    SECTION("many fields of one name")
    {
        std::string servers;
        for (int i = 0; i < 100; ++i)
            servers += "Server: " + std::to_string(i) + "\r\n";
        CHECK(reply_of("127.62.5.5", once("HTTP/1.1 200 OK\r\n" + servers + "\r\n")).server.size() == 16);
    }
}

TEST_CASE("web client: a small file that unpacks to much is cut", "[probes][web]")
{
    const auto bomb = gzip(std::string(50'000'000, 'a'));
    REQUIRE(bomb.size() < 100'000);
    const auto begin = Clock::now();
    const auto reply =
        reply_of("127.62.6.1", once(http_response("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n", bomb)));
    CHECK(Clock::now() - begin < 1s);
    CHECK(reply.end == End::answered);
    CHECK(reply.body.size() == max_web_body);
    CHECK(reply.is_cut);
}

TEST_CASE("web client: several questions to one port go over one connection, and two are never open", "[probes][web]")
{
    WebServer server;
    const auto script = always(http_response("HTTP/1.1 200 OK\r\n", "a"));
    const auto port = server.listen("127.62.7.1", script);
    const auto other = server.listen("127.62.7.1", script);
    Asking asking;
    CHECK(asking.ask("127.62.7.1", port, false, "/a").status == 200);
    CHECK(asking.ask("127.62.7.1", port, false, "/b").status == 200);
    CHECK(server.connections() == 1);
    CHECK(asking.ask("127.62.7.1", other, false, "/c").status == 200);
    CHECK(asking.ask("127.62.7.1", port, false, "/d").status == 200);
    CHECK(server.connections() == 3);
    asking.client.close();
    CHECK(asking.ask("127.62.7.1", port, false, "/e").status == 200);
    CHECK(server.connections() == 4);
    CHECK(server.most_open() == 1);
    CHECK(server.requests().size() == 5);
}

TEST_CASE("web client: a kept connection that the server closed is opened again", "[probes][web]")
{
    WebServer server;
    const auto port = server.listen("127.62.8.1", once(http_response("HTTP/1.1 200 OK\r\n", "a")));
    Asking asking;
    for (const auto* const path : {"/a", "/b", "/c"}) {
        CHECK(asking.ask("127.62.8.1", port, false, path).body == "a");
    }
    CHECK(server.requests().size() == 3);
    CHECK(server.most_open() == 1);
}
