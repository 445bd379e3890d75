#include "catalog/catalog.hpp"
#include "catalog/iso_date.hpp"
#include "probes/observation/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <fstream>
#include <unistd.h>

using namespace phonescan;

namespace {

namespace fs = std::filesystem;

const fs::path trial = PHONESCAN_SOURCE_DIR "/tests/catalog/data";

/// A copy of the trial data in a folder of its own, to be spoilt; removed at the end.
class SpoiltData {
public:
    SpoiltData()
    {
        for (const auto* file : {"models.xml", "platforms.xml", "trial.xml", "version_schemes.xml"})
            fs::copy_file(trial / file, folder_ / file);
    }

    fs::path path(std::string_view file) const { return folder_ / file; }

    /// Replaces the first `old_text`, which must be there.
    void replace(std::string_view file, std::string_view old_text, std::string_view new_text) const
    {
        auto text = test::contents_of(path(file));
        const auto at = text.find(old_text);
        REQUIRE(at != std::string::npos);
        folder_.file(file, text.replace(at, old_text.size(), new_text));
    }

    /// What loading says; empty when it succeeds.
    std::string complaint() const
    {
        const std::array catalogs = {path("trial.xml")};
        try {
            (void)CatalogSet::load(catalogs, path("version_schemes.xml"));
        } catch (const DataError& error) {
            return error.what();
        }
        return {};
    }

private:
    test::TemporaryDirectory folder_;
};

struct Fault {
    std::string_view file;
    std::string_view old_text;
    std::string_view new_text;
    std::string_view line;
    std::string_view expected;
};

} // namespace

