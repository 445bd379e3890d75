#include "catalog/catalog_check.hpp"
#include "catalog/list_age.hpp"
#include "tests/catalog/programmes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

namespace fs = std::filesystem;

constexpr Day within_the_year{std::chrono::year{2019}, std::chrono::month{12}, std::chrono::day{31}};

/// A copy of the shipped list with a text replaced, in a folder of its own.
class Edited {
public:
    Edited(std::string_view old_text, std::string_view new_text)
    {
        auto text = contents_of(catalog_data() / "lync.xml");
        const auto at = text.find(old_text);
        REQUIRE(at != std::string::npos);
        path = folder_.file("edited.xml", text.replace(at, old_text.size(), new_text));
    }

    std::vector<CatalogFinding> findings(Day day = within_the_year) const
    {
        const std::array files = {path};
        return check_catalogs(files, {}, catalog_data() / "version_schemes.xml", day).findings;
    }

    fs::path path;

private:
    TemporaryDirectory folder_;
};

/// `schema:12`, …: codes and lines.
std::vector<std::string> told(const std::vector<CatalogFinding>& findings)
{
    std::vector<std::string> texts;
    for (const auto& finding : findings)
        texts.push_back(std::string{name_of(finding.code)} + ":" + std::to_string(finding.line));
    return texts;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("catalog check: the shipped lists have no mistakes", "[catalog][check]")
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{catalog_data()}) {
        const auto name = entry.path().filename();
        if (name.extension() == ".xml" && name != "models.xml" && name != "platforms.xml" &&
            name != "version_schemes.xml")
            files.push_back(entry.path());
    }
    const auto report = check_catalogs(files, {}, catalog_data() / "version_schemes.xml", within_the_year);
    for (const auto& finding : report.findings) {
        CAPTURE(finding.file, finding.line, name_of(finding.code), finding.message);
        CHECK_FALSE(is_mistake(finding.code));
    }
    CHECK(report.rows >= 27);
}

TEST_CASE("catalog check: each mistake is found, named and placed", "[catalog][check]")
{
    CHECK(told(Edited{"kind=\"exact\"", "kind=\"precise\""}.findings()) == Texts{"schema:22"});
    CHECK(told(Edited{"</catalog>", ""}.findings()).front().starts_with("schema:"));
    CHECK(told(Edited{"level=\"lync-qualified\"", "level=\"best\""}.findings()) == Texts{"level:8"});
    CHECK(told(Edited{"vendor=\"HP\"", "vendor=\"Nobody\""}.findings()) == Texts{"vendor:43"});
    CHECK(told(Edited{"vendor=\"HP\"", "vendor=\"hewlett-packard\""}.findings()).empty());
    CHECK(told(Edited{"<model>420HD</model>", "<model>IP Phone</model>"}.findings()) == Texts{"model:18"});
    CHECK(told(Edited{"version=\"2.0.1.44.9\"", "version=\"2.0.1-44\""}.findings()) == Texts{"version:18"});
    CHECK(told(Edited{" edition=\"UC\"", ""}.findings()) == Texts{"version:18"});
}

TEST_CASE("catalog set: an unknown level is refused with file, line and the levels there are", "[catalog]")
{
    const Edited list{"level=\"lync-qualified\"", "level=\"best\""};
    const std::array files = {list.path};
    CHECK_THROWS_WITH(CatalogSet::load(files, catalog_data() / "version_schemes.xml"),
                      Catch::Matchers::Contains("edited.xml:8: expected a level that platforms.xml names (") &&
                          Catch::Matchers::Contains("lync-qualified, ") && Catch::Matchers::Contains("not best"));
}

TEST_CASE("catalog check: every faulty row is told, not only the first", "[catalog][check]")
{
    const TemporaryDirectory folder;
    auto text = contents_of(catalog_data() / "lync.xml");
    for (auto at = text.find("4.0.7577.4444\""); at != std::string::npos; at = text.find("4.0.7577.4444\""))
        text.replace(at, 13, "4.0");
    const std::array<fs::path, 1> files = {folder.file("edited.xml", text)};
    const auto report = check_catalogs(files, {}, catalog_data() / "version_schemes.xml", within_the_year);
    CHECK(report.findings.size() > 3);
    for (const auto& finding : report.findings)
        CHECK(finding.code == CatalogCheckCode::version);
}

