#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// `topic: sentence` lines.
std::string story(const Identity& identity, std::string_view platform, Day day = before_retirement)
{
    static const auto set = programmes({"strong", "weak", "floor", "gate", "own"});
    std::string text;
    for (const auto& step : set.explain(identity, platform, day))
        text += std::string{name_of(step.topic)} + ": " + step.text + "\n";
    return text;
}

Day day_of(int year)
{
    return Day{std::chrono::year{year}, std::chrono::month{11}, std::chrono::day{1}};
}

} // namespace

TEST_CASE("explain: programmes one after another, what each says and which decides", "[catalog][explain]")
{
    CHECK(story(phone("Bell Works", "Hall 1", "5.3.0.50"), "server", day_of(2026)) ==
          R"story(verdict: older-than-qualified for server (The server): Needs other firmware
platform: retired since 2025-10-14
lists: strong (Strongly certified), then weak (once qualified, by its column old-server), then own; the first that has a row for the model decides
list: strong: "Strongly certified phones" of 2021-01-01, 5 years 10 months old: more than a year, look for a newer one
row: "Bell Works | Hall 1 (shared mode only)", line 10 of the document: the model's own
cell: "5.9.0.100": qualified is 5.9.0.100
firmware: 5.3.0.50 is older than 5.9.0.100
note: the row is flagged upgradeable-to-teams
note: the row is flagged mode-limited=shared
note: counts as level=strong
list: strong comes to older-than-qualified, which decides
list: weak: "Once qualified phones" of 2018-01-01, 8 years 10 months old: more than a year, look for a newer one
row: "Bell Works Hall 1", line 6 of the data file: the model's own
cell: "5.3.0.50": qualified is 5.3.0.50
firmware: 5.3.0.50 is equal to 5.3.0.50
note: counts as level=backward-compatible
list: weak comes to qualified, which stands beside the verdict
list: own: "What we tried ourselves" of 2024-01-01, 2 years 10 months old: more than a year, look for a newer one
row: "Bell", line 26 of the data file: for the whole series
cell: "5.9.0.100": qualified is 5.9.0.100
firmware: 5.3.0.50 is older than 5.9.0.100
note: the row is flagged series
list: own comes to older-than-qualified, which stands beside the verdict
)story");
}

TEST_CASE("explain: minimums, editions and what cannot be compared", "[catalog][explain]")
{
    CHECK(story(phone("Cord", "C 1", "2.2.17", "SIP"), "gateway", day_of(2024)) ==
          R"story(verdict: undetermined for gateway (The gateway): Cannot tell yet
verdict: reason edition: the two are of different lines of firmware, or the phone's line is not known
lists: gate (compatible with the gateway)
list: gate: "Phones for the gateway" of 2024-07-15, 3 months old
row: "Cord | C 1", line 1 of the document: the model's own
cell: "3.2.1 / 2.2.16": approved is SIP 2.2.16, the minimum is UC 3.2.1
firmware: SIP 2.2.17 is newer than 2.2.16
firmware: SIP 2.2.17 is not comparable with the minimum 3.2.1: the two are of different lines of firmware, or the phone's line is not known
list: gate comes to undetermined, which decides
)story");
    const auto excepted = story(phone("Acme", "Desk 41", "66.84.0.46"), "gateway");
    CHECK_THAT(excepted, Catch::Matchers::Contains("the minimum is 83, but not 66.84.0.46"));
    CHECK_THAT(excepted, Catch::Matchers::Contains("66.84.0.46 is excepted from the minimum 83"));
    CHECK_THAT(story(phone("Acme", "Desk 41", ""), "gateway", day_of(2020)),
               Catch::Matchers::Contains("of 2024-07-15, not yet published on that day\n"));
    CHECK_THAT(story(phone("Acme", "Desk 41", ""), "gateway"), Catch::Matchers::Contains("firmware: not known"));
    CHECK_THAT(story(phone("Bell Works", "Hall 3", "5.4.0.300"), "cloud"),
               Catch::Matchers::Contains("minimum firmware: floor (minimum firmware); below it"));
}

