#include "scanner/said_store.hpp"

#include "scanner/judge_devices.hpp"
#include "scanner/report/csv.hpp"
#include "scanner/report/json_lines.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

#include <random>
#include <sstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

WallClock::time_point seconds_after(int seconds)
{
    return WallClock::time_point{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}} +
           std::chrono::seconds{seconds};
}

bool is_equal(const Observation& a, const Observation& b)
{
    return a.source.address == b.source.address && a.source.port == b.source.port && a.source.mac == b.source.mac &&
           a.source.record == b.source.record && a.field == b.field && a.value == b.value && a.channel == b.channel &&
           a.time == b.time && a.since == b.since;
}

bool are_equal(const Observations& a, const Observations& b)
{
    return std::ranges::equal(a, b, is_equal);
}

Observations all_of(const SaidStore& store)
{
    Observations all;
    for (std::size_t part = 0; part < store.size(); ++part)
        store.append(part, all);
    return all;
}

/// A site where few things are said by many, from few addresses, so that all that can meet does.
class RandomSite {
public:
    explicit RandomSite(unsigned seed) : random_{seed} {}

    Observations answer()
    {
        Observations said;
        Observation one;
        one.source = source();
        one.time = below(20) == 0 ? WallClock::time_point{} : seconds_after(static_cast<int>(below(3)) * 100'000);
        if (below(8) == 0) one.since = one.time - std::chrono::hours{1};
        for (auto count = 1 + below(3); count != 0; --count) {
            put_word(one);
            said.push_back(one);
            if (below(10) == 0) one.source.port = static_cast<std::uint16_t>(below(3));
            if (below(10) == 0) one.source = source();
        }
        return said;
    }

private:
    unsigned below(unsigned end) { return std::uniform_int_distribution<unsigned>{0, end - 1}(random_); }

    Source source()
    {
        Source source;
        const auto number = below(24);
        if (number < 16)
            source.address = boost::asio::ip::make_address(fmt::format("10.0.{}.{}", number % 3, number));
        else if (number < 19)
            source.address = boost::asio::ip::make_address(fmt::format("2001:db8::{}", number));
        else if (number < 21)
            source.record = number;
        if (number == 22 || below(6) == 0) source.mac = mac();
        source.port = 5060;
        return source;
    }

    MacAddress mac() { return *MacAddress::parse(fmt::format("00:15:65:00:aa:{:02x}", below(6))); }

    void put_word(Observation& one)
    {
        static const std::vector<std::pair<Field, std::string>> words = {
            {Field::sip_user_agent, "PolycomVVX-VVX_410-UA/5.3.0.12074"},
            {Field::sip_user_agent, "Yealink SIP-T48G 35.8.1.52"},
            {Field::sip_user_agent, "PolycomVVX-VVX_411-UA/6.3.1.8427_64167f251288"},
            {Field::sip_user_agent, "Linksys/SPA-962-6.1.5(a) (4MM00F903042)"},
            {Field::sip_user_agent, "nobody knows this"},
            {Field::sip_server, "Asterisk PBX 13.1"},
            {Field::sip_status, "200 OK"},
            {Field::sip_allow, ""},
            {Field::http_title, "nobody knows this"},
            {Field::cdp_address, "10.0.1.1"},
            {Field::tls_version, "TLS 1.0"}};
        one.channel = below(2) == 0 ? Channel::sip_udp : Channel::https;
        if (below(12) == 0) {
            one.field = Field::mac;
            one.value = mac().to_string();
            one.channel = Channel::neighbours;
            return;
        }
        std::tie(one.field, one.value) = words[below(static_cast<unsigned>(words.size()))];
    }

    std::mt19937 random_;
};

struct Reports {
    std::string csv;
    std::string json;
};

RunSummary a_run()
{
    RunSummary run;
    run.scan = "20261123T001022Z-00000000";
    run.site = "hq";
    run.platforms = {"lync-server-2013"};
    return run;
}

Reports reports_of(const std::vector<Finding>& findings)
{
    const ReportOptions all{.all_devices = true};
    std::ostringstream csv;
    std::ostringstream json;
    write_csv(csv, a_run(), findings, all);
    write_json_lines(json, a_run(), findings, all);
    return {csv.str(), json.str()};
}

} // namespace

