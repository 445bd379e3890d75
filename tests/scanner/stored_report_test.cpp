#include "scanner/report/row.hpp"
#include "scanner/stored_choice.hpp"
#include "scanner/stored_report.hpp"
#include "scanner/usage_error.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;
using std::chrono::hours;

namespace {

constexpr hours day{24};
const auto now = std::chrono::floor<std::chrono::seconds>(WallClock::now());

constexpr auto vvx = "PolycomVVX-VVX_410-UA/5.3.0.12074";      // what the list of Lync Server 2013 names
constexpr auto older_vvx = "PolycomVVX-VVX_410-UA/4.1.4.7430"; // below

struct Said {
    const char* address;
    const char* mac; ///< null: none was seen
    Field field;
    const char* value;
    Channel channel = Channel::sip_udp;
    bool is_dated = true;
};

struct SiteStore {
    /// A run that ended `age` ago, in which all of this was said.
    std::int64_t add(const std::string& site, const std::string& command, hours age, std::vector<Said> said,
                     bool has_ended = true)
    {
        const auto time = now - age;
        NewScan scan{.id = fmt::format("run-{}", ++runs),
                     .site = site,
                     .command = command,
                     .started = time,
                     .plan = {},
                     .targets = StoredTargets{AddressSet{{{0x0a000000, 0x0a0000ff}}}, {}, {}}};
        scan.plan.ports = {5060};
        const auto number = store.begin(scan);
        ScanNews news;
        for (const auto& one : said) {
            Observation observation{
                {}, one.field, one.value, one.channel, one.is_dated ? time : WallClock::time_point{}};
            if (one.address != nullptr) observation.source.address = boost::asio::ip::make_address(one.address);
            if (one.mac != nullptr) observation.source.mac = *MacAddress::parse(one.mac);
            news.words.push_back({static_cast<std::int64_t>(news.words.size()), {observation}});
        }
        news.states.answered = {1, 2};
        news.states.refused = {3};
        news.progress = StoredProgress{.passes = {10, 4}, .answered_tries = 2, .unsent = {}, .elapsed = {}};
        store.record(number, news);
        if (!has_ended) return number;
        StoredOutcome outcome;
        outcome.coverage.targets = 256;
        outcome.coverage.answered = 2;
        outcome.coverage.silent = 254;
        store.set_outcome(number, outcome, true);
        store.finish(number);
        const auto ended = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
        Database database{store.file(), Database::Access::write};
        database.query("UPDATE scan SET ended = ? WHERE scan = ?").bind(std::int64_t{ended}, number).run();
        return number;
    }

    RunResult report(const StoredChoice& choice)
    {
        RunSummary run;
        run.platforms = {"lync-server-2013"};
        run.catalogs = catalogs.catalogs();
        run.as_of = std::chrono::floor<std::chrono::days>(now);
        const auto ages = is_of_sites(choice) ? std::optional{now} : std::nullopt;
        return judge_stored(store, chosen_runs(store, choice), shipped(), catalogs, run, ages);
    }

    RunResult merged(int days = 400) { return report({.site = "HQ", .since = std::chrono::days{days}}); }

    TemporaryDirectory directory;
    Store store = Store::open(directory / "store.db", false);
    CatalogSet catalogs = shipped_lists({"lync"});
    int runs = 0;
};

std::string cell(const RunResult& result, std::size_t row, std::string_view column)
{
    const auto columns = row_columns(result.run.platforms);
    const auto at = std::ranges::find(columns, column);
    REQUIRE(at != columns.end());
    const auto rows = report_rows(result.findings, false);
    REQUIRE(row < rows.size());
    return row_cells(*rows[row], result.run)[static_cast<std::size_t>(at - columns.begin())];
}

std::size_t rows_of(const RunResult& result)
{
    return report_rows(result.findings, false).size();
}

} // namespace