TEST_CASE("data files: each fault is named with file, line and what was expected", "[catalog][data]")
{
    constexpr Fault faults[] = {
        {"trial.xml", "</catalog>", "</katalog>", "38", "well-formed XML"},
        {"trial.xml", "<catalog name", "<list name", "38", "well-formed XML"},
        {"trial.xml", "name=\"trial\"", "", "1", "attribute name of <catalog>"},
        {"trial.xml", "2020-02-29", "2019-02-29", "1", "in revision a date YYYY-MM-DD"},
        {"trial.xml", "2020-02-29", "February", "1", "in revision a date YYYY-MM-DD"},
        {"trial.xml", "url=\"https://lists.example/trial\"", "", "2", "attribute url of <source>"},
        {"trial.xml", "title=", "titel=", "1", "not titel"},
        {"trial.xml", "<platform id=\"second\">", "<platform id=\"first\">", "4", "each platform once"},
        {"trial.xml", "<model>Desk 100</model>", "", "5", "either <model> or one <series>"},
        {"trial.xml", "<model>Desk 100</model>", "<model> </model>", "9", "text in <model>"},
        {"trial.xml", "<model>Desk 100</model>", "<model>Phone</model>", "5", "more than noise words"},
        {"trial.xml", "<model>Desk 210</model>", "<modell/>", "16", "not <modell>"},
        {"trial.xml", "<model>Desk 210</model>", "<date value=\"2020-13\">x</date>", "16", "YYYY-MM or YYYY-MM-DD"},
        {"trial.xml", "kind=\"not-tested\"", "kind=\"untested\"", "11", "kind exact, minimum, not-tested"},
        {"trial.xml", "version=\"3.2.10 3.4.10\"", "", "10", "attribute version of a cell of kind exact"},
        {"trial.xml", "kind=\"not-tested\"", "kind=\"not-tested\" version=\"1.2.3\"", "11", "and of no other"},
        {"trial.xml", "kind=\"not-tested\">Not tested<", "kind=\"not-tested\"><", "11", "text in <cell>"},
        {"trial.xml", "version=\"3.2.10 3.4.10\"", "version=\"3.2.10 latest\"", "5", "scheme acme, not latest"},
        {"trial.xml", "version=\"V20Bb\"", "version=\"V20Bb\" edition=\"Home\"", "26", "an edition of scheme acme-old"},
        {"trial.xml", "version=\"3.2.10 3.4.10\"", "version=\"3.2.10\" edition=\"Home\"", "5",
         "of edition Home, not 3.2.10"},
        {"trial.xml", "<cell platform=\"second\" kind=\"no-data\"/>", "", "13", "a <cell> for platform second"},
        {"trial.xml", "<cell platform=\"second\" kind=\"no-data\"/>", "<cell platform=\"third\" kind=\"no-data\"/>",
         "18", "the id of a <platform>, not third"},
        {"trial.xml", "<model>Desk 100</model>", "<model>Desk 100</model><warning code=\"odd\">x</warning>", "9",
         "not odd"},
        {"trial.xml", "<row vendor=\"Acme\">", "<row vendor=\"Acme\" line=\"0\">", "5", "from 1"},
        {"trial.xml", "<row vendor=\"Acme\">", "<row vendor=\"Acme\" line=\"4x\">", "5", "from 1"},
        {"trial.xml", "flags=\"catalog-suspect\"", "flags=\"suspicious\"", "13", "not suspicious"},
        {"trial.xml", "<row vendor=\"Acme\">", "<row vendor=\"Nobody\">", "5", "whose version scheme is known"},
        {"trial.xml", "<row vendor=\"Acme\">", "<row>", "5", "attribute vendor of <row>"},
        {"version_schemes.xml", "tail=\"unknown\"", "tail=\"short\"", "2", "tail zero or unknown"},
        {"version_schemes.xml", "kind=\"letter\"", "kind=\"word\"", "6", "kind number, upper, lower, letter or text"},
        {"version_schemes.xml", "same=\"platform-code\"", "same=\"colour\"", "4", "a reason such as platform-code"},
        {"version_schemes.xml", "{code}.{release}.{build}", "{code}.{size}", "15", "not size"},
        {"version_schemes.xml", "{code}.{release}.{build}", "{code", "15", "} after {"},
        {"version_schemes.xml", "from=\"10\"", "from=\"ten\"", "13", "a number in from"},
        {"version_schemes.xml", "<scheme id=\"acme-old\"", "<scheme id=\"acme\"", "18", "each scheme once"},
        {"version_schemes.xml", "scheme=\"acme-old\"/>", "scheme=\"none\"/>", "25", "the id of a <scheme>"},
        {"version_schemes.xml", "component=\"release\">", ">", "8", "component and <range> together"},
        {"models.xml", "<alias>Acme Telephones</alias>", "<alias>Acme</alias>", "4", "each vendor name once"},
        {"models.xml", "<alias>D100</alias>", "<alias>D100</alias><alias>d-100</alias>", "6", "each alias once"},
        {"models.xml", "<model name", "<spelling of=\"\">X</spelling><model name", "5", "attribute of of <spelling>"},
        {"models.xml", "<noise>Phone</noise>", "<word>Phone</word>", "2", "not <word>"},
        {"trial.xml", "<model>Desk 210</model>", "<end value=\"2020-02\">x</end>", "16", "value a date YYYY-MM-DD"},
        {"trial.xml", "<model>Desk 210</model>", "<date value=\"2020\">x</date>", "16", "YYYY-MM or YYYY-MM-DD"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"discontinued\" minimum=\"3.1.1\"", "17",
         "only of a cell of kind"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"minimum\"", "17", "minimum or approved of a cell"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"minimum\" approved=\"3.1.1\" except=\"3.2.2\"", "17",
         "attribute minimum beside"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"minimum\" minimum=\"new\"", "13", "scheme acme, not new"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"minimum\" minimum=\"3.1.1\" except=\"old\"", "13",
         "scheme acme, not old"},
        {"trial.xml", "kind=\"discontinued\"", "kind=\"ended\"", "13", "all cells of a row to be of kind ended"},
        {"trial.xml", "<cell platform=\"second\" kind=\"no-data\"/>",
         "<cell platform=\"first second\" kind=\"no-data\"/>", "18", "one <cell> for platform first"},
        {"trial.xml", "flags=\"catalog-suspect\"", "flags=\"mode-limited=\"", "13", "not mode-limited="},
        {"trial.xml", "</catalog>", "<accessory vendor=\"Acme\"><product>x</product></accessory></catalog>", "38",
         "a <model>"},
        {"trial.xml", "</catalog>",
         "<release vendor=\"Acme\" version=\"3.2.1\" state=\"new\"><product>x</product>"
         "<model>Desk 1</model></release></catalog>",
         "38", "state listed or recalled"},
        {"trial.xml", "</catalog>",
         "<release vendor=\"Acme\" version=\"three\"><product>x</product><model>Desk 1</model>"
         "</release></catalog>",
         "38", "scheme acme, not three"},
        {"version_schemes.xml", "tail=\"unknown\"", "tail=\"unknown\" order=\"random\"", "2", "components or equality"},
        {"version_schemes.xml", "kind=\"letter\"", "kind=\"text\"", "6", "attribute same of a component of kind text"},
        {"version_schemes.xml", "<form minimum=\"2\">", "<form only=\"phones\" minimum=\"2\">", "15", "only=\"list\""},
        {"platforms.xml", "<platform id=\"first\" title=\"The first\"/>",
         "<platform id=\"first\" title=\"x\"><programme level=\"best\"/></platform>", "2", "the id of a <level>"},
        {"platforms.xml", "<platform id=\"first\" title=\"The first\"/>",
         "<platform id=\"first\" title=\"x\"><note level=\"best\" flag=\"x\">y</note></platform>", "2",
         "the id of a <level>"},
        {"platforms.xml", "2020-06-30", "2020-06-31", "3", "in retired a date"},
        {"platforms.xml", "id=\"second\"", "id=\"first\"", "3", "each platform once"},
    };
    for (const auto& fault : faults) {
        const SpoiltData data;
        REQUIRE(data.complaint().empty());
        data.replace(fault.file, fault.old_text, fault.new_text);
        CAPTURE(fault.file, fault.old_text, fault.new_text);
        const auto said = data.complaint();
        CHECK(said.starts_with(data.path(fault.file).string() + ":" + std::string{fault.line} + ": expected "));
        CHECK_THAT(said, Catch::Matchers::Contains(std::string{fault.expected}));
    }
}

