#include "probes/recheck.hpp"

#include "tests/probes/sip_sweeping.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <set>

using namespace phonescan;
using namespace phonescan::test;
using namespace std::chrono_literals;
using boost::asio::ip::address;
using boost::asio::ip::make_address;

namespace {

/// Five phones that answer but for those that are silent.
struct Phones {
    explicit Phones(std::vector<std::string> at)
        : addresses{std::move(at)}, responder{addresses, 0,
                                              [this](auto who, const auto& from, auto request, const auto& send) {
                                                  ++requests[who];
                                                  if (who != silent)
                                                      send(who, from, sip_response(request, "200 OK", ""));
                                              }}
    {
    }

    static constexpr std::size_t nobody = 99;
    std::vector<std::string> addresses;
    std::atomic<std::size_t> silent = nobody;
    std::array<std::atomic<unsigned>, 5> requests{};
    Responder responder;
};

/// A recheck of them on an event loop of its own.
struct Rechecking {
    explicit Rechecking(Phones& of, SendGate& by, Recheck::Options options = patient()) : phones{of}, gate{by}
    {
        const auto first = number("127.61.20.0");
        routes = routes_to(AddressSet{{{first, first + 255}}, {{1, 1}}}, "");
        recheck.emplace(routes, gate, options, [this](const Recheck::Round& round) { rounds.push_back(round); });
    }

    /// Timer E's distances are long enough for a busy machine, and short enough for a test.
    static Recheck::Options patient()
    {
        Recheck::Options options;
        options.every = 1h;
        options.t1 = 30ms;
        options.user_agent = "Scanner/1";
        return options;
    }

    void all_answered()
    {
        for (const auto& phone : phones.addresses)
            recheck->answered({make_address(phone), phones.responder.port()});
    }

    /// Calls `then` on the event loop as soon as that holds.
    void when(std::function<bool()> holds, std::function<void()> then)
    {
        timer.expires_after(1ms);
        timer.async_wait([this, holds = std::move(holds), then = std::move(then)](boost::system::error_code error) {
            if (error) return;
            if (holds()) return then();
            when(holds, then);
        });
    }

    void run()
    {
        bool has_ended = false;
        boost::asio::co_spawn(context, recheck->run(), [&](std::exception_ptr error) {
            REQUIRE_FALSE(error);
            has_ended = true;
            timer.cancel();
        });
        context.run();
        CHECK(has_ended);
    }

    Phones& phones;
    SendGate& gate;
    std::vector<Route> routes;
    boost::asio::io_context context;
    boost::asio::steady_timer timer{context};
    std::vector<Recheck::Round> rounds;
    std::optional<Recheck> recheck;
};

const std::vector<std::string> at_five = {"127.61.20.1", "127.61.20.2", "127.61.20.3", "127.61.20.4", "::1"};

} // namespace

TEST_CASE("recheck: when all still answer, the last round names nobody and asks each once", "[probes][sip]")
{
    Phones phones{at_five};
    OpenGate gate;
    auto options = Rechecking::patient();
    options.t1 = 1h; // nobody is asked twice
    Rechecking rechecking{phones, gate, options};
    rechecking.all_answered();
    rechecking.recheck->finish();
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().asked == 5);
    CHECK(rechecking.rounds.front().silent.empty());
    CHECK(phones.responder.requests() == 5);
}

TEST_CASE("recheck: finish() ends the wait for the next round", "[probes][sip]")
{
    Phones phones{at_five};
    OpenGate gate;
    Rechecking rechecking{phones, gate}; // one round an hour
    rechecking.all_answered();
    rechecking.when([] { return true; }, [&] { rechecking.recheck->finish(); });
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().silent.empty());
}

TEST_CASE("recheck: who has fallen silent is asked seven times, and named", "[probes][sip]")
{
    Phones phones{at_five};
    phones.silent = GENERATE(2U, 4U); // IPv4, IPv6
    OpenGate gate;
    Rechecking rechecking{phones, gate};
    rechecking.all_answered();
    rechecking.recheck->finish();
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().asked == 5);
    CHECK(rechecking.rounds.front().silent == std::vector{make_address(at_five[phones.silent])});
    CHECK(phones.requests[phones.silent] == 7);
}

TEST_CASE("recheck: a request that was lost is no silence", "[probes][sip]")
{
    std::atomic<unsigned> requests = 0;
    Responder phone{{"127.61.20.9"}, 0, [&](auto at, const auto& from, auto request, const auto& send) {
                        if (++requests == 3) send(at, from, sip_response(request, "503 Service Unavailable", ""));
                    }};
    Phones nobody{{}};
    OpenGate gate;
    Rechecking rechecking{nobody, gate};
    rechecking.recheck->answered({make_address("127.61.20.9"), phone.port()});
    rechecking.recheck->finish();
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().silent.empty());
    CHECK(requests >= 3);
}

