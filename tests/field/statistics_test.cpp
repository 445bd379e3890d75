#include "tests/field/statistics.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan::field;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t net = 10U << 24 | 1U << 16;

void ask(Statistics& statistics, Stamp when, std::uint32_t address)
{
    SipRequest request;
    request.method = "OPTIONS";
    statistics.request(when, address, request, Statistics::Reached::device);
}

} // namespace

TEST_CASE("sliding second: counts the busiest second wherever it begins", "[field]")
{
    SlidingSecond second;
    for (int i = 0; i < 10; ++i)
        second.add(100ms * i); // 0 .. 0.9 s
    CHECK(second.most() == 10);
    second.add(1000ms); // 0.1 .. 1.0 s: the one at 0 is a whole second away
    CHECK(second.most() == 10);
    for (int i = 0; i < 5; ++i)
        second.add(1050ms);
    CHECK(second.most() == 15); // 0.1 .. 1.05 s
    second.add(1h);
    CHECK(second.most() == 15);
}

TEST_CASE("sliding second: a steady rate gives exactly that rate", "[field]")
{
    SlidingSecond second;
    for (int i = 0; i < 5000; ++i)
        second.add(2ms * i);
    CHECK(second.most() == 500);
}

TEST_CASE("statistics: rates in all and by /24, least gap to one address, most to one address", "[field]")
{
    Statistics statistics;
    for (std::uint32_t host = 0; host < 20; ++host)
        ask(statistics, 10ms * host, net + host);
    for (std::uint32_t host = 0; host < 5; ++host)
        ask(statistics, 200ms + 10ms * host, net + 256 + host);
    ask(statistics, 500ms, net + 19);
    ask(statistics, 700ms, net + 19);
    ask(statistics, 2s, net + 3);
    SipRequest bad;
    bad.fault = RequestFault::via_branch;
    statistics.request(3s, net + 3, bad, Statistics::Reached::silent);
    statistics.request(3s, net + 99, bad, Statistics::Reached::outside);
    const auto json = statistics.json();
    CAPTURE(json);
    const auto line =
        GENERATE("\"requests\": 29", "\"valid\": 28", "\"invalid\": 1", "\"invalid_reasons\": {\"via-branch\": 1}",
                 "\"methods\": {\"OPTIONS\": 28}", "\"to_devices\": 28", "\"to_silent\": 1", "\"outside\": 1",
                 "\"addresses_asked\": 25", "\"most_to_one_address\": 3", "\"most_to_one_address_at\": \"10.1.0.19\"",
                 "\"peak_per_second\": 27", "\"peak_per_second_24\": 22", "\"peak_per_second_24_at\": \"10.1.0.0/24\"",
                 "\"minimum_gap_ms\": 200.000000", "\"minimum_gap_at\": \"10.1.0.19\"", "\"first_request\": 0.000000",
                 "\"seconds\": 3.000000");
    CHECK_THAT(json, Catch::Contains(line));
}

TEST_CASE("statistics: nothing asked is well formed too", "[field]")
{
    const auto json = Statistics{}.json();
    CHECK_THAT(json, Catch::StartsWith("{\n  \"requests\": 0,\n") && Catch::EndsWith("\"minimum_gap_at\": null\n}\n"));
}