TEST_CASE("data files: a missing, empty or cut file is an error, never half a list", "[catalog][data]")
{
    for (const auto* file : {"trial.xml", "models.xml", "platforms.xml", "version_schemes.xml"}) {
        CAPTURE(file);
        const SpoiltData data;
        const auto size = fs::file_size(data.path(file));
        for (const auto part : {size / 2, size - 3, std::uintmax_t{0}}) {
            fs::resize_file(data.path(file), part);
            CHECK_THAT(data.complaint(), Catch::Matchers::StartsWith(data.path(file).string() + ":"));
        }
        fs::remove(data.path(file));
        CHECK(data.complaint() == data.path(file).string() + ": expected a readable file");
        fs::create_directory(data.path(file));
        CHECK(data.complaint() == data.path(file).string() + ": expected a readable file");
    }
}

TEST_CASE("catalog set: two lists of one name are refused by name", "[catalog]")
{
    const std::array twice = {trial / "trial.xml", trial / "second.xml", trial / "trial.xml"};
    CHECK_THROWS_WITH(CatalogSet::load(twice, trial / "version_schemes.xml"),
                      Catch::Matchers::Contains("trial is already loaded"));
}

TEST_CASE("ISO dates: days of the calendar, months where a list says no more", "[catalog]")
{
    CHECK(iso_day("2020-02-29").has_value());
    for (const auto* text : {"", "2020", "2020-02", "2019-02-29", "2020-2-9", "2020-00-01", "2020-01-32", "2020/01/01",
                             "2020-01-01 ", "20200101"})
        CHECK_FALSE(iso_day(text).has_value());
    CHECK(is_iso_date("2014-07"));
    CHECK(is_iso_date("2014-07-02"));
    for (const auto* text : {"", "2014", "2014-00", "2014-13", "2014-7", "2014-07-", "July 2014"})
        CHECK_FALSE(is_iso_date(text));
}
