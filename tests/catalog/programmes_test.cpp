#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("programmes: the first list with a row decides, says its level, and the others are shown", "[catalog][judge]")
{
    const auto strong = judged_for("server", "Hall 1", "5.9.0.100");
    CHECK(strong.code == VerdictCode::qualified);
    CHECK(strong.catalog == "strong");
    CHECK(strong.row == "Bell Works | Hall 1 (shared mode only)");
    CHECK(has_flag(strong, "level=strong"));
    CHECK(has_flag(strong, "also=weak:newer-than-qualified"));
    CHECK(has_flag(strong, "upgradeable-to-teams"));
    CHECK(has_flag(strong, "mode-limited=shared"));

    const auto weak = judged_for("server", "Hall 3", "5.3.0.50");
    CHECK(weak.code == VerdictCode::qualified);
    CHECK(weak.catalog == "weak");
    CHECK(has_flag(weak, "level=backward-compatible"));
    CHECK(weak.cell == "5.3.0.50"); // of the old server's column
}

TEST_CASE("programmes: a weaker level never repairs what a stronger one says", "[catalog][judge]")
{
    const auto older = judged_for("server", "Hall 1", "5.3.0.50");
    CHECK(older.code == VerdictCode::older_than_qualified);
    CHECK(older.catalog == "strong");
    CHECK(has_flag(older, "also=weak:qualified"));
    const auto excluded = judged_for("cloud", "Hall 2", "5.3.0.50");
    CHECK(excluded.code == VerdictCode::not_tested);
    CHECK(has_flag(excluded, "on-prem-only"));
    CHECK(has_flag(excluded, "also=weak:qualified"));
    CHECK(has_flag(excluded, "also=floor:below-minimum"));
    CHECK(std::ranges::count_if(excluded.flags, [](const auto& flag) { return flag.starts_with("also="); }) == 2);
}

TEST_CASE("programmes: a platform with one programme has no levels and no carry-over", "[catalog][judge]")
{
    const auto verdict = judged_for("old-server", "Hall 1", "5.3.0.50");
    CHECK(verdict.code == VerdictCode::qualified);
    CHECK(verdict.flags.empty());
    const auto newer = judged_for("old-server", "Hall 1", "5.9.0.100");
    CHECK(newer.code == VerdictCode::newer_than_qualified);
    CHECK(has_flag(newer, "newer-policy=unsupported"));
    CHECK(judged_for("old-server", "Wall 1", "1.1.1.1").code == VerdictCode::model_not_in_catalog);
}

TEST_CASE("programmes: below the minimum outweighs what is ready or newer, and nothing else", "[catalog][judge]")
{
    const auto below = judged_for("cloud", "Hall 3", "5.3.0.50");
    CHECK(below.code == VerdictCode::no_data); // the programme's cell is blank: the minimum changes nothing
    CHECK(has_flag(below, "also=floor:below-minimum"));

    const auto meets = judged_for("cloud", "Hall 1", "5.9.0.100");
    CHECK(meets.code == VerdictCode::qualified);
    CHECK(has_flag(meets, "also=floor:meets-minimum"));
    CHECK(has_flag(meets, "level=strong"));

    // The weaker programme alone: qualified there, and below what the platform connects.
    const auto set = programmes({"weak", "floor"});
    const auto outweighed = set.judge(phone("Bell Works", "Hall 2", "5.3.0.50"), "cloud", before_retirement);
    CHECK(outweighed.code == VerdictCode::below_minimum);
    CHECK(outweighed.status == Status::upgrade);
    CHECK(outweighed.catalog == "floor");
    CHECK(outweighed.row == "Certified Hall series");
    CHECK(outweighed.cell == "5.4.0A");
    CHECK(has_flag(outweighed, "series"));
    CHECK(has_flag(outweighed, "also=weak:qualified"));
    CHECK(set.action(phone("Bell Works", "Hall 2", "5.3.0.50"), outweighed) ==
          "Install 5.4.0A or newer (now 5.3.0.50).");
    const auto newer = set.judge(phone("Bell Works", "Hall 2", "5.3.0.51"), "cloud", before_retirement);
    CHECK(newer.code == VerdictCode::below_minimum);
    CHECK(has_flag(newer, "also=weak:newer-than-qualified"));
    const auto older = set.judge(phone("Bell Works", "Hall 2", "5.2.0.1"), "cloud", before_retirement);
    CHECK(older.code == VerdictCode::older_than_qualified);
    CHECK(has_flag(older, "also=floor:below-minimum"));
}

