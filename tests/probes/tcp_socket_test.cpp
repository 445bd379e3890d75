#include "probes/tcp_socket.hpp"

#include "tests/support/catch.hpp"

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
