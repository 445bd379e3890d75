#include "scanner/sweep_options.hpp"

#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace std::chrono_literals;

namespace {

ScanPlan plan_of(std::uint32_t addresses, Route::Kind kind)
{
    ScanPlan plan;
    const AddressRange range{0x0a000000, 0x0a000000 + addresses - 1};
    plan.order = std::make_unique<TargetOrder>(AddressSet{{range}}, std::vector<std::uint16_t>{5060}, 1);
    Route route;
    route.range = range;
    route.kind = kind;
    plan.routes.push_back(route);
    plan.seed = 7;
    return plan;
}

} // namespace

TEST_CASE("sweep options: what is asked of everybody over connections", "[scanner]")
{
    ScanOptions options;
    CHECK(asked_of_all(options, 65'536) == VisitParts::all);
    CHECK(asked_of_all(options, 65'537) == VisitParts::none);
    options.sip = AskMode::all;
    CHECK(asked_of_all(options, 65'537) == VisitParts::sip);
    options.http = AskMode::all;
    CHECK(asked_of_all(options, 65'537) == VisitParts::all);
    options.sip = AskMode::off;
    CHECK(asked_of_all(options, 1) == VisitParts::web);
    options.ports.connections.http.clear();
    CHECK(asked_of_all(options, 1) == VisitParts::web); // HTTPS is left
    options.ports.connections.https.clear();
    CHECK(asked_of_all(options, 1) == VisitParts::none);
}

TEST_CASE("sweep options: as many connections are open as the rate needs where nobody answers", "[scanner]")
{
    const auto plan = plan_of(4, Route::Kind::routed);
    const auto open_at = [&](double rate) {
        ScanOptions options;
        options.pace.connect_rate = rate;
        return visit_options(options, plan, false, {}, {}, {}).most_open;
    };
    CHECK(open_at(100) == 256);
    CHECK(open_at(1) == 16);
    CHECK(open_at(5) == 16);
    CHECK(open_at(320) == 820);
    CHECK(open_at(1e9) == 2'048);
    CHECK(open_at(0) == 2'048); // no limit
}

TEST_CASE("sweep options: echoes are for silent addresses elsewhere, unless they are too many or unwanted", "[scanner]")
{
    ScanOptions options;
    CHECK(asks_for_echoes(options, plan_of(4, Route::Kind::routed)));
    CHECK(asks_for_echoes(options, plan_of(4, Route::Kind::on_link)));
    CHECK(asks_for_echoes(options, plan_of(1'048'576, Route::Kind::routed)));
    CHECK_FALSE(asks_for_echoes(options, plan_of(1'048'577, Route::Kind::routed)));
    CHECK_FALSE(asks_for_echoes(options, plan_of(4, Route::Kind::local)));
    CHECK_FALSE(asks_for_echoes(options, plan_of(4, Route::Kind::none)));
    options.ping = false;
    CHECK_FALSE(asks_for_echoes(options, plan_of(4, Route::Kind::routed)));
}

TEST_CASE("sweep options: who is in a hurry asks nobody again", "[scanner]")
{
    ScanOptions options;
    CHECK(rechecks(options));
    options.patience.retries = 2;
    CHECK(rechecks(options));
    options.patience.retries = 1;
    CHECK_FALSE(rechecks(options));
    options.patience.retries.reset();
    options.patience.wait = 900ms;
    CHECK_FALSE(rechecks(options));
    CHECK(arp_options(options, plan_of(4, Route::Kind::on_link)).last_wait <= 900ms);
    CHECK(echo_options(options).wait <= 900ms);
}

TEST_CASE("sweep options: --patience, -e, the seed and who is absent reach the sweeps", "[scanner]")
{
    ScanOptions options;
    options.network_patience = 77s;
    options.interface = "lo";
    options.source_port = 5060;
    const auto plan = plan_of(4, Route::Kind::routed);
    const auto nobody = [](const boost::asio::ip::address&) { return true; };
    const auto sip = sip_options(options, plan, true, nobody);
    CHECK(sip.network_patience == 77s);
    CHECK(sip.interface == "lo");
    CHECK(sip.source_port == 5060);
    CHECK(sip.tells_changes);
    CHECK(sip.is_absent);
    CHECK_FALSE(sip.user_agent.empty());
    const auto visits = visit_options(options, plan, false, {}, nobody, {});
    CHECK(visits.visit.interface == "lo");
    CHECK(visits.seed == 7);
    CHECK(visits.is_absent);
    CHECK(visits.visit.user_agent == sip.user_agent);
    CHECK(arp_options(options, plan).patience == 77s);
    CHECK(echo_options(options).network_patience == 77s);
    CHECK(recheck_options(options, plan).source_port == 5060);
}