TEST_CASE("what devices said is kept as it arrived, each text once", "[scanner]")
{
    const auto banner = [](const char* address, const char* text) {
        return seen_from(address, Field::sip_user_agent, text);
    };
    SaidStore store;
    store.add({});
    CHECK(store.size() == 0);
    const Observations first{banner("10.0.0.9", "Acme 1"), seen_from("10.0.0.9", Field::sip_status, "200")};
    auto second = first;
    for (auto& said : second)
        said.source.address = boost::asio::ip::make_address("10.0.0.8");
    const Observations third{banner("10.0.0.8", "Acme 2"), banner("10.0.0.7", "Acme 1")};
    store.add(first);
    store.add(second);
    store.add(third);
    REQUIRE(store.size() == 4);
    CHECK(store[0].words == store[1].words);
    CHECK(store[2].words != store[3].words);
    CHECK(store[0].words->front().text == store[3].words->front().text);

    const SaidGroups groups{store};
    REQUIRE(groups.size() == 3);
    CHECK(groups.address_of(0).to_string() == "10.0.0.7");
    Observations said;
    groups.read(1, said);
    CHECK(are_equal(said, {second[0], second[1], third[0]}));
    groups.read(2, said);
    CHECK(are_equal(said, first));
    CHECK(SaidGroups{SaidStore{}}.size() == 0);
}

TEST_CASE("same words: of one part, with an address, a time and no hardware address", "[scanner]")
{
    const auto at = [](const char* address, Field field, const char* text) {
        auto said = seen_from(address, field, text);
        said.time = seconds_after(1);
        return Observations{said};
    };
    SaidStore store;
    store.add(at("10.0.0.1", Field::sip_user_agent, "Acme"));
    store.add(at("10.0.0.2", Field::sip_user_agent, "Acme"));
    store.add(at("10.0.0.3", Field::sip_server, "Acme"));
    auto framed = at("10.0.0.4", Field::sip_user_agent, "Acme");
    framed.front().source.mac = *MacAddress::parse("00156500aa11");
    store.add(framed);
    store.add(at("10.0.0.5", Field::mac, "00:15:65:00:aa:11"));
    store.add(at("10.0.0.6", Field::sip_user_agent, "Acme"));
    store.add(at("10.0.0.6", Field::sip_user_agent, "Acme"));
    store.add(Observations{seen_from("10.0.0.7", Field::sip_user_agent, "Acme")}); // at no known time
    store.add(at("0.0.0.0", Field::sip_user_agent, "Acme"));
    const SaidGroups groups{store};
    REQUIRE(groups.size() == 8);
    REQUIRE(groups.same_words(0).has_value());
    REQUIRE(groups.same_words(1).has_value());
    REQUIRE(groups.same_words(2).has_value());
    CHECK(groups.same_words(0)->words == groups.same_words(1)->words);
    CHECK(groups.same_words(0)->words != groups.same_words(2)->words);
    CHECK(groups.same_words(0)->time == seconds_after(1));
    for (std::size_t group = 3; group < groups.size(); ++group)
        CHECK_FALSE(groups.same_words(group).has_value());
}

TEST_CASE("devices of a store are those of its observations, and so are their reports", "[scanner]")
{
    const auto seed = GENERATE(range(1U, 41U));
    CAPTURE(seed);
    RandomSite site{seed};
    SaidStore store;
    Observations all;
    for (int i = 0; i < 60; ++i) {
        const auto said = site.answer();
        store.add(said);
        all.insert(all.end(), said.begin(), said.end());
    }
    REQUIRE(are_equal(all_of(store), all));

    const GroupedObservations expected_groups{all};
    const SaidGroups groups{store};
    REQUIRE(groups.size() == expected_groups.size());
    Observations expected;
    Observations said;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        expected_groups.read(group, expected);
        groups.read(group, said);
        CHECK(are_equal(said, expected));
        CHECK(groups.address_of(group) == expected_groups.address_of(group));
    }

    const std::set<MacAddress> lent{*MacAddress::parse("00:15:65:00:aa:05")};
    const auto run = a_run();
    const auto catalogs = shipped_lists({"lync"});
    const auto held = judge_devices(devices_of(all, shipped(), "hq", lent), run, catalogs);
    DeviceSource source{groups, shipped(), lent};
    DeviceJudge judge{run, catalogs};
    std::vector<Finding> read;
    source.for_each_device("hq", [&](Device device) { read.push_back(judge.judge(std::move(device))); });
    REQUIRE(read.size() == held.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        CHECK(read[i].device.key == held[i].device.key);
        CHECK(read[i].device.firmware_heard == held[i].device.firmware_heard);
        CHECK(read[i].codes == held[i].codes);
        CHECK(are_equal(DeviceDetails{read[i].device}.observations(), held[i].device.observations));
    }
    const auto from_store = reports_of(read);
    const auto from_memory = reports_of(held);
    CHECK(from_store.csv == from_memory.csv);
    CHECK(from_store.json == from_memory.json);
}
