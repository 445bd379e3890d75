#include "tests/catalog/verdict_case.hpp"

#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

using namespace std::chrono_literals;

constexpr Day sfb_online_lives{2021y / 6 / 1};
constexpr Day after_teams_list{2024y / 10 / 1};

void check_cases(const CatalogSet& set, const std::string& name, Day as_of, std::size_t least)
{
    const auto cases = verdict_cases(name);
    REQUIRE(cases.size() >= least);
    for (const auto& expected : cases)
        check_case(set, expected, as_of);
}

std::size_t rows_named_in(const std::string& name)
{
    std::set<std::string> rows;
    for (const auto& expected : verdict_cases(name))
        if (!expected.row.empty()) rows.insert(expected.row);
    return rows.size();
}

} // namespace

TEST_CASE("verdicts: the worked cases of the list certified for Skype for Business", "[catalog][judge]")
{
    check_cases(shipped_lists({"sfb"}), "verdict_cases_sfb.tsv", sfb_online_lives, 100);
    CHECK(rows_named_in("verdict_cases_sfb.tsv") == 28); // every row
}

TEST_CASE("verdicts: the worked cases of the list certified for Teams", "[catalog][judge]")
{
    check_cases(shipped_lists({"teams"}), "verdict_cases_teams.tsv", after_teams_list, 88);
    CHECK(rows_named_in("verdict_cases_teams.tsv") == 33); // every row
}

TEST_CASE("verdicts: the worked cases of the list compatible with Teams SIP Gateway", "[catalog][judge]")
{
    check_cases(shipped_lists({"sip-gateway"}), "verdict_cases_sip_gateway.tsv", after_teams_list, 250);
    CHECK(rows_named_in("verdict_cases_sip_gateway.tsv") > 130);
}

TEST_CASE("verdicts: the worked cases of the minimum for Skype for Business Online", "[catalog][judge]")
{
    check_cases(shipped_lists({"sfb-online-minimum"}), "verdict_cases_sfb_online_minimum.tsv", sfb_online_lives, 85);
    CHECK(rows_named_in("verdict_cases_sfb_online_minimum.tsv") == 4); // every row
}

TEST_CASE("verdicts: the worked cases of all shipped lists together", "[catalog][judge]")
{
    check_cases(shipped_lists({"lync", "sfb", "sfb-online-minimum", "sip-gateway", "teams"}),
                "verdict_cases_all_lists.tsv", sfb_online_lives, 20);
}

TEST_CASE("teams: a certification holds on the day it ends, and what the firmware was stays known after it",
          "[catalog][judge]")
{
    const auto set = shipped_lists({"teams"});
    const auto on = [&set](const char* firmware, Day day) {
        return set.judge(phone("Yealink", "MP54", firmware), "teams", day);
    };
    CHECK(on("122.15.0.135", Day{2027y / 8 / 15}).code == VerdictCode::qualified);
    for (const auto& [firmware, relation] :
         {std::pair{"122.15.0.135", "relation=qualified"}, std::pair{"122.15.0.107", "relation=older-than-qualified"},
          std::pair{"122.15.0.157", "relation=newer-than-qualified"}}) {
        CAPTURE(firmware);
        const auto verdict = on(firmware, Day{2027y / 8 / 16});
        CHECK(verdict.code == VerdictCode::certification_ended);
        CHECK(verdict.status == Status::not_listed);
        CHECK(verdict.listed == Listed::yes);
        CHECK(verdict.wanted == std::vector<std::string>{"122.15.0.135"});
        CHECK(std::ranges::count(verdict.flags, relation) == 1);
    }
    // What cannot be compared, and what is not known, has no relation that could be kept.
    CHECK(on("122.9.0.5", Day{2027y / 8 / 16}).code == VerdictCode::undetermined);
    CHECK(on("", Day{2027y / 8 / 16}).code == VerdictCode::firmware_unknown);
}