TEST_CASE("explain: several rows, releases and an end", "[catalog][explain]")
{
    const auto recalled = story(phone("Bell Works", "Hall 6", "5.9.1.7"), "gateway");
    CHECK_THAT(recalled, Catch::Matchers::Contains("the list names the model in several rows"));
    CHECK_THAT(recalled, Catch::Matchers::Contains("the document names this firmware as recalled"));
    const auto ended = story(phone("Bell Works", "Hall 7", "5.9.0.100"), "gateway", day_of(2024));
    CHECK_THAT(ended, Catch::Matchers::Contains(
                          "end: the certification ended on 2023-08-05; by its firmware the phone was qualified"));
    CHECK_THAT(ended, Catch::Matchers::Contains("end-of-life table has it, too: ended on 2021-10-04"));
    CHECK_THAT(story(phone("Bell Works", "Hall 7", "5.9.0.100"), "gateway", day_of(2022)),
               Catch::Matchers::Contains("end: the certification lasts until 2023-08-05"));
    for (const auto* const firmware : {"", "?"}) // whatever the verdict
        CHECK_THAT(story(phone("Bell Works", "Hall 7", firmware), "gateway", day_of(2024)),
                   Catch::Matchers::Contains("end: the certification ended on 2023-08-05"));
    CHECK_THAT(story(phone("Bell Works", "Hall 8", ""), "gateway"),
               Catch::Matchers::Contains("cell: an end-of-life table, without a firmware"));
}

TEST_CASE("explain: why a platform is retired is told by its source", "[catalog][explain]")
{
    const auto steps = shipped_catalogs().explain(phone("Polycom", "VVX 410", ""), "sfb-server", day_of(2026));
    REQUIRE(steps.size() > 1);
    CHECK(steps[1].topic == VerdictStep::Topic::platform);
    CHECK_THAT(steps[1].text, Catch::Matchers::StartsWith("retired since 2025-10-14 (Microsoft product lifecycle: end "
                                                          "of support of the 2015 and 2019 versions; "));
}

TEST_CASE("explain: no row, no model, no list", "[catalog][explain]")
{
    const auto unlisted = story(phone("Bell Works", "Hall 1", "5.9.0.100"), "gateway");
    CHECK_THAT(unlisted, Catch::Matchers::Contains("row: no row for vendor \"bellworks\", model \"hall1\""));
    CHECK_THAT(unlisted, Catch::Matchers::Contains("note: the nearest entry is Bell Works | Hall 5: another model"));
    CHECK_THAT(unlisted, Catch::Matchers::Contains(
                             "strong (Strongly certified, by its column server) has it: Strongly certified: it may"));
    CHECK_THAT(story(phone("", "", "1"), "gateway"), Catch::Matchers::Contains("no row: no model is known"));
    CHECK_THAT(story(phone("", "Wall 7", "1"), "gateway"), Catch::Matchers::Contains("of an unknown vendor"));
    CHECK_THAT(story(phone("Bell Works", "Hall", "1"), "gateway"),
               Catch::Matchers::Contains("\"Hall\" may be one of several models"));
    CHECK_THAT(story(phone("Bell Works", "Hall", "1"), "gateway"),
               Catch::Matchers::Contains("candidates: Bell Works | Hall 6"));
    CHECK(story(phone("Bell Works", "Hall 1", "1"), "nowhere") ==
          "verdict: platform-not-covered for nowhere: List does not cover this\n"
          "lists: no loaded list is asked for nowhere\n");
}

TEST_CASE("explain: contradicting statements and what each would lead to", "[catalog][explain]")
{
    auto torn = phone("Bell Works", "Hall 1", "5.9.0.100");
    torn.conflicts = {{"firmware", {{"5.9.0.100", Field::sip_user_agent}, {"5.3.0.50", Field::sip_server}}}};
    const auto text = story(torn, "server");
    CHECK_THAT(text, Catch::Matchers::Contains("reason conflict: what the phone says of itself contradicts itself"));
    CHECK_THAT(text, Catch::Matchers::Contains(
                         "read as Bell Works Hall 1 with firmware 5.3.0.50 it would be older-than-qualified"));
}

TEST_CASE("explain: every phone of the worked lists has a story that begins with its verdict", "[catalog][explain]")
{
    const auto set = programmes({"strong", "weak", "floor", "gate", "own"});
    for (const auto* vendor : {"Bell Works", "Acme", "Cord", "Echo", ""})
        for (const auto* model : {"Hall 1", "Hall 6", "Hall 8", "Desk 21", "C 1", "8851", ""})
            for (const auto* firmware : {"", "5.9.0.100", "34.72.0.75", "12-0-3MPP", "?"})
                for (const auto* platform : {"server", "cloud", "gateway", "bare"}) {
                    const auto identity = phone(vendor, model, firmware);
                    const auto steps = set.explain(identity, platform, before_retirement);
                    const auto verdict = set.judge(identity, platform, before_retirement);
                    REQUIRE(steps.size() >= 2);
                    CHECK(steps.front().text.starts_with(name_of(verdict.code)));
                    const auto decides = std::ranges::count_if(
                        steps, [](const VerdictStep& step) { return step.text.ends_with(", which decides"); });
                    CHECK(decides == (verdict.row.empty() ? 0 : 1));
                }
}