TEST_CASE("a phone that moved between runs is one device at its newest address")
{
    SiteStore site;
    site.add("HQ", "scan", hours{72}, {{"10.0.0.7", "0004f2aabbcc", Field::sip_user_agent, vvx}});
    site.add("HQ", "scan", hours{1}, {{"10.0.0.9", "0004f2aabbcc", Field::sip_user_agent, vvx}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "ip") == "10.0.0.9");
    CHECK(cell(result, 0, "scan") == "run-2");
    CHECK(cell(result, 0, "first_seen") == iso_time(now - hours{72}));
    CHECK(cell(result, 0, "last_seen") == iso_time(now - hours{1}));
    CHECK(result.run.runs.starts_with("2 scans of 1 site"));
}

TEST_CASE("the newest direct word on the firmware stands")
{
    SiteStore site;
    site.add("HQ", "scan", hours{80}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}});
    site.add("HQ", "scan", hours{2}, {{"10.0.0.7", nullptr, Field::sip_user_agent, older_vvx}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "firmware") == "4.1.4.7430");
    CHECK(cell(result, 0, "conflicts").empty());
    CHECK(cell(result, 0, "lync-server-2013.verdict") == "older-than-qualified");
}

TEST_CASE("a newer word of the same field counts though no fingerprint reads it")
{
    SiteStore site;
    site.add("HQ", "scan", hours{72}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}});
    site.add("HQ", "scan", hours{1}, {{"10.0.0.7", nullptr, Field::sip_user_agent, "Unheard-of 9.0.0-rc1 (custom)"}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "firmware").empty());
    CHECK(cell(result, 0, "lync-server-2013.verdict") != "qualified");
}

TEST_CASE("a row of a table is as old as the run that read it")
{
    SiteStore site;
    site.add("HQ", "read", 80 * day, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx, Channel::imported, false}});
    const auto alone = site.merged();
    REQUIRE(rows_of(alone) == 1);
    CHECK(cell(alone, 0, "lync-server-2013.verdict") == "firmware-unknown");
    CHECK(cell(alone, 0, "last_seen") == iso_time(now - 80 * day));

    site.add("HQ", "scan", hours{1}, {{"10.0.0.7", nullptr, Field::sip_user_agent, older_vvx}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "firmware") == "4.1.4.7430");
    CHECK(cell(result, 0, "conflicts").empty());
}

TEST_CASE("what says nothing of the firmware does not make a contradiction older")
{
    SiteStore site;
    site.add("HQ", "scan", hours{25}, {{"10.0.0.7", nullptr, Field::sip_user_agent, older_vvx}});
    site.add("HQ", "scan", hours{23}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}});
    site.add("HQ", "scan", hours{0}, {{"10.0.0.7", nullptr, Field::sip_allow, "INVITE, ACK"}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "lync-server-2013.verdict") == "undetermined");
}

