#include "tests/catalog/verdict_case.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// Columns: platform vendor model firmware edition verdict listed reason flags row cell.
constexpr std::size_t columns = 11;

std::vector<std::vector<std::string>> verdict_cases()
{
    std::ifstream file{PHONESCAN_SOURCE_DIR "/tests/catalog/verdict_cases.tsv"};
    std::string line;
    std::getline(file, line); // the column names
    std::vector<std::vector<std::string>> cases;
    while (std::getline(file, line))
        cases.push_back(split(line, '\t'));
    return cases;
}

} // namespace

TEST_CASE("verdicts: every worked case comes out with its verdict, row, cell, reason and flags", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const auto cases = verdict_cases();
    REQUIRE(cases.size() > 400);
    std::set<std::string> rows;
    for (const auto& expected : cases) {
        REQUIRE(expected.size() == columns);
        CAPTURE(expected[0], expected[1], expected[2], expected[3], expected[4]);
        const auto verdict =
            set.judge(phone(expected[1], expected[2], expected[3], expected[4]), expected[0], before_retirement);
        CHECK(name_of(verdict.code) == expected[5]);
        CHECK(name_of(verdict.listed) == expected[6]);
        CHECK(verdict.reason == expected[7]);
        CHECK(verdict.row == expected[9]);
        CHECK(verdict.cell == expected[10]);
        for (const auto& flag : split(expected[8], ';')) {
            CAPTURE(flag);
            CHECK((flag.empty() || std::ranges::count(verdict.flags, flag) == 1));
        }
        CHECK((verdict.code == VerdictCode::undetermined) == !verdict.reason.empty());
        CHECK(verdict.platform == expected[0]);
        rows.insert(verdict.row);
    }
    CHECK(rows.size() == 27 + 1); // every row of the list, and none
}

TEST_CASE("verdicts: only the listed version of the listed edition is qualified", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    for (const auto& expected : verdict_cases()) {
        if (expected[5] != "qualified" || expected[3].find('_') != std::string::npos) continue;
        CAPTURE(expected[0], expected[1], expected[2], expected[3]);
        auto firmware = expected[3];
        while (firmware.back() == ' ')
            firmware.pop_back();
        // One more digit, one less, another character: never the same version.
        for (const auto& other : {firmware + "1", firmware.substr(0, firmware.size() - 1), firmware + ".1",
                                  "1" + firmware, firmware + "-", "x" + firmware})
            CHECK(set.judge(phone(expected[1], expected[2], other, expected[4]), expected[0], before_retirement).code !=
                  VerdictCode::qualified);
    }
}

TEST_CASE("verdicts: a retired platform says so from its day on, whatever the verdict", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const Day last{std::chrono::year{2021}, std::chrono::month{7}, std::chrono::day{31}};
    const Day eve{std::chrono::year{2021}, std::chrono::month{7}, std::chrono::day{30}};
    const auto says_retired = [&](const Identity& identity, std::string_view platform, Day day) {
        const auto flags = set.judge(identity, platform, day).flags;
        return std::ranges::count(flags, "platform-retired") == 1;
    };
    const auto listed = phone("Polycom", "VVX 410", "5.4.0.10182");
    CHECK(says_retired(listed, "lync-online", last));
    CHECK_FALSE(says_retired(listed, "lync-online", eve));
    CHECK(says_retired(phone("", "", ""), "lync-online", last));
    CHECK(says_retired(phone("Cisco", "CP-8851", "1"), "lync-online", last));
    CHECK_FALSE(says_retired(listed, "lync-server-2013", last));
    CHECK(says_retired(listed, "lync-server-2010", last));
    CHECK_FALSE(says_retired(listed, "teams", last));
}

