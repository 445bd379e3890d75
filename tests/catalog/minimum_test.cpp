#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

Verdict at_gate(const std::string& vendor, const std::string& model, const std::string& firmware,
                const std::string& edition = {}, Day day = before_retirement)
{
    return judged_for("gateway", model, firmware, day, vendor, edition);
}

std::string reason(const Verdict& verdict)
{
    CHECK(verdict.code == VerdictCode::undetermined);
    CHECK(verdict.status == Status::check);
    return verdict.reason;
}

Day day_of(int year, unsigned month, unsigned day)
{
    return Day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

} // namespace

TEST_CASE("decision table 9: the approved version is qualified, whatever the minimum", "[catalog][judge]")
{
    CHECK(at_gate("Cord", "C 1", "2.2.16", "SIP").code == VerdictCode::qualified);
    CHECK(at_gate("Acme", "Desk 21", "34.72.0.75").code == VerdictCode::qualified); // the row contradicts itself
    CHECK(has_flag(at_gate("Acme", "Desk 21", "34.72.0.75"), "min>approved"));
}

TEST_CASE("decision table 11: what cannot be held against the minimum is undetermined", "[catalog][judge]")
{
    CHECK(reason(at_gate("Cord", "C 1", "2.2.17", "SIP")) == "edition");
    CHECK(reason(at_gate("Cord", "C 1", "3.2.1")) == "edition"); // of no known line
    CHECK(reason(at_gate("Acme", "Desk 41", "66.9.0.45")) == "edition");
    CHECK(reason(at_gate("Acme", "Desk 41", "three")) == "observed-unparsable");
    CHECK(reason(at_gate("Bell Works", "Hall 5", "5.9")) == "observed-unparsable");
}

TEST_CASE("decision table 11: a minimum above the approved version decides nothing else", "[catalog][judge]")
{
    for (const auto* firmware : {"34.72.0.80", "34.83.0.1", "34.86.0.1", "34.60.0.1"})
        CHECK(reason(at_gate("Acme", "Desk 21", firmware)) == "min>approved");
    CHECK(reason(at_gate("Acme", "Desk 21", "34.9.0.1")) == "edition");              // weighs more
    CHECK(reason(at_gate("Acme", "Desk 21", "?")) == "min>approved");                // weighs more than the unreadable
    CHECK(at_gate("Cord", "C 1", "3.2.1", "UC").code == VerdictCode::meets_minimum); // other lines are no contradiction
}

TEST_CASE("decision table: blanks around a firmware do not count, an address is none", "[catalog][judge]")
{
    CHECK(at_gate("Bell Works", "Hall 5", "\xc2\xa0 6.4.3.58\t\xc2\xa0").code == VerdictCode::qualified);
    for (const auto* const firmware : {"192.168.1.5", "172.16.0.9", "127.0.0.1"})
        CHECK(reason(at_gate("Bell Works", "Hall 5", firmware)) == "observed-unparsable");
}

TEST_CASE("decision table: an edition that the numbering does not know is another one", "[catalog][judge]")
{
    CHECK(reason(at_gate("Cord", "C 1", "UC_3.2.1", "Zoom")) == "edition");
    CHECK(reason(at_gate("Cord", "C 1", "2.2.16", "Zoom")) == "edition");
    CHECK(reason(at_gate("Acme", "Desk 41", "66.86.5.1", "Open SIP")) == "edition");
    CHECK(at_gate("Bell Works", "Hall 5", "6.4.3.58", "Zoom").code == VerdictCode::qualified); // numbers without lines
}

TEST_CASE("decision table 12: below, at and above the minimum", "[catalog][judge]")
{
    const auto below = at_gate("Cord", "C 1", "UC_3.1.3.144");
    CHECK(below.code == VerdictCode::below_minimum);
    CHECK(below.status == Status::upgrade);
    CHECK(below.listed == Listed::yes);
    CHECK(below.cell == "3.2.1 / 2.2.16");
    CHECK(below.wanted == std::vector<std::string>{"2.2.16", "3.2.1"});
    CHECK(below.wanted_lines == std::vector<WantedLine>{{"SIP", false}, {"UC", true}});
    for (const auto* firmware : {"3.2.1", "3.2.1.0", "3.2.1.7", "3.3", "4.0"})
        CHECK(at_gate("Cord", "C 1", firmware, "UC").code == VerdictCode::meets_minimum);
    CHECK(at_gate("Cord", "C 1", "3.2", "UC").code == VerdictCode::below_minimum);
}

