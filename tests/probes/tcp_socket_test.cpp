#include "probes/tcp_socket.hpp"

#include "tests/support/catch.hpp"

#include <boost/asio/io_context.hpp>

#include <net/if.h>

#include <cerrno>

using namespace phonescan;
using End = WebReply::End;

TEST_CASE("TCP socket: what it means that connect() failed so", "[probes][web]")
{
    // EHOSTUNREACH: there is a way to this address, so somebody else said so
    const struct {
        int error;
        End end;
    } rows[] = {
        {ECONNREFUSED, End::refused},     {ECONNRESET, End::broken}, {EPIPE, End::broken},
        {EHOSTUNREACH, End::unreachable}, {ENETDOWN, End::unsent},   {EACCES, End::unreachable},
        {ETIMEDOUT, End::silent},         {0, End::silent},          {EMFILE, End::unsent},
        {EADDRNOTAVAIL, End::unsent},
    };
    for (const auto& row : rows) {
        CAPTURE(row.error);
        CHECK(end_of_connect(row.error, boost::asio::ip::address_v4::loopback(), {}) == row.end);
        CHECK(end_of_connect(row.error, boost::asio::ip::address_v6::loopback(), {}) == row.end);
    }
}

TEST_CASE("TCP socket: without a way of its own this host has not asked", "[probes][web]")
{
    const auto broadcast = boost::asio::ip::address_v4::broadcast(); // the kernel connects nobody to it
    CHECK(end_of_connect(ENETUNREACH, broadcast, {}) == End::unsent);
    const auto without_zone = boost::asio::ip::make_address("fe80::1");
    CHECK(end_of_connect(ENETUNREACH, without_zone, {}) == End::unsent);
}

TEST_CASE("TCP socket: an address in a URL", "[probes][web][ipv6]")
{
    const auto host = [](const char* address) { return url_host(boost::asio::ip::make_address(address)); };
    CHECK(host("10.0.0.7") == "10.0.0.7");
    CHECK(host("::1") == "[::1]");
    CHECK(host("2001:db8::7") == "[2001:db8::7]");
    CHECK(host("fe80::7%3") == "[fe80::7]"); // RFC 3986 knows no zone
}

TEST_CASE("TCP socket: only a link-local IPv6 address gets the interface as its zone", "[probes][web][ipv6]")
{
    const auto zone = [](const char* address, const char* interface) {
        const auto zoned = with_zone(boost::asio::ip::make_address(address), interface);
        CHECK(url_host(zoned) == url_host(boost::asio::ip::make_address(address)));
        return zoned.is_v6() ? zoned.to_v6().scope_id() : 0;
    };
    CHECK(zone("fe80::7", "lo") == if_nametoindex("lo"));
    CHECK(zone("fe80::7", "") == 0);
    CHECK(zone("2001:db8::7", "lo") == 0);
    CHECK(zone("::1", "lo") == 0);
    CHECK(zone("169.254.0.7", "lo") == 0);
}

TEST_CASE("TCP socket: opens for either family", "[probes][web][ipv6]")
{
    using boost::asio::ip::tcp;
    boost::asio::io_context context;
    for (const auto& family : {tcp::v4(), tcp::v6()}) {
        tcp::socket socket{context};
        CHECK_FALSE(open_tcp(socket, {}, family));
        CHECK(socket.local_endpoint().protocol() == family);
    }
    tcp::socket socket{context};
    CHECK(open_tcp(socket, "no-such-link0", tcp::v6()));
}
