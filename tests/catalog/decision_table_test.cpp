#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::filesystem::path trial_data()
{
    return PHONESCAN_SOURCE_DIR "/tests/catalog/data";
}

CatalogSet trial_catalogs()
{
    const std::array files = {trial_data() / "trial.xml", trial_data() / "second.xml"};
    return CatalogSet::load(files, trial_data() / "version_schemes.xml");
}

Verdict judged(const std::string& model, const std::string& firmware, std::string_view platform = "first",
               const std::string& edition = {})
{
    static const auto set = trial_catalogs();
    return set.judge(phone("Acme", model, firmware, edition), platform, before_retirement);
}

bool has_flag(const Verdict& verdict, std::string_view flag)
{
    return std::ranges::find(verdict.flags, flag) != verdict.flags.end();
}

} // namespace

TEST_CASE("decision table 1: a platform that no list has", "[catalog][judge]")
{
    const auto verdict = judged("Desk 100", "3.2.10", "third");
    CHECK(verdict.code == VerdictCode::platform_not_covered);
    CHECK(verdict.status == Status::uncovered);
    CHECK(verdict.listed == Listed::unknown);
    CHECK(verdict.row.empty());
    // It comes before everything that the phone could have told.
    CHECK(judged("", "", "third").code == VerdictCode::platform_not_covered);
}

TEST_CASE("decision table 2: a family's name fits several rows, and nothing names a model", "[catalog][judge]")
{
    const auto vague = judged("Desk", "3.2.10");
    CHECK(vague.code == VerdictCode::model_ambiguous);
    CHECK(vague.listed == Listed::unknown);
    CHECK(has_flag(vague, "candidate=Acme Desk 100 | with handset"));
    CHECK(has_flag(vague, "candidate=Acme Desk 200 and 210"));
    CHECK(judged("", "3.2.10").code == VerdictCode::model_unknown);
    CHECK(judged("Phone", "3.2.10").code == VerdictCode::model_unknown);
    CHECK(judged("Acme", "3.2.10").code == VerdictCode::model_unknown);
}

TEST_CASE("decision table 3: no row", "[catalog][judge]")
{
    const auto verdict = judged("Desk 205", "3.2.10");
    CHECK(verdict.code == VerdictCode::model_not_in_catalog);
    CHECK(verdict.listed == Listed::no);
    CHECK(verdict.catalog == "trial");
    CHECK(has_flag(verdict, "nearest=Acme Desk 200 and 210"));
}

TEST_CASE("decision table 4 to 7: what a cell says without a version needs no firmware", "[catalog][judge]")
{
    for (const auto* firmware : {"", "3.2.10"}) {
        CHECK(judged("Desk 100", firmware, "second").code == VerdictCode::not_tested);
        CHECK(judged("Desk 100", firmware, "second").listed == Listed::no);
        CHECK(judged("Desk 210", firmware).code == VerdictCode::discontinued);
        CHECK(judged("Desk 210", firmware).listed == Listed::no);
        CHECK(judged("Desk 210", firmware, "second").code == VerdictCode::no_data);
        CHECK(judged("Desk 210", firmware, "second").listed == Listed::unknown);
        CHECK(judged("Wall 301", firmware).code == VerdictCode::companion_required);
        CHECK(judged("Wall 301", firmware).listed == Listed::unknown);
    }
}

TEST_CASE("decision table 8: a listed phone of unknown firmware", "[catalog][judge]")
{
    for (const auto* firmware : {"", "  "}) {
        const auto verdict = judged("Desk 100", firmware);
        CHECK(verdict.code == VerdictCode::firmware_unknown);
        CHECK(verdict.listed == Listed::yes);
        CHECK(verdict.wanted == std::vector<std::string>{"3.2.10", "3.4.10"});
    }
}

TEST_CASE("decision table 9: any of the listed versions is qualified", "[catalog][judge]")
{
    CHECK(judged("Desk 100", "3.2.10").code == VerdictCode::qualified);
    CHECK(judged("Desk 100", "3.4.10").code == VerdictCode::qualified);
    CHECK(judged("Desk 100", "3.4.010").code == VerdictCode::qualified); // numbers, not text
    CHECK(judged("Wall 42", "7.4.10", "second").code == VerdictCode::qualified);
    CHECK(judged("Wall 42", "x.4.10", "second").reason == "observed-unparsable"); // a phone cannot be "any"
}