TEST_CASE("programmes: the minimum is no programme: what none of their lists has is not listed", "[catalog][judge]")
{
    const auto below = judged_for("cloud", "Desk 1", "28.8.1.51", before_retirement, "Acme");
    CHECK(below.code == VerdictCode::model_not_in_catalog);
    CHECK(below.catalog == "strong");
    CHECK(below.row.empty());
    CHECK(has_flag(below, "also=floor:below-minimum"));
    const auto meets = judged_for("cloud", "Desk 1", "35.9.0.1", before_retirement, "Acme");
    CHECK(meets.code == VerdictCode::model_not_in_catalog);
    CHECK(meets.listed == Listed::no);
    CHECK(has_flag(meets, "also=floor:meets-minimum"));
}

TEST_CASE("programmes: without a programme's list the minimum decides alone", "[catalog][judge]")
{
    const auto alone = programmes({"floor"});
    const auto below = alone.judge(phone("Acme", "Desk 1", "28.8.1.51"), "cloud", before_retirement);
    CHECK(below.code == VerdictCode::below_minimum);
    CHECK(below.catalog == "floor");
    CHECK(has_flag(below, "wildcard"));
    CHECK(has_flag(below, "series"));
    const auto meets = alone.judge(phone("Acme", "Desk 1", "35.9.0.1"), "cloud", before_retirement);
    CHECK(meets.code == VerdictCode::meets_minimum);
    CHECK(meets.status == Status::ready);
    CHECK(alone.judge(phone("Cord", "C 1", "1.1"), "cloud", before_retirement).code ==
          VerdictCode::model_not_in_catalog);
    CHECK(alone.judge(phone("Cord", "C 1", "1.1"), "server", before_retirement).code ==
          VerdictCode::platform_not_covered);
}

TEST_CASE("programmes: no row anywhere; the first list says so, the nearest may be another's", "[catalog][judge]")
{
    const auto verdict = judged_for("cloud", "Tall 1", "5.9.0.100", before_retirement, "Cord");
    CHECK(verdict.code == VerdictCode::model_not_in_catalog);
    CHECK(verdict.catalog == "strong");
    CHECK(std::ranges::none_of(verdict.flags, [](const auto& flag) { return flag.starts_with("level="); }));
    const auto set = programmes({"strong", "weak"});
    const auto nearest = set.judge(phone("Bell Works", "Hall 4", "5.9.0.100"), "old-server", before_retirement);
    CHECK(has_flag(nearest, "nearest=Bell Works Hall 3"));
    const auto other = programmes({"gate", "own"});
    CHECK(has_flag(other.judge(phone("Cord", "C 2", ""), "gateway", before_retirement), "nearest=Cord | C 1"));
}

TEST_CASE("programmes: a list of one's own is asked after those of the programmes", "[catalog][judge]")
{
    const auto certified = judged_for("server", "Hall 3", "9.9.9.9");
    CHECK(certified.catalog == "weak");
    CHECK(has_flag(certified, "also=own:qualified"));
    const auto own = judged_for("server", "CD", "CD-18781Y.200410.067", before_retirement, "Dial");
    CHECK(own.catalog == "own");
    CHECK(own.code == VerdictCode::qualified);
    CHECK(own.flags.empty()); // it has no level
    const auto unknown_platform = judged_for("bare", "Hall 3", "9.9.9.9");
    CHECK(unknown_platform.catalog == "own");
    CHECK(unknown_platform.code == VerdictCode::qualified);
}