TEST_CASE("minimums: what a partial one leaves out does not count", "[catalog][judge]")
{
    for (const auto* firmware : {"66.83.0.1", "66.84.193.5", "7.86.0.5", "108.89.0.0"})
        CHECK(at_gate("Acme", "Desk 41", firmware).code == VerdictCode::meets_minimum);
    for (const auto* firmware : {"66.82.0.999", "1.60.0.0"})
        CHECK(at_gate("Acme", "Desk 41", firmware).code == VerdictCode::below_minimum);
    for (const auto* firmware : {"5.9.5", "5.9.5.1", "5.9.6A", "5.9.6.1", "6.0.0.1"})
        CHECK(at_gate("Bell Works", "Hall 5", firmware).code == VerdictCode::meets_minimum);
    // Which build the letter stands for is not known, nor whether that is one of 5.9.5 or before it.
    CHECK(reason(at_gate("Bell Works", "Hall 5", "5.9.5A")) == "release-letter");
    for (const auto* firmware : {"5.9.4.9999", "5.8.9A", "4.0.0"})
        CHECK(at_gate("Bell Works", "Hall 5", firmware).code == VerdictCode::below_minimum);
    // A phone cannot report its firmware as a list writes it.
    CHECK(reason(at_gate("Acme", "Desk 41", "86")) == "observed-unparsable");
}

TEST_CASE("minimums: a lettered release is met by its build, and by what is above its number", "[catalog][judge]")
{
    const auto at_floor = [](const std::string& firmware) {
        static const auto set = programmes({"floor"});
        return set.judge(phone("Bell Works", "Hall 9", firmware), "cloud", before_retirement);
    };
    CHECK(at_floor("5.4.0A").code == VerdictCode::meets_minimum);
    CHECK(at_floor("5.4.0.300").code == VerdictCode::meets_minimum);
    CHECK(at_floor("5.4.1.1").code == VerdictCode::meets_minimum);
    CHECK(at_floor("5.4.0.200").code == VerdictCode::below_minimum);
    CHECK(at_floor("5.3.9.999").code == VerdictCode::below_minimum);
    CHECK(reason(at_floor("5.4.0.400")) == "release-letter");
}

TEST_CASE("minimums: an excepted version is below, its neighbours are not", "[catalog][judge]")
{
    CHECK(at_gate("Acme", "Desk 41", "66.84.0.46").code == VerdictCode::below_minimum);
    CHECK(at_gate("Acme", "Desk 41", "66.84.0.45").code == VerdictCode::meets_minimum);
    CHECK(at_gate("Acme", "Desk 41", "66.84.0.47").code == VerdictCode::meets_minimum);
}

TEST_CASE("minimums: an approved version without a minimum is judged as a listed one", "[catalog][judge]")
{
    CHECK(at_gate("Acme", "Base 56", "61.85.0.56").code == VerdictCode::qualified);
    CHECK(at_gate("Acme", "Base 56", "61.85.0.55").code == VerdictCode::older_than_qualified);
    CHECK(at_gate("Acme", "Base 56", "61.86.0.1").code == VerdictCode::newer_than_qualified);
    CHECK(reason(at_gate("Acme", "Base 56", "62.85.0.56")) == "platform-code");
    CHECK(at_gate("Acme", "Base 56", "").code == VerdictCode::firmware_unknown);
}

TEST_CASE("minimums: a vendor's row counts last, and only for models of its own numbering", "[catalog][judge]")
{
    const auto set = programmes({"floor"});
    const auto judged = [&](const std::string& model, const std::string& firmware) {
        return set.judge(phone("Bell Works", model, firmware), "cloud", before_retirement);
    };
    CHECK(judged("Hall 9", "5.4.1.1").row == "Certified Hall series");
    CHECK(judged("Wall 9", "5.4.1.1").row == "Any other Bell");
    CHECK(judged("Wall 9", "5.4.1.1").code == VerdictCode::meets_minimum);
    CHECK(reason(judged("Old 9", "5.4.1.1")) == "scheme");
    CHECK(judged("", "5.4.1.1").code == VerdictCode::model_unknown);
}

TEST_CASE("several rows for one model: any of their versions counts", "[catalog][judge]")
{
    const auto first = at_gate("Bell Works", "Hall 6", "5.9.0.100");
    CHECK(first.code == VerdictCode::qualified);
    CHECK(first.row == "Bell Works | Hall 6");
    CHECK(has_flag(first, "duplicate-rows"));
    const auto second = at_gate("Bell Works", "Hall 6", "5.3.0.50");
    CHECK(second.code == VerdictCode::qualified);
    CHECK(second.row == "Bell Works | Hall 6 again");
    const auto between = at_gate("Bell Works", "Hall 6", "5.4.0.1");
    CHECK(between.code == VerdictCode::older_than_qualified);
    CHECK(between.row == "Bell Works | Hall 6");
    CHECK(between.wanted == std::vector<std::string>{"5.9.0.100", "5.3.0.50"});
    CHECK(has_flag(between, "between"));
    const auto below = at_gate("Bell Works", "Hall 6", "5.2.0.1");
    CHECK(below.row == "Bell Works | Hall 6 again"); // it holds the nearest above
    CHECK(at_gate("Bell Works", "Hall 6", "6.0.0.1").code == VerdictCode::newer_than_qualified);
    CHECK(at_gate("Bell Works", "Hall 6", "").row == "Bell Works | Hall 6");
}