TEST_CASE("decision table 10: nothing to compare with, and the weightiest reason why", "[catalog][judge]")
{
    const auto reason = [](const Verdict& verdict) {
        CHECK(verdict.code == VerdictCode::undetermined);
        CHECK(verdict.listed == Listed::yes);
        return verdict.reason;
    };
    CHECK(reason(judged("Desk 100", "4.2.10")) == "platform-code");
    CHECK(reason(judged("Desk 100", "4.12.10")) == "platform-code"); // before the edition
    CHECK(reason(judged("Desk 100", "3.12.10")) == "edition");
    CHECK(reason(judged("Desk 100", "3.2.10", "first", "Home")) == "edition"); // it contradicts itself
    CHECK(reason(judged("Desk 100", "3.20.10")) == "edition");                 // of no known edition
    CHECK(reason(judged("Desk 100", "V20Bb")) == "scheme");
    CHECK(reason(judged("Desk 100", "V20Bb", "first", "Home")) == "edition"); // before the scheme
    CHECK(reason(judged("Desk 100", "three")) == "observed-unparsable");
    CHECK(reason(judged("Desk 100", "3.4")) == "observed-unparsable"); // it may be 3.4.10 and may not
    CHECK(reason(judged("Desk 300", "3.4.1")) == "cell-truncated");
    CHECK(reason(judged("Desk 300", "3.4.1", "second")) == "release-letter");
    CHECK(reason(judged("Desk 300", "3.4B", "second")) == "release-letter");
    CHECK(reason(judged("Old 1", "V20Bb", "second")) == "cell-unparsable");
    CHECK(reason(judged("Old 1", "3.2.10", "second")) == "scheme");     // before the cell
    CHECK(reason(judged("Old 1", "?", "second")) == "cell-unparsable"); // before what was observed
    // Newer than one listed version and incomparable with the other: not newer than all.
    CHECK(reason(judged("Wall 42", "5.4.11", "second")) == "edition");
}

TEST_CASE("decision table 13: lower than a listed version; between two the next higher is wanted first",
          "[catalog][judge]")
{
    const auto below = judged("Desk 100", "3.1.99");
    CHECK(below.code == VerdictCode::older_than_qualified);
    CHECK(below.wanted.front() == "3.2.10");
    CHECK_FALSE(has_flag(below, "between"));
    const auto between = judged("Desk 100", "3.3.1");
    CHECK(between.code == VerdictCode::older_than_qualified);
    CHECK(between.wanted == std::vector<std::string>{"3.4.10", "3.2.10"});
    CHECK(has_flag(between, "between"));
    CHECK(judged("Desk 300", "3.3.99").code == VerdictCode::older_than_qualified);
    CHECK(judged("Old 1", "V20Ba").code == VerdictCode::older_than_qualified);
}

TEST_CASE("decision table 14: higher than every listed version; only a list that says so calls it unsupported",
          "[catalog][judge]")
{
    const auto verdict = judged("Desk 100", "3.4.11");
    CHECK(verdict.code == VerdictCode::newer_than_qualified);
    CHECK(verdict.status == Status::newer);
    CHECK_FALSE(has_flag(verdict, "newer-policy=unsupported"));
    CHECK(has_flag(judged("Desk 900", "3.4.11", "second"), "newer-policy=unsupported"));
}

TEST_CASE("flags: what is said of a row comes with every verdict from it", "[catalog][judge]")
{
    CHECK(has_flag(judged("Desk 210", ""), "multi-model-row"));
    CHECK(has_flag(judged("Desk 210", "", "second"), "catalog-suspect"));
    CHECK(has_flag(judged("D100", "3.2.10"), "alias"));
    CHECK_FALSE(has_flag(judged("Desk 100", "3.2.10"), "alias"));
    CHECK(has_flag(judged("Wall 301", ""), "series"));
    CHECK(judged("D100", "3.2.10").row == "Acme Desk 100 | with handset");
}

TEST_CASE("several lists: the first that covers the platform and has the model decides", "[catalog][judge]")
{
    CHECK(judged("Desk 100", "3.2.10", "second").catalog == "trial");
    CHECK(judged("Desk 100", "3.2.10", "second").code == VerdictCode::not_tested); // a weaker list repairs nothing
    CHECK(judged("Desk 900", "3.2.10", "second").catalog == "second");
    CHECK(judged("Desk 900", "3.2.10", "first").code == VerdictCode::model_not_in_catalog);
    CHECK(judged("Desk 999", "3.2.10", "second").catalog == "trial");
}