TEST_CASE("programmes: a note says what a list of another platform has, and changes no verdict", "[catalog][judge]")
{
    const auto noted = judged_for("gateway", "Hall 1", "5.9.0.100");
    CHECK(noted.code == VerdictCode::model_not_in_catalog);
    CHECK(has_flag(noted, "strongly-certified"));
    const auto set = programmes({"strong", "gate"});
    CHECK(set.action(phone("Bell Works", "Hall 1", ""), noted) ==
          "Not on the list (nearest entry: Bell Works | Hall 5): plan a replacement. "
          "Strongly certified: it may still work.");
    const auto plain = judged_for("gateway", "Hall 3", "5.9.0.100");
    CHECK_FALSE(has_flag(plain, "strongly-certified"));
    CHECK_FALSE(has_flag(judged_for("gateway", "Hall 5", "5.9.5.1"), "strongly-certified"));
}

TEST_CASE("programmes: an accessory is no phone of a series", "[catalog][judge]")
{
    const auto list = programmes_data() / "accessory.xml";
    const auto set = CatalogSet::load(std::array{list}, programmes_data() / "version_schemes.xml");
    const auto judge = [&](const std::string& model) {
        return set.judge(phone("Bell Works", model, "5.9.5.1"), "gateway", before_retirement).code;
    };
    CHECK(judge("Hall 5") == VerdictCode::meets_minimum);
    for (const auto* const accessory : {"EXP50", "EXP 50", "Bell Works EXP50 supported on Hall 6", "50"}) {
        CAPTURE(accessory);
        CHECK(judge(accessory) == VerdictCode::model_not_in_catalog);
    }
}

TEST_CASE("programmes: which lists are asked for a platform", "[catalog]")
{
    using Names = std::vector<std::string>;
    const auto set = programmes({"strong", "weak", "floor", "gate", "own"});
    CHECK(set.lists_asked("server") == Names{"strong", "weak", "own"});
    CHECK(set.lists_asked("cloud") == Names{"strong", "weak", "floor"});
    CHECK(set.lists_asked("bare") == Names{"own"});
    CHECK(set.lists_asked("nowhere").empty());
    const auto weak = programmes({"weak"});
    CHECK(weak.lists_asked("server") == Names{"weak"});
    CHECK(weak.covered_platforms() == Names{"old-server", "old-cloud", "cloud", "server"});
    CHECK(programmes({"gate"}).covered_platforms() == Names{"gateway"}); // a note covers nothing
    const auto shipped = shipped_catalogs();
    CHECK(shipped.catalogs().front().level_title == "qualified for Lync");
    CHECK(shipped.lists_asked("sfb-server") == Names{"lync"});
    const auto lync = shipped.catalogs().front();
    CHECK(lync.asked_for == Names{"sfb-online", "sfb-server"});
    CHECK(lync.is_asked_for("sfb-server"));
    CHECK(lync.is_asked_for("lync-online"));
    CHECK_FALSE(lync.is_asked_for("teams"));
}

TEST_CASE("judging: several platforms at once come out as one by one", "[catalog][judge]")
{
    const auto set = programmes({"strong", "weak", "floor", "gate", "own"});
    const std::vector<std::string> platforms = {"cloud", "server", "gateway", "nowhere"};
    auto torn = phone("Bell Works", "Hall 1", "5.9.0.100");
    torn.conflicts = {{"firmware", {{"5.9.0.100", Field::sip_user_agent}, {"5.3.0.50", Field::sip_server}}}};
    for (const auto& identity : {phone("Bell Works", "Hall 1", "5.3.0.50"), phone("", "", ""), torn}) {
        const auto verdicts = set.judge(identity, platforms, before_retirement);
        REQUIRE(verdicts.size() == platforms.size());
        for (std::size_t i = 0; i < platforms.size(); ++i) {
            const auto alone = set.judge(identity, platforms[i], before_retirement);
            CHECK(verdicts[i].platform == platforms[i]);
            CHECK(verdicts[i].code == alone.code);
            CHECK(verdicts[i].flags == alone.flags);
            CHECK(verdicts[i].reason == alone.reason);
        }
    }
}