TEST_CASE("verdicts: what is wanted are the listed versions with their edition", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const auto wanted = [&](const Identity& identity, std::string_view platform) {
        const auto verdict = set.judge(identity, platform, before_retirement);
        CHECK(verdict.wanted_lines.size() == verdict.wanted.size());
        return std::pair{verdict.wanted, verdict.wanted_lines.empty() ? "" : verdict.wanted_lines.front().edition};
    };
    using Wanted = std::pair<std::vector<std::string>, std::string>;
    CHECK(wanted(phone("AudioCodes", "420HD", ""), "lync-server-2013") == Wanted{{"2.0.1.44.9"}, "UC"});
    CHECK(wanted(phone("Polycom", "SPIP_321", "1.2.3.4"), "lync-server-2010") == Wanted{{"4.1.0.84792"}, ""});
    CHECK(wanted(phone("Polycom", "VVX 410", ""), "lync-online") == Wanted{{"5.4.0A"}, ""});
    CHECK(wanted(phone("Yealink", "T48G", "35.80.0.70"), "lync-server-2013") == Wanted{{"35.7.0.26"}, "Lync/SfB"});
    CHECK(wanted(phone("Spectralink", "8450", "4.6.0.0008"), "lync-online") == Wanted{{}, ""});
    CHECK(wanted(phone("Polycom", "CX500", "4.0.7577.4444"), "lync-online") == Wanted{{}, ""});
}

TEST_CASE("verdicts: every verdict names list and revision", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const auto verdict = set.judge(phone("Cisco", "CP-8851", "11.3.7"), "lync-server-2013", before_retirement);
    CHECK(verdict.catalog == "lync");
    CHECK(verdict.revision == "2018-12-31");
    CHECK(verdict.status == Status::not_listed);
    const auto uncovered = set.judge(phone("Cisco", "CP-8851", "11.3.7"), "teams", before_retirement);
    CHECK(uncovered.status == Status::uncovered);
    const auto unanimous = set.judge(phone("HP", "", "4.0.7577.4444"), "lync-server-2013", before_retirement);
    CHECK(unanimous.code == VerdictCode::model_ambiguous); // the model stays to be found out
    CHECK(unanimous.status == Status::ready);              // whichever of them it is
    const auto divided = set.judge(phone("HP", "", "4.0.7577.4444"), "lync-online", before_retirement);
    CHECK(divided.status == Status::check);
}

namespace {

/// A phone that says two firmwares of itself, in the same field.
Identity torn(std::string firmware, std::string other)
{
    auto identity = phone("Polycom", "VVX 410", firmware);
    identity.conflicts = {{"firmware", {{firmware, Field::sip_user_agent}, {other, Field::sip_server}}}};
    return identity;
}

} // namespace

TEST_CASE("verdicts: contradicting statements that lead to different verdicts leave it open", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const auto judged = [&set](const Identity& identity) {
        return set.judge(identity, "lync-server-2013", before_retirement);
    };
    // Whichever statement was taken first.
    for (const auto& identity : {torn("5.3.0.12074", "5.9.0.9373"), torn("5.9.0.9373", "5.3.0.12074")}) {
        const auto verdict = judged(identity);
        CHECK(verdict.code == VerdictCode::undetermined);
        CHECK(verdict.reason == "conflict");
        CHECK(verdict.status == Status::check);
        CHECK(verdict.listed == Listed::yes);
        CHECK(verdict.row == "Polycom VVX 410");
        CHECK(verdict.cell == "Polycom 5.3.0.12074");
        CHECK(verdict.flags.empty()); // newer-policy would hold for one of the two only
        CHECK(set.action(identity, verdict) == "Look at the phone: what it says of itself contradicts itself.");
    }
    CHECK(judged(torn("5.9.0.9373", "5.8.0.13337")).code == VerdictCode::newer_than_qualified);
    CHECK(judged(torn("5.3.0.12074", "5.3.0.012074")).code == VerdictCode::qualified);
    // Where the firmware does not matter, neither does the conflict.
    const auto cell = set.judge(torn("5.3.0.12074", "5.9.0.9373"), "teams", before_retirement);
    CHECK(cell.code == VerdictCode::platform_not_covered);
}

TEST_CASE("verdicts: a conflict of models or editions counts like one of firmwares", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    auto models = phone("Polycom", "VVX 410", "5.3.0.12074");
    models.conflicts = {{"model", {{"VVX 410", Field::sip_user_agent}, {"VVX 411", Field::lldp_med_model}}}};
    CHECK(set.judge(models, "lync-server-2013", before_retirement).reason == "conflict");
    models.conflicts = {{"model", {{"VVX 410", Field::sip_user_agent}, {"VVX_400", Field::lldp_med_model}}}};
    CHECK(set.judge(models, "lync-server-2013", before_retirement).code == VerdictCode::qualified);

    auto editions = phone("AudioCodes", "420HD", "2.0.1.44.9", "UC");
    editions.conflicts = {{"edition", {{"UC", Field::sip_user_agent}, {"SIP", Field::sip_server}}}};
    CHECK(set.judge(editions, "lync-server-2013", before_retirement).reason == "conflict");
}