TEST_CASE("contradictions within a day are shown, and make the verdict undetermined where they matter")
{
    SiteStore site;
    site.add("HQ", "scan", hours{10}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}});
    site.add("HQ", "scan", hours{2}, {{"10.0.0.7", nullptr, Field::sip_user_agent, older_vvx}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK_FALSE(cell(result, 0, "conflicts").empty());
    CHECK(cell(result, 0, "lync-server-2013.verdict") == "undetermined");
    CHECK(cell(result, 0, "lync-server-2013.reason") == "conflict");
}

TEST_CASE("firmware that was heard last over thirty days ago is unknown")
{
    SiteStore site;
    site.add("HQ", "scan", 40 * day, {{"10.0.0.7", "0004f2aabbcc", Field::sip_user_agent, vvx}});
    site.add("HQ", "listen", hours{2},
             {{nullptr, "0004f2aabbcc", Field::lldp_med_model, "VVX 410", Channel::lldp},
              {nullptr, "0004f2aabbcc", Field::lldp_med_manufacturer, "Polycom", Channel::lldp}});
    const auto result = site.merged();
    REQUIRE(rows_of(result) == 1);
    CHECK(cell(result, 0, "model") == "VVX 410");
    CHECK(cell(result, 0, "firmware").empty());
    CHECK(cell(result, 0, "lync-server-2013.verdict") == "firmware-unknown");
    CHECK(cell(result, 0, "lync-server-2013.flags").find("last-firmware=5.3.0.12074") != std::string::npos);

    SECTION("but not in a report on that run alone")
    {
        const auto alone = site.report({.ids = {"run-1"}});
        REQUIRE(rows_of(alone) == 1);
        CHECK(cell(alone, 0, "firmware") == "5.3.0.12074");
        CHECK(cell(alone, 0, "lync-server-2013.verdict") == "qualified");
    }
    SECTION("and a report over fewer days does not know of it")
    {
        const auto later = site.merged(30);
        REQUIRE(rows_of(later) == 1);
        CHECK(cell(later, 0, "lync-server-2013.flags").find("last-firmware") == std::string::npos);
    }
}

TEST_CASE("sites are not mixed up")
{
    SiteStore site;
    site.add("HQ", "scan", hours{3}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}});
    site.add("Branch", "scan", hours{2}, {{"10.0.0.7", nullptr, Field::sip_user_agent, older_vvx}});
    const auto result = site.report({.all = true});
    REQUIRE(rows_of(result) == 2);
    CHECK(cell(result, 0, "site") == "Branch");
    CHECK(cell(result, 0, "firmware") == "4.1.4.7430");
    CHECK(cell(result, 1, "site") == "HQ");
    CHECK(cell(result, 1, "firmware") == "5.3.0.12074");
    CHECK(result.run.coverage.targets == 512);
}

TEST_CASE("a run that was cut off says so, and its coverage adds up")
{
    SiteStore site;
    site.add("HQ", "scan", hours{3}, {{"10.0.0.7", nullptr, Field::sip_user_agent, vvx}}, false);
    const auto result = site.report({});
    const auto& coverage = result.run.coverage;
    CHECK(coverage.targets == 256);
    CHECK(coverage.answered == 2);
    CHECK(coverage.refused == 1);
    CHECK(coverage.silent == 7);
    CHECK(coverage.unsent == 246);
    REQUIRE(result.run.incomplete.size() == 1);
    CHECK(result.run.incomplete.front().find("--resume") != std::string::npos);
}

TEST_CASE("which runs a report is of")
{
    SiteStore site;
    CHECK_THROWS_AS(chosen_runs(site.store, {}), UsageError);
    site.add("HQ", "scan", 50 * day, {});
    site.add("HQ", "scan", hours{3}, {});
    site.add("Branch", "scan", hours{2}, {});
    CHECK(chosen_runs(site.store, {}).front().runs.front().id == "run-3");
    CHECK(chosen_runs(site.store, {.site = "HQ"}).front().runs.size() == 1);
    const auto both = chosen_runs(site.store, {.site = "HQ", .since = std::chrono::days{60}});
    REQUIRE(both.front().runs.size() == 2);
    CHECK(both.front().runs.front().id == "run-2");
    CHECK(chosen_runs(site.store, {.all = true}).size() == 2);
    CHECK(chosen_runs(site.store, {.ids = {"run-1"}}).front().runs.front().id == "run-1");
    CHECK_THROWS_AS(chosen_runs(site.store, {.ids = {"run-"}}), UsageError);
    CHECK_THROWS_AS(chosen_runs(site.store, {.ids = {"other"}}), UsageError);
    CHECK_THROWS_AS(chosen_runs(site.store, {.site = "Elsewhere"}), UsageError);
    CHECK_THROWS_AS(chosen_runs(site.store, {.site = "HQ", .all = true}), UsageError);
    CHECK_THROWS_AS(chosen_runs(site.store, {.since = std::chrono::days{3}}), UsageError);

    SECTION("as of an earlier day, what came later is no part of it")
    {
        const auto then = chosen_runs(site.store, {.site = "HQ", .now = now - 49 * day});
        REQUIRE(then.front().runs.size() == 1);
        CHECK(then.front().runs.front().id == "run-1");
    }
}
