#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("action: one sentence says what to do about a verdict", "[catalog][advice]")
{
    const auto set = shipped_catalogs();
    const auto action = [&](const Identity& identity, std::string_view platform = "lync-server-2013") {
        return set.action(identity, set.judge(identity, platform, before_retirement));
    };
    CHECK(action(phone("Polycom", "VVX 410", "5.3.0.12074")) == "Nothing to do.");
    CHECK(action(phone("Polycom", "VVX 410", "5.2.1.3271")) == "Install 5.3.0.12074 (now 5.2.1.3271).");
    CHECK(action(phone("AudioCodes", "420HD", "2.0.1.42.5", "UC")) == "Install UC 2.0.1.44.9 (now 2.0.1.42.5).");
    CHECK(action(phone("Polycom", "VVX 410", "5.9.0.9373")) ==
          "Go back to 5.3.0.12074 (now 5.9.0.9373) or accept firmware without support.");
    CHECK(action(phone("Polycom", "VVX 410", "")) == "Find out the firmware: listed is 5.3.0.12074.");
    CHECK(action(phone("Yealink", "SIP-T48G", "35.80.0.70")) == "listed; install Lync/SfB 35.7.0.26, then judge again");
    CHECK(action(phone("Spectralink", "8450", "4.6.0.0008"), "lync-online") ==
          "Ask the vendor: the listed \"5.4.0A\" is no version of this model.");
    CHECK(action(phone("Spectralink", "8450", ""), "lync-online") ==
          "Ask the vendor: the listed \"5.4.0A\" is no version of this model.");
    CHECK(action(phone("Polycom", "CX500", ""), "lync-online") == "Not tested for this platform: plan a replacement.");
    CHECK(action(phone("Polycom", "VVX 201", ""), "lync-server-2010") ==
          "Ask the vendor: the list says nothing for this model.");
    CHECK(action(phone("Spectralink", "7522", "")) == "Judge the base station or server that this handset works with.");
    CHECK(action(phone("Polycom", "VVX 411", "5.9.0.9373")) ==
          "Not on the list (nearest entry: Polycom VVX 410): plan a replacement.");
    CHECK(action(phone("Cisco", "CP-8851", "")) == "Not on the list: plan a replacement.");
    CHECK(action(phone("HP", "", "4.0.7577.4444")) ==
          "Find out the model: one of HP 4110, HP 4120 (each would be qualified).");
    CHECK(action(phone("Mitel", "", "4.0.7577.4444")) == "Find out the model: one of Mitel 6721ip, Mitel 6725ip.");
    CHECK(action(phone("", "", "")) == "Find out the model.");
    CHECK(action(phone("", "", ""), "teams") == "Load a list that covers teams.");
}

TEST_CASE("action: every verdict has one, also those that need other lists", "[catalog][advice]")
{
    const auto set = shipped_catalogs();
    for (auto code = 0; code <= static_cast<int>(VerdictCode::model_unknown); ++code) {
        Verdict verdict;
        verdict.code = static_cast<VerdictCode>(code);
        CAPTURE(name_of(verdict.code));
        CHECK_FALSE(set.action(phone("Acme", "1", "2"), verdict).empty());
    }
    Verdict newer;
    newer.code = VerdictCode::newer_than_qualified;
    newer.wanted = {"1.0", "1.2"};
    CHECK(set.action(phone("Acme", "1", "2.0"), newer) ==
          "Newer than the listed 1.0 or 1.2 (now 2.0): test it before relying on it.");
    Verdict below;
    below.code = VerdictCode::below_minimum;
    below.wanted = {"1.0"};
    CHECK(set.action(phone("Acme", "1", "0.9"), below) == "Install 1.0 (now 0.9).");
}

TEST_CASE("action: excepted and recalled versions and an ended certification are said", "[catalog][advice]")
{
    const auto set = programmes({"gate"});
    const auto action = [&](const Identity& identity, int year) {
        const Day day{std::chrono::year{year}, std::chrono::month{11}, std::chrono::day{1}};
        return set.action(identity, set.judge(identity, "gateway", day));
    };
    CHECK(action(phone("Bell Works", "Hall 7", ""), 2024) ==
          "The certification ended on 2023-08-05: plan a replacement.");
    CHECK(action(phone("Bell Works", "Hall 7", "?"), 2024) ==
          "The certification ended on 2023-08-05: plan a replacement.");
    CHECK(action(phone("Bell Works", "Hall 7", ""), 2022) == "Find out the firmware: listed is 5.9.0.100.");
    CHECK(action(phone("Bell Works", "Hall 6", "5.9.1.7"), 2024) ==
          "Newer than the listed 5.9.0.100 or 5.3.0.50 (now 5.9.1.7). This version was recalled: do not use it.");
    Verdict excepted;
    excepted.code = VerdictCode::below_minimum;
    excepted.wanted = {"66.9.0.45"};
    excepted.wanted_lines = {{"Lync/SfB", true}};
    excepted.exceptions = {"66.9.0.46"};
    CHECK(set.action(phone("Acme", "1", "66.9.0.46"), excepted) ==
          "Install Lync/SfB 66.9.0.45 or newer, but not 66.9.0.46 (now 66.9.0.46).");
}
