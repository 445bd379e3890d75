#include "probes/network_watch.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>

using namespace phonescan;
using boost::asio::ip::make_address_v4;

namespace {

Route route(const char* first, const char* last, Route::Kind kind, std::string interface, const char* source)
{
    Route route;
    route.range = {make_address_v4(first).to_uint(), make_address_v4(last).to_uint()};
    route.kind = kind;
    route.interface = std::move(interface);
    route.source = make_address_v4(source);
    return route;
}

const Route before = route("10.1.0.0", "10.1.255.255", Route::Kind::routed, "eth0", "10.0.0.5");

const LinkStates links = {{"eth0", {2, true, true}}, {"wlan0", {3, true, true}}, {"lo", {1, true, true}}};

LinkStates with_eth0(LinkState state)
{
    auto changed = links;
    changed["eth0"] = state;
    return changed;
}

} // namespace

TEST_CASE("network watch: a route that is as before is usable, by whatever gateway", "[probes][network]")
{
    CHECK(what_changed(before, std::vector{before}, links).empty());
    const auto direct = route("10.1.0.0", "10.1.255.255", Route::Kind::on_link, "eth0", "10.0.0.5");
    CHECK(what_changed(before, std::vector{direct}, links).empty());
    const auto wider = route("10.0.0.0", "10.255.255.255", Route::Kind::routed, "eth0", "10.0.0.5");
    CHECK(what_changed(before, std::vector{wider}, links).empty());
}

TEST_CASE("network watch: a link that is gone, down or without carrier takes its routes with it", "[probes][network]")
{
    const std::vector now{before};
    CHECK(what_changed(before, now, with_eth0({2, false, false})) == "eth0 is down");
    CHECK(what_changed(before, now, with_eth0({2, true, false})) == "eth0 has no carrier");
    CHECK(what_changed(before, now, {{"lo", {1, true, true}}}) == "eth0 is gone");
    auto others = links;
    others["wlan0"] = {3, false, false};
    CHECK(what_changed(before, now, others).empty());
}

TEST_CASE("network watch: a route that is lost or leads elsewhere is named, with the part it is about",
          "[probes][network]")
{
    struct Row {
        std::vector<Route> now;
        std::string_view reason;
    };
    const auto none = [](const char* first, const char* last) {
        return route(first, last, Route::Kind::none, "", "0.0.0.0");
    };
    const auto row = GENERATE_COPY(
        Row{{none("10.0.0.0", "10.255.255.255")}, "no route to 10.1.0.0/16 any more"},
        Row{{route("10.1.0.0", "10.1.127.255", Route::Kind::routed, "eth0", "10.0.0.5"),
             none("10.1.128.0", "10.1.255.255")},
            "no route to 10.1.128.0/17 any more"},
        Row{{route("10.1.0.0", "10.1.0.6", Route::Kind::routed, "eth0", "10.0.0.5"), none("10.1.0.7", "10.1.0.7"),
             route("10.1.0.8", "10.1.255.255", Route::Kind::routed, "eth0", "10.0.0.5")},
            "no route to 10.1.0.7 any more"},
        Row{{route("10.1.0.0", "10.1.255.255", Route::Kind::routed, "wlan0", "10.9.0.5")},
            "10.1.0.0/16 would now leave by wlan0"},
        Row{{route("10.1.0.0", "10.1.0.2", Route::Kind::routed, "eth0", "10.0.0.5"),
             route("10.1.0.3", "10.1.0.9", Route::Kind::on_link, "wlan0", "10.1.0.4"),
             route("10.1.0.10", "10.1.255.255", Route::Kind::routed, "eth0", "10.0.0.5")},
            "10.1.0.3-10.1.0.9 would now leave by wlan0"},
        Row{{route("10.1.0.0", "10.1.255.255", Route::Kind::routed, "eth0", "10.0.0.6")},
            "10.1.0.0/16 would now leave from 10.0.0.6"},
        Row{{route("10.1.0.0", "10.1.255.255", Route::Kind::broadcast, "eth0", "10.0.0.5")},
            "no route to 10.1.0.0/16 any more"});
    CHECK(what_changed(before, row.now, links) == row.reason);
}

TEST_CASE("network watch: changes about other addresses are none, and no way was lost where there was none",
          "[probes][network]")
{
    const auto elsewhere = route("10.2.0.0", "10.2.255.255", Route::Kind::none, "", "0.0.0.0");
    CHECK(what_changed(before, std::vector{before, elsewhere}, links).empty());
    CHECK(what_changed(elsewhere, std::vector{elsewhere}, {}).empty());
}

TEST_CASE("network watch: loopback is up, and a way is usable where there is one", "[probes][network]")
{
    boost::asio::io_context context;
    auto routes = routes_to(AddressSet{{{0x7f000001, 0x7f0000ff}}}, "");
    REQUIRE(routes.size() == 1);
    routes.push_back(route("192.0.2.0", "192.0.2.255", Route::Kind::none, "", "0.0.0.0"));
    const NetworkWatch watch{context.get_executor(), routes, "", [] { FAIL("nothing changes here"); }};
    CHECK(read_links().at("lo").is_up);
    CHECK(read_links().at("lo").has_carrier);
    CHECK(watch.is_usable(0));
    CHECK_FALSE(watch.is_usable(1));
    CHECK_FALSE(watch.is_any_down());
    CHECK(watch.what_is_wrong().empty());
}

TEST_CASE("network watch: what had changed before it began is known at once, reasons are told once each",
          "[probes][network]")
{
    boost::asio::io_context context;
    const std::vector routes{route("127.0.1.0", "127.0.1.255", Route::Kind::local, "lo", "127.0.0.2"),
                             route("127.0.3.0", "127.0.3.255", Route::Kind::on_link, "gone0", "127.0.0.1"),
                             route("127.0.5.0", "127.0.5.255", Route::Kind::on_link, "gone0", "127.0.0.1")};
    const NetworkWatch watch{context.get_executor(), routes, "", [] {}};
    CHECK(watch.is_any_down());
    CHECK_FALSE(watch.is_usable(0));
    CHECK_FALSE(watch.is_usable(1));
    CHECK(watch.what_is_wrong() == "127.0.1.0/24 would now leave from 127.0.0.1; gone0 is gone");
    const NetworkWatch bound{context.get_executor(), routes, "gone0", [] {}};
    CHECK_FALSE(bound.is_usable(0));
    CHECK(bound.what_is_wrong() == "gone0 is gone");
}

TEST_CASE("network watch: it keeps its executor busy for as long as it lives, and not longer", "[probes][network]")
{
    boost::asio::io_context context;
    std::optional<NetworkWatch> watch;
    watch.emplace(context.get_executor(), routes_to(AddressSet{{{0x7f000001, 0x7f0000ff}}}, ""), "", [] {});
    context.poll();
    CHECK_FALSE(context.stopped());
    watch.reset();
    context.run();
    CHECK(context.stopped());
}
