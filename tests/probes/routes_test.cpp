#include "probes/routes.hpp"

#include "tests/support/catch.hpp"

#include <cerrno>
#include <system_error>

using namespace phonescan;
using boost::asio::ip::make_address;
using boost::asio::ip::make_address_v6;

namespace {

AddressRange6 range6(const char* first, const char* last)
{
    return {number_of(make_address_v6(first)), number_of(make_address_v6(last))};
}

} // namespace

TEST_CASE("routes: this host's own loopback addresses are local, IPv4 and IPv6", "[probes][ipv6]")
{
    const auto routes = routes_to(AddressSet{{{0x7f000001, 0x7f000001}}, {range6("::1", "::1")}}, "");
    REQUIRE(routes.size() == 2);
    CHECK_FALSE(routes[0].is_v6);
    CHECK(routes[1].is_v6);
    CHECK(range_text(routes[0]) == "127.0.0.1");
    CHECK(range_text(routes[1]) == "::1");
    for (const auto& route : routes) {
        CAPTURE(range_text(route));
        CHECK(route.kind == Route::Kind::local);
        CHECK(route.interface == "lo");
        CHECK(route.source.is_loopback());
        CHECK(route.source.is_v6() == route.is_v6);
        CHECK(route.error == 0);
        CHECK_FALSE(route.tunnel);
        CHECK(is_way(&route));
    }
}

TEST_CASE("routes: an IPv6 prefix that nothing leads to has the kernel's refusal", "[probes][ipv6]")
{
    // Through loopback no way leads out, whatever this host's default route is.
    const auto routes = routes_to(AddressSet{{}, {range6("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff")}}, "lo");
    REQUIRE_FALSE(routes.empty());
    CHECK(routes.front().kind == Route::Kind::none);
    CHECK(routes.front().error == ENETUNREACH);
    CHECK(routes.front().interface.empty());
    CHECK(routes.front().is_v6);
    CHECK_FALSE(is_way(&routes.front()));
    CHECK((routes.front().range6.first == number_of(make_address_v6("2001:db8::"))));
    CHECK((routes.back().range6.last == number_of(make_address_v6("2001:db8::ffff:ffff:ffff:ffff"))));
}

TEST_CASE("routes: they cover all that was asked for, ascending, to the very ends", "[probes][ipv6]")
{
    const AddressSet everything{{{0, 0xffffffff}}, {{0, ~Number128{0}}}};
    const auto routes = routes_to(everything, "");
    std::uint64_t next4 = 0;
    Number128 next6 = 0;
    for (const auto& route : routes) {
        CAPTURE(range_text(route));
        if (route.is_v6) {
            CHECK((route.range6.first == next6));
            next6 = route.range6.last + 1; // 0 behind the last
        } else {
            CHECK(next6 == 0); // IPv4 comes first
            CHECK(route.range.first == next4);
            next4 = std::uint64_t{route.range.last} + 1;
        }
    }
    CHECK(next4 == std::uint64_t{1} << 32);
    REQUIRE(routes.back().is_v6);
    CHECK((routes.back().range6.last == ~Number128{0}));
    for (const auto* const address : {"0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
        CHECK(route_of(routes, make_address(address)) != nullptr);
    const auto* const own = route_of(routes, make_address("::1"));
    REQUIRE(own != nullptr);
    CHECK(own->kind == Route::Kind::local);
}

TEST_CASE("routes: an address finds its route, of its own family", "[probes][ipv6]")
{
    std::vector<Route> routes(4);
    routes[0].range = {5, 9};
    routes[1].range = {20, 20};
    routes[2].is_v6 = routes[3].is_v6 = true;
    routes[2].range6 = {5, 5};
    routes[3].range6 = {6, 9};
    const struct {
        const char* address;
        const Route* route;
    } rows[] = {
        {"0.0.0.4", nullptr},     {"0.0.0.5", &routes[0]}, {"0.0.0.9", &routes[0]},      {"0.0.0.10", nullptr},
        {"0.0.0.20", &routes[1]}, {"0.0.0.21", nullptr},   {"255.255.255.255", nullptr}, {"::4", nullptr},
        {"::5", &routes[2]},      {"::6", &routes[3]},     {"::9", &routes[3]},          {"::a", nullptr},
    };
    for (const auto& row : rows) {
        CAPTURE(row.address);
        CHECK(route_of(routes, make_address(row.address)) == row.route);
    }
    CHECK(route_of({}, make_address("::5")) == nullptr);
    CHECK_FALSE(is_way(nullptr));
}

TEST_CASE("routes: an interface that is not there is an error", "[probes]")
{
    CHECK_THROWS_AS(routes_to(AddressSet{{{1, 1}}}, "no-such-link0"), std::system_error);
}
