#include "tests/field/site_file.hpp"
#include "tests/field/web_connection.hpp"
#include "tests/support/catch.hpp"

#include <array>

#include <sys/epoll.h>
#include <sys/socket.h>

using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

/// A connection over a pair of sockets, of which the test holds the client's.
struct Connected {
    explicit Connected(const std::string& keys)
        : site{read_site_text("play 127.43.0.0/24\ndevice 127.43.0.1 http " + keys, "test.site")}
    {
        std::array<int, 2> ends{};
        REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
        client = Descriptor{ends[0]};
        server = Descriptor{ends[1]};
    }
    /// Accepts: from here on the server plays.
    WebConnection& start()
    {
        connection.emplace(std::move(server), *site.at(127U << 24 | 43U << 16 | 1), WebProtocol::http, identities,
                           statistics);
        connection->start(now);
        return *connection;
    }
    void ask() const { CHECK(send(client.get(), "GET / HTTP/1.1\r\n\r\n", 18, 0) == 18); }
    std::string answer() const
    {
        std::array<char, 4096> bytes{};
        const auto got = recv(client.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        return {bytes.data(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(got, 0))};
    }

    Site site;
    TlsIdentities identities;
    WebStatistics statistics;
    Descriptor client, server;
    WebConnection::Clock::time_point now{};
    std::optional<WebConnection> connection;
};

} // namespace

TEST_CASE("web connection: an answer waits for its delay, and the connection stays", "[field][web]")
{
    Connected played("web-delay=500ms web-title=T");
    auto& connection = played.start();
    CHECK((connection.wanted_events() & EPOLLIN) != 0);
    played.ask();
    connection.ready(EPOLLIN, played.now);
    REQUIRE(connection.due_at() == played.now + 500ms);
    CHECK(connection.wanted_events() == EPOLLRDHUP);
    CHECK(played.answer().empty());
    connection.due(played.now + 500ms);
    CHECK_THAT(played.answer(), Catch::StartsWith("HTTP/1.1 200 OK"));
    CHECK_FALSE(connection.over());
}

TEST_CASE("web connection: a client that only ends its own direction is answered, and is no longer open",
          "[field][web]")
{
    Connected played("web-close web-title=T");
    played.ask();
    shutdown(played.client.get(), SHUT_WR);
    auto& connection = played.start();
    CHECK_THAT(played.answer(), Catch::StartsWith("HTTP/1.1 200 OK"));
    CHECK(connection.over());
    CHECK(played.statistics.connections() == 1);
    CHECK(played.statistics.most_open() == 0);
}

TEST_CASE("web connection: one that would be held or trickled is over once its client has gone", "[field][web]")
{
    const auto* kind = GENERATE("silent", "trickle", "trickle-headers");
    const bool before = GENERATE(true, false);
    CAPTURE(kind, before);
    Connected played(std::string("hostile=") + kind);
    played.ask();
    if (before) shutdown(played.client.get(), SHUT_WR);
    auto& connection = played.start();
    if (!before) {
        CHECK_FALSE(connection.over());
        CHECK((connection.wanted_events() & EPOLLRDHUP) != 0);
        connection.ready(EPOLLRDHUP, played.now);
    }
    CHECK(connection.over());
    CHECK(played.statistics.most_open() == (before ? 0 : 1));
}

TEST_CASE("web connection: a trickle is an octet a second", "[field][web]")
{
    Connected played("hostile=trickle-headers");
    auto& connection = played.start();
    played.ask();
    connection.ready(EPOLLIN, played.now);
    std::string got;
    for (int second = 1; second <= 4; ++second) {
        REQUIRE(connection.due_at() == played.now + second * 1s);
        connection.due(played.now + second * 1s);
        got += played.answer();
    }
    CHECK(got == "HTTP");
}
