#include "tests/field/phone_health.hpp"
#include "tests/field/site_file.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan::field;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

constexpr std::uint32_t net = 127U << 24 | 42U << 16;
constexpr auto datagram = PhoneHealth::Packet::datagram;
constexpr auto connection = PhoneHealth::Packet::connection;

struct Watched {
    explicit Watched(const std::string& lines)
        : site{read_site_text("play 127.42.0.0/23\n" + lines + "\n", "test.site")}, health{site, statistics}
    {
    }
    PlayedDevice device(std::uint32_t host = 7) const { return site.at(net + host).value(); }
    bool hears(Stamp when, std::uint32_t host = 7) { return health.hears(when, device(host)); }

    Site site;
    HealthStatistics statistics;
    PhoneHealth health;
};

} // namespace

TEST_CASE("fragile phone: more than so many packets within a second silence it, for a time", "[field]")
{
    Watched field("device 127.42.0.7-8 silent-above=3 silent-for=10s");
    for (int i = 0; i < 20; ++i) // a steady 3 a second is borne
        CHECK(field.hears(1s + i * 334ms));
    CHECK(field.hears(20s));
    CHECK(field.hears(20s));
    CHECK(field.hears(20s));
    CHECK_FALSE(field.hears(20s + 999ms));
    CHECK(field.health.is_silent(21s, field.device()));
    CHECK(field.hears(21s, 8)); // its neighbour is another phone
    CHECK_FALSE(field.hears(30s));
    CHECK(field.hears(31s)); // 10 s after it fell silent
    CHECK_FALSE(field.health.is_silent(31s, field.device()));
    const auto silences = field.health.take_silences();
    REQUIRE(silences.size() == 1);
    CHECK(silences[0].phone == field.device().address);
    CHECK(silences[0].until == 30s + 999ms);
    CHECK(field.health.take_silences().empty());
}

TEST_CASE("fragile phone: two packets that are too close silence it, for good", "[field]")
{
    Watched field("device 127.42.0.7 silent-gap=20ms");
    CHECK(field.hears(1s));
    CHECK(field.hears(1s + 20ms));
    CHECK_FALSE(field.hears(1s + 39ms));
    CHECK_FALSE(field.hears(24h));
    CHECK(field.health.is_silent(24h, field.device()));
    CHECK(field.health.take_silences().at(0).until == Stamp::max());
}

TEST_CASE("other phones bear everything", "[field]")
{
    Watched field("device 127.42.0.7");
    for (int i = 0; i < 1000; ++i)
        CHECK((field.hears(1s) && field.health.may_answer(1s, field.device())));
    CHECK_FALSE(field.health.is_silent(1s, field.device()));
}

TEST_CASE("answer limit: so many answers lie in any second, and no more", "[field]")
{
    Watched field("device 127.42.0.7 answer-limit=2");
    const auto answers = [&field](Stamp when) { return field.health.may_answer(when, field.device()); };
    CHECK(answers(1s));
    CHECK(answers(1s + 900ms));
    CHECK_FALSE(answers(1s + 999ms));
    CHECK(answers(2s));
    CHECK_FALSE(answers(2s + 800ms));
    CHECK(answers(2s + 900ms));
    CHECK_THAT(field.statistics.json_lines(), Contains("\"answers_withheld\": 2,"));
}

TEST_CASE("bottleneck: passes on so many packets within a second, from all of its block together", "[field]")
{
    Watched field("bottleneck 127.42.0.0/24 rate=100");
    int passed = 0, beside = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) { // 1,000 a second
        passed += field.health.passes(1s + i * 1ms, net + i % 256, datagram);
        beside += field.health.passes(1s + i * 1ms, net + 256 + i % 256, datagram);
    }
    CHECK(passed == 100);
    CHECK(beside == 1000);
    CHECK(field.health.passes(1s + 500ms, net, connection)); // its SYN would come again
    CHECK(field.health.passes(3s, net, datagram));
    CHECK_THAT(field.statistics.json_lines(),
               Contains("\"bottleneck_dropped\": 900,") && Contains("\"bottleneck_overloads\": 0,"));
}

TEST_CASE("bottleneck: one that goes silent passes nothing on for its time, and then begins anew", "[field]")
{
    Watched field("bottleneck 127.42.0.0/24 rate=10 silent-for=5s");
    field.statistics.packet(1s, net, true);
    for (std::uint32_t i = 0; i < 10; ++i)
        CHECK(field.health.passes(1s, net + i, datagram));
    CHECK_FALSE(field.health.passes(1s + 500ms, net + 10, datagram));
    CHECK_FALSE(field.health.passes(5s, net + 10, datagram));
    CHECK_FALSE(field.health.passes(5s, net + 10, connection));
    for (std::uint32_t i = 0; i < 10; ++i)
        CHECK(field.health.passes(6s + 500ms, net + i, i % 2 == 0 ? datagram : connection));
    CHECK_FALSE(field.health.passes(6s + 500ms, net, connection));
    CHECK_THAT(field.statistics.json_lines(), Contains("\"bottleneck_overloads\": 2,") &&
                                                  Contains("\"bottleneck_first_overload\": 0.500000,") &&
                                                  Contains("\"bottleneck_dropped\": 4,"));
}

TEST_CASE("health statistics: who fell silent, when and why, and the busiest seconds", "[field]")
{
    Watched field("device 127.42.0.7-8 silent-above=1 silent-for=1s\ndevice 127.42.0.9 silent-gap=5ms");
    const auto send = [&field](Stamp when, std::uint32_t host) {
        field.statistics.packet(when, net + host, true);
        field.hears(when, host);
    };
    for (const auto& [when, host] : {std::pair{1000ms, 7U}, {1250ms, 7U}, {1300ms, 7U}, {1500ms, 9U}, {1502ms, 9U}})
        send(when, host);
    send(10s, 7);
    send(10s, 7);
    for (int i = 0; i < 5; ++i)
        field.statistics.packet(20s, net + 200, false); // nobody is there
    const auto json = field.statistics.json_lines();
    CAPTURE(json);
    const auto line = GENERATE(
        "\"peak_packets_per_second\": 5,", "\"peak_to_one_phone\": 3,", "\"peak_to_one_phone_at\": \"127.42.0.7\",",
        "\"phones_fell_silent\": 2,", "\"falls_silent\": 3,", "\"packets_to_silent_phones\": 1,",
        "\"fell_silent\": [{\"address\": \"127.42.0.7\", \"second\": 0.250000, \"cause\": \"rate\"}, "
        "{\"address\": \"127.42.0.9\", \"second\": 0.502000, \"cause\": \"gap\"}, {\"address\": \"127.42.0.7\", "
        "\"second\": 9.000000, \"cause\": \"rate\"}],");
    CHECK_THAT(json, Contains(line));
    CHECK_THAT(field.statistics.text(), Contains("2 phones fell silent, the first (127.42.0.7) after 0.250 s"));
}
