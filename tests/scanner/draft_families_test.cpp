#include "scanner/draft_families.hpp"

#include "fingerprints/fingerprint_check.hpp"
#include "scanner/unknown_texts.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string drafted(const std::vector<std::pair<Field, std::string>>& texts)
{
    UnknownTexts unknown{SipHashKey{}};
    for (const auto& [field, text] : texts) {
        const Observations observations{seen(field, text)};
        unknown.add(observations, identify(observations), shipped());
    }
    std::ostringstream out;
    unknown.write(out, "2026-11-23");
    return out.str();
}

CheckReport checked(const std::string& file)
{
    const TemporaryDirectory scratch;
    const std::filesystem::path path = scratch.file("new.xml", file);
    return check_fingerprints({&path, 1}, {}, shipped_schema());
}

void check_clean(const std::string& file)
{
    CAPTURE(file);
    for (const auto& finding : checked(file).findings)
        FAIL_CHECK(finding.line << ": " << name_of(finding.code) << ": " << finding.message);
}

/// Ten texts each of five makers, in the forms that makers use.
std::vector<std::pair<Field, std::string>> five_families()
{
    std::vector<std::pair<Field, std::string>> texts;
    for (int i = 0; i < 10; ++i) {
        const auto n = std::to_string(i);
        texts.emplace_back(Field::sip_user_agent, "Strange Desk 30" + n + (i % 2 == 0 ? "W" : "") + " 2.1." + n);
        texts.emplace_back(Field::sip_user_agent, "Odd SIP-T4" + n + (i % 3 == 0 ? "G" : "") + " 35.80.0." + n);
        texts.emplace_back(i % 2 == 0 ? Field::sip_server : Field::sip_user_agent,
                           "Queer/" + std::string(i % 2 == 0 ? "UC" : "") + "42" + n + "HD_2.0." + n + ".44");
        texts.emplace_back(Field::http_title, i < 5 ? "Weird IP Phone 10" + n : "Weird IP Phone SN:AB12345" + n);
        texts.emplace_back(Field::sip_user_agent, "Rare R" + n + " 1." + n + (i % 2 == 0 ? " 0004f2aabb0" + n : "") +
                                                      (i % 3 == 0 ? ", regDN 47" + n : ""));
    }
    return texts;
}

} // namespace

TEST_CASE("draft families: fifty texts of five makers are a file that the checker finds nothing in",
          "[scanner][unknown]")
{
    const auto file = drafted(five_families());
    check_clean(file);
    CHECK(count(file, "<fingerprint ") < 20);
    CHECK(count(file, "<example ") >= 40);
    const auto report = checked(file);
    REQUIRE(report.files.size() == 1);
    CHECK(report.files.front().examples == report.files.front().examples_in_all);
}

TEST_CASE("draft families: models with and without letters behind the number are one", "[scanner][unknown]")
{
    const auto file = drafted({{Field::sip_user_agent, "Odd T20 1.2"},
                               {Field::sip_server, "Odd T48G 1.2"},
                               {Field::sip_user_agent, "Odd T22 1.3"}});
    CHECK(count(file, "<fingerprint ") == 1);
    CHECK(count(file, R"(matches="sip.user_agent sip.server" pattern="^Odd (T\d[0-9A-Za-z]*) (\d+(?:\.\d+)+)$")") == 1);
    CHECK(count(file, "<example ") == 3);
    check_clean(file);
}

TEST_CASE("draft families: the more exact draft goes first and keeps its texts", "[scanner][unknown]")
{
    const auto file = drafted({{Field::sip_user_agent, "Odd FCH2134A0BC 1.2"},
                               {Field::sip_user_agent, "Odd Desk 1.2"},
                               {Field::sip_user_agent, "Odd Table 1.2"}});
    CHECK(count(file, "<fingerprint ") == 3);
    REQUIRE(file.find(R"(pattern="^Odd \S+ )") != std::string::npos);
    CHECK(file.find(R"(pattern="^Odd Desk )") < file.find(R"(pattern="^Odd \S+ )"));
    check_clean(file);
}

TEST_CASE("draft families: an example stands with the draft that reads it, its sightings with it", "[scanner][unknown]")
{
    const auto draft = [](std::size_t number, std::string pattern, std::string text, const std::string& product) {
        Draft made;
        made.element.pattern = std::move(pattern);
        made.element.params = {{0, "phonescan.kind", "possible-phone", 0}};
        FingerprintExample example;
        example.text = std::move(text);
        if (!product.empty()) {
            made.element.params.push_back({1, "hw.product", {}, 0});
            example.attributes = {{"hw.product", product}};
        }
        made.element.examples = {example};
        made.seen = {number};
        made.fields = {number == 1 ? Field::sip_server : Field::sip_user_agent};
        made.number = number;
        return made;
    };
    const auto drafts = families_of({draft(1, R"(^Odd desk (\d+)$)", "Odd desk 7", "7"),
                                     draft(2, R"(^Odd \S+ \d+$)", "Odd desk 8", ""), draft(3, "^No$", "No", "")});
    REQUIRE(drafts.size() == 2);
    const auto& first = drafts.front();
    CHECK(first.element.pattern == R"(^Odd desk (\d+)$)");
    REQUIRE(first.element.examples.size() == 2);
    CHECK(first.element.examples[1].text == "Odd desk 8");
    CHECK(first.element.examples[1].attributes.front().second == "8");
    CHECK(first.seen == std::vector<std::uint64_t>{1, 2});
    CHECK(first.fields == std::set<Field>{Field::sip_server, Field::sip_user_agent});
}
