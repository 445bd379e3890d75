#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <set>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// Columns: platform vendor model firmware edition verdict listed reason flags row cell.
constexpr std::size_t columns = 11;

std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

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
        return std::pair{verdict.wanted, verdict.wanted_edition};
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
    CHECK(unanimous.status == Status::ready);
    const auto divided = set.judge(phone("HP", "", "4.0.7577.4444"), "lync-online", before_retirement);
    CHECK(divided.status == Status::check);
}