TEST_CASE("releases: named in the document, never qualified by it", "[catalog][judge]")
{
    const auto listed = at_gate("Bell Works", "Hall 6", "5.9.1.8");
    CHECK(listed.code == VerdictCode::newer_than_qualified);
    CHECK(has_flag(listed, "listed-release"));
    CHECK_FALSE(has_flag(listed, "recalled"));
    const auto recalled = at_gate("Bell Works", "Hall 5", "5.9.1.7");
    CHECK(recalled.code == VerdictCode::below_minimum);
    CHECK(has_flag(recalled, "listed-release"));
    CHECK(has_flag(recalled, "recalled"));
    CHECK_FALSE(has_flag(at_gate("Bell Works", "Hall 5", "5.9.1.8"), "listed-release")); // another model's
}

TEST_CASE("accessories: no phone, no nearest entry", "[catalog][judge]")
{
    const auto verdict = at_gate("Bell Works", "EXP50", "5.9.0.100");
    CHECK(verdict.code == VerdictCode::model_not_in_catalog);
    CHECK(std::ranges::none_of(verdict.flags, [](const auto& flag) { return flag.find("EXP") != std::string::npos; }));
    CHECK(std::ranges::none_of(at_gate("Bell Works", "EXP40", "").flags,
                               [](const auto& flag) { return flag.find("EXP") != std::string::npos; }));
}

TEST_CASE("decision table 15: after its last day a certification has ended, and what it said stays", "[catalog][judge]")
{
    const auto on_last_day = at_gate("Bell Works", "Hall 7", "5.9.0.100", "", day_of(2023, 8, 5));
    CHECK(on_last_day.code == VerdictCode::qualified);
    CHECK(has_flag(on_last_day, "eol=2021-10-04"));
    const auto ended = at_gate("Bell Works", "Hall 7", "5.9.0.100", "", day_of(2023, 8, 6));
    CHECK(ended.code == VerdictCode::certification_ended);
    CHECK(ended.status == Status::not_listed);
    CHECK(ended.listed == Listed::yes);
    CHECK(ended.wanted == std::vector<std::string>{"5.9.0.100"});
    CHECK(has_flag(ended, "relation=qualified"));
    CHECK_FALSE(has_flag(ended, "duplicate-rows"));
    const auto relation = [](const std::string& model, const std::string& firmware) {
        const auto verdict = at_gate("Bell Works", model, firmware, "", day_of(2026, 1, 1));
        CHECK(verdict.code == VerdictCode::certification_ended);
        for (const auto& flag : verdict.flags)
            if (flag.starts_with("relation=")) return flag.substr(9);
        return std::string{};
    };
    CHECK(relation("Hall 7", "5.8.0.1") == "older-than-qualified");
    CHECK(relation("Hall 7", "6.0.0.1") == "newer-than-qualified");
    CHECK(relation("Hall 9", "5.9.0.1") == "meets-minimum");
    CHECK(relation("Hall 9", "5.8.9.1") == "below-minimum");
    // Where nothing is known of the firmware there is no relation to keep.
    CHECK(at_gate("Bell Works", "Hall 7", "", "", day_of(2026, 1, 1)).code == VerdictCode::firmware_unknown);
    CHECK(reason(at_gate("Bell Works", "Hall 7", "?", "", day_of(2026, 1, 1))) == "observed-unparsable");
}

TEST_CASE("end of life: a row without firmware ends, and before that says nothing", "[catalog][judge]")
{
    for (const auto* firmware : {"", "5.9.0.100"}) {
        const auto before = at_gate("Bell Works", "Hall 8", firmware, "", day_of(2021, 10, 4));
        CHECK(before.code == VerdictCode::no_data);
        CHECK(before.listed == Listed::unknown);
        const auto after = at_gate("Bell Works", "Hall 8", firmware, "", day_of(2021, 10, 5));
        CHECK(after.code == VerdictCode::certification_ended);
        CHECK(after.listed == Listed::no);
        CHECK(has_flag(after, "multi-model-row"));
        CHECK(std::ranges::none_of(after.flags, [](const auto& flag) { return flag.starts_with("relation="); }));
    }
}

TEST_CASE("end of life: its rows are no nearest entry", "[catalog][judge]")
{
    const auto verdict = at_gate("Bell Works", "Hall 80", "");
    CHECK(has_flag(verdict, "nearest=Bell Works Hall 9"));
}
