#include "scanner/scan_book.hpp"

#include "scanner/pacer.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using boost::asio::ip::make_address;

namespace {

Route route(std::uint32_t first, std::uint32_t last, Route::Kind kind)
{
    Route route;
    route.range = {first, last};
    route.kind = kind;
    return route;
}

/// Three addresses, to the last of which no way leads; nothing has been sent.
struct Book {
    AddressSet addresses{{{0x7f000001, 0x7f000003}}};
    AddressSet excluded{{{0x7f000009, 0x7f000009}}};
    std::vector<Route> routes{route(0x7f000001, 0x7f000002, Route::Kind::local),
                              route(0x7f000003, 0x7f000003, Route::Kind::none)};
    Pacer pacer{{}, {}};
    TargetOrder order{addresses, {5060, 5070}, 1};
    ConnectionPorts ports{.sip = {5060}, .sips = {}, .http = {80}, .https = {}};
    SipSweep sip{order, routes, pacer, {}, [](const Target&, Observations) {}};
    LifeSigns life{3};
    VisitSweep visits;
    ScanBook book;

    explicit Book(VisitSweep::States known = {}, unsigned echo_passes = 2)
        : visits{addresses, routes, pacer, options(std::move(known)), [](const DeviceVisit&) {}},
          book{{order, excluded, routes, sip, visits, in_order(ports), life, echo_passes}}
    {
    }

    VisitSweep::Options options(VisitSweep::States known) const
    {
        VisitSweep::Options options;
        options.visit.ports = ports;
        options.known = std::move(known);
        return options;
    }
};

constexpr std::size_t sip_tcp = 2;
constexpr std::size_t http = 3;
constexpr std::size_t icmp = 4;

} // namespace

TEST_CASE("scan book: the ways of asking, SIP over UDP first and ICMP last", "[scanner][coverage]")
{
    const Book scan;
    std::string names;
    for (const auto& channel : scan.book.channels())
        names += std::string{channel.name} + ":" + std::to_string(channel.port) + " ";
    CHECK(names == "sip-udp:5060 sip-udp:5070 sip-tcp:5060 http:80 icmp:0 ");
    CHECK(Book({}, 0).book.channels().size() == 4);
    CHECK(scan.book.addresses().size() == 3);
    CHECK(scan.book.excluded().contains(0x7f000009));
}

TEST_CASE("scan book: what was not sent is unsent, and says why", "[scanner][coverage]")
{
    Book scan;
    scan.book.set_reason("the scan was interrupted");
    for (const std::size_t port : {std::size_t{0}, std::size_t{1}}) {
        CHECK(scan.book.account(0, port) == Account{AskedState::unsent, 0, "the scan was interrupted"});
        CHECK(scan.book.account(2, port) == Account{AskedState::unsent, 0, "no route"});
    }
    CHECK_FALSE(scan.book.has_answered(0));
    CHECK_FALSE(scan.book.is_silent(0));
    CHECK_FALSE(scan.book.is_alive(0));
}

TEST_CASE("scan book: a port that was not to be asked is told from one that was not reached", "[scanner][coverage]")
{
    Book scan;
    scan.book.set_reason("the scan was interrupted");
    CHECK(scan.book.account(0, sip_tcp) == Account{});
    CHECK(scan.book.account(0, http) == Account{});
    scan.visits.ask_all(VisitParts::web);
    CHECK(scan.book.account(0, sip_tcp).state == AskedState::not_asked);
    CHECK(scan.book.account(0, http) == Account{AskedState::unsent, 0, "the scan was interrupted"});
    CHECK(scan.book.account(2, http) == Account{AskedState::unsent, 0, "no route"});
    scan.visits.ask(make_address("127.0.0.2"));
    CHECK(scan.book.account(1, sip_tcp).state == AskedState::unsent);
    CHECK(scan.book.account(0, sip_tcp).state == AskedState::not_asked);
}

TEST_CASE("scan book: what is known of ports", "[scanner][coverage]")
{
    const Book scan{{{0, PortState::silent},
                     {1, PortState::answered},
                     {2, PortState::refused},
                     {3, PortState::unreachable},
                     {4, PortState::closed}}};
    CHECK(scan.book.account(0, sip_tcp) == Account{AskedState::silent, 1, {}});
    CHECK(scan.book.account(0, http) == Account{AskedState::answered, 1, {}});
    CHECK(scan.book.account(1, sip_tcp).state == AskedState::refused);
    CHECK(scan.book.account(1, http).state == AskedState::unreachable);
    CHECK(scan.book.account(2, sip_tcp).state == AskedState::closed);
    CHECK(scan.book.has_answered(0));
    CHECK_FALSE(scan.book.has_answered(1));
    for (std::uint64_t position = 0; position < 3; ++position)
        CHECK(scan.book.is_alive(position)); // an answer, a refusal, a connection
}

TEST_CASE("scan book: echoes and neighbours show that somebody is there", "[scanner][coverage]")
{
    Book scan;
    CHECK(scan.book.account(0, icmp) == Account{});
    scan.life.echo_asked(0);
    scan.life.echo_asked(1);
    scan.life.echo_replied(1);
    scan.life.neighbour(2);
    CHECK(scan.book.account(0, icmp) == Account{AskedState::silent, 2, {}});
    CHECK(scan.book.account(1, icmp).state == AskedState::answered);
    CHECK(scan.book.account(2, icmp).state == AskedState::not_asked);
    CHECK_FALSE(scan.book.is_alive(0));
    CHECK(scan.book.is_alive(1));
    CHECK(scan.book.is_alive(2));
    CHECK_FALSE(scan.book.has_answered(1));
}