TEST_CASE("recheck: rounds go on while a scan runs", "[probes][sip]")
{
    Phones phones{at_five};
    OpenGate gate;
    auto options = Rechecking::patient();
    options.every = 1ms;
    options.sample = 2;
    options.last_sample = 3;
    Rechecking rechecking{phones, gate, options};
    rechecking.all_answered();
    rechecking.when([&] { return rechecking.rounds.size() >= 40; }, [&] { rechecking.recheck->finish(); });
    rechecking.run();
    REQUIRE(rechecking.rounds.size() > 40);
    CHECK(rechecking.rounds.front().asked == 2);
    CHECK(rechecking.rounds.back().asked == 3);
    for (const auto& count : phones.requests)
        CHECK(count > 0); // the sample changes
}

TEST_CASE("recheck: a round while the network was away counts for nothing", "[probes][sip]")
{
    Phones phones{at_five};
    phones.silent = 2;
    OpenGate gate;
    auto options = Rechecking::patient();
    options.every = 1ms;
    options.t1 = 1h; // a round does not end by itself
    Rechecking rechecking{phones, gate, options};
    rechecking.all_answered();
    const auto has_begun = [&] { return phones.requests[2] > 0; };
    SECTION("and there is none at the end of a scan that ends so")
    {
        rechecking.when(has_begun, [&] {
            rechecking.recheck->pause(true);
            rechecking.recheck->finish();
        });
        rechecking.run();
        CHECK(rechecking.rounds.empty());
    }
    SECTION("and others follow when it is back")
    {
        rechecking.when(has_begun, [&] {
            rechecking.recheck->pause(true);
            phones.silent = Phones::nobody;
            rechecking.when([&, ticks = 0]() mutable { return ++ticks == 20; },
                            [&] {
                                CHECK(phones.responder.requests() == 5);
                                rechecking.recheck->pause(false);
                                rechecking.recheck->finish();
                            });
        });
        rechecking.run();
        REQUIRE_FALSE(rechecking.rounds.empty());
        for (const auto& round : rechecking.rounds) {
            CHECK(round.asked == 5);
            CHECK(round.silent.empty());
        }
    }
}

TEST_CASE("recheck: stop() ends a round under way, which counts for nothing", "[probes][sip]")
{
    Phones phones{at_five};
    phones.silent = 2;
    OpenGate gate;
    auto options = Rechecking::patient();
    options.t1 = 1h;
    Rechecking rechecking{phones, gate, options};
    rechecking.all_answered();
    rechecking.recheck->finish();
    rechecking.when([&] { return phones.requests[2] > 0; }, [&] { rechecking.recheck->stop(); });
    rechecking.run();
    CHECK(rechecking.rounds.empty());
}

TEST_CASE("recheck: without anybody known it ends at once", "[probes][sip]")
{
    Phones phones{at_five};
    OpenGate gate;
    Rechecking rechecking{phones, gate};
    rechecking.recheck->finish();
    rechecking.run();
    CHECK(rechecking.rounds.empty());
    CHECK(phones.responder.requests() == 0);
}

TEST_CASE("recheck: whom the gate never lets through, or who has no way, is neither asked nor silent", "[probes][sip]")
{
    Phones phones{at_five};
    const auto excluded = number("127.61.20.2");
    OpenGate gate{AddressSet{{{excluded, excluded}}}};
    Rechecking rechecking{phones, gate};
    rechecking.all_answered();
    rechecking.recheck->answered({make_address("127.61.21.1"), 5060}); // outside the routes
    rechecking.recheck->finish();
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().asked == 4);
    CHECK(rechecking.rounds.front().silent.empty());
    CHECK(phones.responder.requests() == 4);
    CHECK(phones.requests[1] == 0);
}

TEST_CASE("recheck: who must wait for the pace is asked when it may be", "[probes][sip]")
{
    Phones phones{at_five};
    Clock::time_point next{};
    FakeGate gate{[&](const auto&, Clock::time_point now) -> Permit {
        if (now < next) return {Permit::Answer::pause, next};
        next = now + 5ms;
        return {Permit::Answer::now, now};
    }};
    auto options = Rechecking::patient();
    options.t1 = 1h;
    Rechecking rechecking{phones, gate, options};
    rechecking.all_answered();
    rechecking.recheck->finish();
    rechecking.run();
    REQUIRE(rechecking.rounds.size() == 1);
    CHECK(rechecking.rounds.front().silent.empty());
    CHECK(gate.passed.size() == 5);
}

TEST_CASE("recheck: a sample is drawn from all who answered", "[probes][sip]")
{
    Phones nobody{{}};
    std::set<address> asked;
    FakeGate gate{[&](const auto& to, Clock::time_point) -> Permit {
        asked.insert(to);
        return {Permit::Answer::never, {}};
    }};
    auto options = Rechecking::patient();
    options.seed = GENERATE(1U, 2U, 3U);
    options.last_sample = 500;
    Rechecking rechecking{nobody, gate, options};
    const auto first = number("127.61.20.0");
    for (std::uint32_t i = 0; i < 20'000; ++i) // more than it keeps
        rechecking.recheck->answered(
            {boost::asio::ip::address_v4{first + i % 250}, static_cast<std::uint16_t>(i / 250)});
    rechecking.recheck->finish();
    rechecking.run();
    CHECK(asked.size() > 100); // of 250 addresses; some may be drawn on several ports
}