TEST_CASE("verdicts: what a PBX or a borrowed MAC says is no statement of the phone", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    const auto judged = [&set](const Identity& identity) {
        return set.judge(identity, "lync-server-2013", before_retirement);
    };
    auto behind_proxy = torn("5.3.0.12074", "13.1");
    behind_proxy.kind = Kind::phone;
    behind_proxy.conflicts.push_back({"kind", {{"phone", Field::sip_user_agent}, {"not-phone", Field::sip_server}}});
    behind_proxy.conflicts.push_back({"vendor", {{"Polycom", Field::sip_user_agent}, {"Asterisk", Field::sip_server}}});
    CHECK(judged(behind_proxy).code == VerdictCode::qualified);

    // In one field nobody can tell who wrote what.
    for (auto& conflict : behind_proxy.conflicts)
        for (auto& said : conflict.values)
            said.field = Field::sip_user_agent;
    CHECK(judged(behind_proxy).reason == "conflict");

    auto proxy_arp = phone("Polycom", "VVX 410", "5.3.0.12074");
    proxy_arp.conflicts = {{"vendor", {{"Polycom", Field::sip_user_agent}, {"Yealink", Field::mac}}}};
    CHECK(judged(proxy_arp).code == VerdictCode::qualified);
}

TEST_CASE("verdicts: more contradictions than can be looked at are a contradiction", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    auto identity = phone("Polycom", "VVX 410", "5.3.0.12074");
    Conflict firmwares{"firmware", {}};
    for (int build = 0; build < 300; ++build)
        firmwares.values.push_back(
            {"5.3.0.12074" + std::string(static_cast<std::size_t>(build), ' '), Field::sip_server});
    identity.conflicts = {firmwares};
    CHECK(set.judge(identity, "lync-server-2013", before_retirement).reason == "conflict");
}

TEST_CASE("verdicts: vendor words before a firmware are no part of it", "[catalog][judge]")
{
    const auto set = shipped_catalogs();
    for (const auto& [vendor, model, firmware] : {
             std::array{"Polycom", "VVX 410", "Polycom 5.3.0.12074"},
             std::array{"Poly", "VVX 410", "POLYCOM 5.3.0.12074"},
             std::array{"AudioCodes", "420HD", "AudioCodes UC420HD_2.0.1.44.9"},
             std::array{"HP", "4120", "Lync Phone Edition 4.0.7577.4444"},
             std::array{"Spectralink", "IP-DECT Server 400", "Spectralink PCS13Eb"},
         }) {
        CAPTURE(vendor, model, firmware);
        const auto verdict = set.judge(phone(vendor, model, firmware), "lync-server-2013", before_retirement);
        CHECK(verdict.code == VerdictCode::qualified);
    }
    for (const auto* firmware : {"Yealink 5.3.0.12074", "UP 5.3.0.12074", "Updater 5.3.0.12074",
                                 "5.3.0.12074 5.3.0.12074", "Lync Phone Edition 5.3.0.12074", "v5.3.0.12074"}) {
        CAPTURE(firmware);
        const auto verdict = set.judge(phone("Polycom", "VVX 410", firmware), "lync-server-2013", before_retirement);
        CHECK(verdict.reason == "observed-unparsable");
    }
}

TEST_CASE("verdicts: a number of several lines without its line is compared with none", "[catalog][judge]")
{
    // 2.0.1.44.9 was built for both of the vendor's lines: only the image's own name or the edition tells which.
    const auto set = shipped_catalogs();
    for (const auto* firmware : {"2.0.1.44.9", "2.0.1.42.5", "2.0.13.121"}) {
        const auto bare = set.judge(phone("AudioCodes", "420HD", firmware), "lync-server-2013", before_retirement);
        CHECK(bare.code == VerdictCode::undetermined);
        CHECK(bare.reason == "edition");
        CHECK(bare.listed == Listed::yes);
    }
    for (const auto* firmware : {"UC420HD_2.0.1.44.9", "UC_2.0.1.44.9", "420HD_UC_2.0.1.44.9"})
        CHECK(set.judge(phone("AudioCodes", "420HD", firmware), "lync-server-2013", before_retirement).code ==
              VerdictCode::qualified);
}