TEST_CASE("teams: of a phone in the end-of-life table nothing is known before its day", "[catalog][judge]")
{
    const auto set = shipped_lists({"teams"});
    const auto on = [&set](Day day) { return set.judge(phone("Yealink", "VP59", "91.15.0.16"), "teams", day); };
    CHECK(on(Day{2023y / 8 / 5}).code == VerdictCode::no_data);
    CHECK(on(Day{2023y / 8 / 5}).listed == Listed::unknown);
    CHECK(on(Day{2023y / 8 / 6}).code == VerdictCode::certification_ended);
    CHECK(on(Day{2023y / 8 / 6}).row == "Yealink VP59");
}

TEST_CASE("sip-gateway: what is wanted are the approved version and the minimum", "[catalog][judge]")
{
    const auto set = shipped_lists({"sip-gateway"});
    const auto wanted = [&set](const char* vendor, const char* model) {
        return set.judge(phone(vendor, model, ""), "teams-sip-gateway", after_teams_list).wanted;
    };
    using Versions = std::vector<std::string>;
    CHECK(wanted("AudioCodes", "430HD") == Versions{"2.2.16.681", "3.2.1"});
    CHECK(wanted("Cisco", "CP-8851") == Versions{"12.0.3", "11.1.1"});
    CHECK(wanted("Yealink", "T46S") == Versions{"66.86.5.1", "83"});
    CHECK(wanted("Yealink", "W56H") == Versions{"61.85.0.56"});
    CHECK(wanted("Polycom", "VVX 410") == Versions{"5.9.7.3480", "5.9.5"});
    CHECK(wanted("Yealink", "W70B") == Versions{"146.85.5.4", "146.85.5.2", "146.85.5.3"});
}

TEST_CASE("models: letters that mean other hardware lead to no row", "[catalog][models]")
{
    const auto set = shipped_lists({"sfb", "teams", "sip-gateway", "sfb-online-minimum"});
    struct Stranger {
        const char* vendor;
        const char* model;
        const char* platform;
    };
    constexpr Stranger strangers[] = {
        {"AudioCodes", "440HDG", "sfb-server"},
        {"AudioCodes", "440HDG", "teams-sip-gateway"},
        {"AudioCodes", "450HD", "sfb-server"},
        {"AudioCodes", "430HD", "teams"},
        {"AudioCodes", "405", "sfb-server"},
        {"Polycom", "CX500", "sfb-online"},
        {"AudioCodes", "C455HD-DBW", "teams"},
        {"Polycom", "Trio C60 NR", "sfb-server"},
        {"Polycom", "VVX 1500", "sfb-online"},
        {"AudioCodes", "420HD", "sfb-server"},
        {"Cisco", "CP-8865NR", "teams-sip-gateway"},
        {"Cisco", "CP-8832NR", "teams-sip-gateway"},
        {"Yealink", "MP52", "sfb-server"},
        {"Yealink", "MP50 E2", "teams"},
        {"Yealink", "SIP-T58W", "sfb-server"},
        {"Yealink", "SIP-T58V", "sfb-server"},
        {"Yealink", "SIP-T57W", "teams"},
        {"Yealink", "SIP-T53C", "teams-sip-gateway"},
        {"Yealink", "SIP-T46", "sfb-server"},
        {"Yealink", "W90B", "teams-sip-gateway"},
        {"Crestron", "UC-P100-T", "sfb-server"},
        {"Crestron", "UC-P8-Z", "teams"},
        {"Gigaset", "N510 IP PRO", "teams-sip-gateway"},
        {"Gigaset", "N870H IP PRO", "teams-sip-gateway"},
        {"Algo", "8180", "teams-sip-gateway"},
        {"Algo", "8028", "teams-sip-gateway"},
        {"Snom", "D735M", "teams-sip-gateway"},
        {"Lenovo", "ThinkSmart View Plus", "teams"},
    };
    for (const auto& stranger : strangers) {
        CAPTURE(stranger.vendor, stranger.model, stranger.platform);
        const auto verdict = set.judge(phone(stranger.vendor, stranger.model, ""), stranger.platform, after_teams_list);
        CHECK(verdict.code == VerdictCode::model_not_in_catalog);
    }
}