TEST_CASE("catalog check: builds that a spreadsheet filled in", "[catalog][check]")
{
    // Of the seven flagged rows, three in a row count up: without the flag they are found.
    const TemporaryDirectory folder;
    auto text = contents_of(catalog_data() / "lync.xml");
    const std::string flags = " flags=\"catalog-suspect\"";
    for (auto at = text.find(flags); at != std::string::npos; at = text.find(flags))
        text.erase(at, flags.size());
    const std::array<fs::path, 1> files = {folder.file("edited.xml", text)};
    const auto findings = check_catalogs(files, {}, catalog_data() / "version_schemes.xml", within_the_year).findings;
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == CatalogCheckCode::fill_series);
    CHECK(findings[0].message.find("3 rows for lync-server-2010, while lync-server-2013 has one") != std::string::npos);
    CHECK(is_mistake(findings[0].code));
}

TEST_CASE("catalog check: names that are taken", "[catalog][check]")
{
    const auto lync = catalog_data() / "lync.xml";
    const Edited renamed{"name=\"lync\"", "name=\"other\""};
    const Edited same{"<source", "<source"};
    const auto schemes = catalog_data() / "version_schemes.xml";
    const std::array one = {same.path};
    const std::array shipped = {lync};
    const auto findings = check_catalogs(one, shipped, schemes, within_the_year).findings;
    CHECK(told(findings) == Texts{"same-name:0"});
    CHECK(findings[0].message.find(lync.string()) != std::string::npos);
    const std::array both = {lync, same.path};
    CHECK(told(check_catalogs(both, {}, schemes, within_the_year).findings) == Texts{"same-name:0"});
    const std::array other = {renamed.path};
    CHECK(check_catalogs(other, shipped, schemes, within_the_year).findings.empty());
}

TEST_CASE("catalog check: an old revision and a model in two rows are told and no mistakes", "[catalog][check]")
{
    const Edited list{"<source", "<source"};
    const Day later{std::chrono::year{2020}, std::chrono::month{1}, std::chrono::day{1}};
    const auto old = list.findings(later);
    CHECK(told(old) == Texts{"old-revision:0"});
    CHECK(old[0].message == "revised 2018-12-31, 1 year ago");
    CHECK_FALSE(is_mistake(old[0].code));

    const auto twice = Edited{"<model>440HD</model>", "<model>420HD</model>"}.findings();
    CHECK(told(twice) == Texts{"same-model:26"});
    CHECK(twice[0].message == "420HD is in line 18, too, with other versions");
    CHECK_FALSE(is_mistake(twice[0].code));
    // Two rows that say the same are no finding.
    CHECK(Edited{"</catalog>", "<row vendor=\"HP\"><product>HP 4120</product><model>4120</model>"
                               "<cell platform=\"lync-server-2013 lync-online lync-server-2010\" kind=\"exact\" "
                               "version=\"4.0.7577.4444\">4.0.7577.4444</cell></row></catalog>"}
              .findings()
              .empty());
}

TEST_CASE("catalog check: every code has a name of its own", "[catalog][check]")
{
    Texts names;
    for (auto code = 0; code <= static_cast<int>(CatalogCheckCode::old_revision); ++code)
        names.emplace_back(name_of(static_cast<CatalogCheckCode>(code)));
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(names) == names.end());
    CHECK(std::ranges::find(names, "") == names.end());
}

TEST_CASE("list age: full months, in years and months, and more than a year from the day after", "[catalog]")
{
    const auto age = [](int year, unsigned month, unsigned day) {
        const Day revision{std::chrono::year{2018}, std::chrono::month{12}, std::chrono::day{31}};
        return ListAge{revision, Day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}};
    };
    CHECK(age(2018, 12, 31).text() == "under a month");
    CHECK(age(2018, 12, 30).text() == "not yet published on that day");
    CHECK(age(2019, 1, 30).text() == "under a month");
    CHECK(age(2019, 1, 31).text() == "1 month");
    CHECK(age(2019, 12, 30).text() == "11 months");
    CHECK(age(2019, 12, 31).text() == "1 year");
    CHECK_FALSE(age(2019, 12, 31).is_over_a_year);
    CHECK(age(2020, 1, 1).is_over_a_year);
    CHECK(age(2021, 2, 28).text() == "2 years 1 month");
    CHECK(age(2026, 11, 25).text() == "7 years 10 months");
}
