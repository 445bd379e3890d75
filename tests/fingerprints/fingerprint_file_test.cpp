#include "fingerprints/fingerprint_db.hpp"
#include "fingerprints/fingerprint_file.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

#include <array>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// A file with one fingerprint; its <fingerprint> is on line 2, its content on line 3.
std::string file_with(const std::string& attributes, const std::string& content)
{
    return "<fingerprints matches=\"sip.user_agent\">\n<fingerprint " + attributes + ">\n" + content +
           "\n</fingerprint>\n</fingerprints>\n";
}

FingerprintDb load(const TemporaryFile& file)
{
    const std::array files = {file.path()};
    return FingerprintDb::load(files);
}

Identity identify_with(const std::string& xml, const std::string& text)
{
    const TemporaryFile file{xml};
    const std::array observations = {seen(Field::sip_user_agent, text)};
    return load(file).identify(observations);
}

} // namespace

TEST_CASE("fingerprint file: every error names the file, the line and what was expected", "[fingerprints]")
{
    struct Row {
        const char* name;
        std::string xml;
        const char* message;
    };
    const std::string described = "<description>d</description>";
    const std::string param = "<param pos=\"0\" name=\"hw.vendor\" value=\"Acme\"/>";
    const std::vector<Row> rows = {
        {"not XML", "<fingerprints>\n<fingerprint>\n</fingerprints>\n", ":3: expected well-formed XML"},
        {"empty file", "", ":1: expected well-formed XML"},
        {"other root", "<catalog/>", ":1: expected the document element <fingerprints>"},
        {"no fingerprint", "<fingerprints matches=\"sip.server\"/>", ":1: expected at least one <fingerprint>"},
        {"unknown element", "<fingerprints>\n<print/>\n</fingerprints>",
         ":2: expected in <fingerprints> the elements part, probe, fingerprint, not <print>"},
        {"text between", "<fingerprints>\n<!-- c -->\nstray\n</fingerprints>", "expected <fingerprint>, not text"},
        {"unknown root attribute", "<fingerprints match=\"x\"/>",
         "expected of <fingerprints> the attributes matches, protocol, database_type, preference, vendor, not match"},
        {"unknown field on the file", "<fingerprints matches=\"sip.useragent\"/>", ":1: unknown field 'sip.useragent'"},
        {"no field at all",
         "<fingerprints>\n<fingerprint pattern=\"a\">" + described + param + "</fingerprint></fingerprints>",
         ":2: expected 'matches' here or on <fingerprints>"},
        {"bad preference", "<fingerprints preference=\"2\"/>", ":1: expected a number from 0 to 1 for 'preference'"},
        {"unknown attribute", file_with("patern=\"a\"", described + param),
         ":2: expected of <fingerprint> the attributes matches, pattern, flags, certainty, not patern"},
        {"no pattern", file_with("", described + param), ":2: expected a 'pattern'"},
        {"unknown field", file_with("pattern=\"a\" matches=\"sip.user_agent sip.what\"", described + param),
         ":2: unknown field 'sip.what'"},
        {"unknown flag", file_with("pattern=\"a\" flags=\"REG_ICASE REG_X\"", described + param),
         ":2: unknown flag 'REG_X'"},
        {"bad certainty", file_with("pattern=\"a\" certainty=\"sure\"", described + param),
         ":2: expected a number from 0 to 1"},
        {"bad pattern", file_with("pattern=\"a(b\"", described + param),
         ":2: expected a pattern RE2 accepts: missing ): a(b"},
        {"backreference", file_with("pattern=\"(a)\\1\"", described + param), ":2: expected a pattern RE2 accepts"},
        {"no description", file_with("pattern=\"a\"", param), ":2: expected a <description>"},
        {"no param", file_with("pattern=\"a\"", described), ":2: expected at least one <param>"},
        {"unknown child", file_with("pattern=\"a\"", described + "<note/>"),
         ":3: expected in <fingerprint> the elements description, example, param, not <note>"},
        {"param without name", file_with("pattern=\"a\"", described + "<param pos=\"0\" value=\"v\"/>"),
         ":3: expected a 'name'"},
        {"param without pos", file_with("pattern=\"a\"", described + "<param name=\"hw.vendor\" value=\"v\"/>"),
         ":3: expected the number of a group in 'pos'"},
        {"negative pos", file_with("pattern=\"a\"", described + "<param pos=\"-1\" name=\"hw.vendor\"/>"),
         ":3: expected the number of a group in 'pos'"},
        {"pos beyond groups", file_with("pattern=\"(a)\"", described + "<param pos=\"2\" name=\"hw.vendor\"/>"),
         ":3: expected a position up to 1"},
        {"pos 0 without value", file_with("pattern=\"a\"", described + "<param pos=\"0\" name=\"hw.vendor\"/>"),
         ":3: expected a 'value'"},
        {"value with a group",
         file_with("pattern=\"(a)\"", described + "<param pos=\"1\" name=\"hw.vendor\" value=\"v\"/>"),
         ":3: expected no 'value'"},
        {"unknown attribute of param", file_with("pattern=\"a\"", described + "<param pos=\"0\" nam=\"x\"/>"),
         ":3: expected of <param> the attributes pos, name, value, not nam"},
        {"unknown reference",
         file_with("pattern=\"a\"", described + "<param pos=\"0\" name=\"hw.product\" value=\"{hw.x}\"/>"),
         ":3: expected a <param> named 'hw.x'"},
        {"circle of references",
         file_with("pattern=\"a\"", described + "<param pos=\"0\" name=\"hw.product\" value=\"{hw.product}\"/>"),
         ":3: expected a value that does not refer to itself"},
        {"unknown kind",
         file_with("pattern=\"a\"", described + "<param pos=\"0\" name=\"phonescan.kind\" value=\"telephone\"/>"),
         ":3: expected phone, possible-phone or not-phone"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const TemporaryFile file{row.xml};
        CHECK_THROWS_AS(load(file), DataError);
        CHECK_THROWS_WITH(load(file), Catch::StartsWith(file.path().string() + ":") && Catch::Contains(row.message));
    }
}

TEST_CASE("fingerprint file: a good file does not save a bad one beside it", "[fingerprints]")
{
    const TemporaryFile good{
        file_with("pattern=\"a\"", "<description>d</description><param pos=\"0\" name=\"hw.vendor\" value=\"v\"/>")};
    const TemporaryFile bad{"<fingerprints"};
    const std::array files = {good.path(), bad.path()};
    CHECK_THROWS_WITH(FingerprintDb::load(files), Catch::Contains(bad.path().string()));
    const std::array missing = {std::filesystem::path{"/nonexistent/acme.xml"}};
    CHECK_THROWS_WITH(FingerprintDb::load(missing), Catch::Contains("/nonexistent/acme.xml: expected a readable file"));
}

TEST_CASE("fingerprint file: values are put together from captures", "[fingerprints]")
{
    const auto xml = file_with(R"(pattern="^Acme (\w+)-(\d+)(?: v(\S+))?$")",
                               R"(<description>d</description>
                               <param pos="1" name="hw.family"/><param pos="2" name="hw.model"/>
                               <param pos="0" name="hw.product" value="{hw.family} {hw.model}"/>
                               <param pos="3" name="acme.release"/>
                               <param pos="0" name="hw.version" value="R{acme.release}"/>)");
    const auto whole = identify_with(xml, "Acme Desk-300 v2");
    CHECK(whole.model == "Desk 300");
    CHECK(whole.firmware == "R2");
    CHECK(identify_with(xml, "Acme Desk-300").firmware.empty()); // half a value is none
}

TEST_CASE("fingerprint file: recog's ways of naming model and firmware", "[fingerprints]")
{
    const auto family = file_with(R"(pattern="^X/(SPA\d+)-(\S+)$")",
                                  R"(<description>d</description><param pos="0" name="hw.device" value="VoIP"/>
                                  <param pos="0" name="hw.product" value="SPA"/><param pos="1" name="hw.model"/>
                                  <param pos="2" name="os.version"/>)");
    const auto identity = identify_with(family, "X/SPA504-7.5");
    CHECK(identity.model == "SPA504");
    CHECK(identity.firmware == "7.5");
    CHECK(identity.kind == Kind::possible_phone); // recog calls gateways and PBXs "VoIP" too

    const auto router = file_with(R"(pattern="^R (\S+)$")",
                                  R"(<description>d</description><param pos="0" name="os.device" value="Router"/>
                                  <param pos="0" name="os.version" value="1"/><param pos="1" name="hw.version"/>)");
    CHECK(identify_with(router, "R 2").kind == Kind::not_phone);
    CHECK(identify_with(router, "R 2").firmware == "2");
}

TEST_CASE("fingerprint file: flags, certainty and preference", "[fingerprints]")
{
    const auto xml = file_with(R"(pattern="^acme.end$" flags="REG_ICASE,REG_DOT_NEWLINE")",
                               R"(<description>d</description><param pos="0" name="hw.vendor" value="Acme"/>)");
    CHECK(identify_with(xml, "ACME\nEND").vendor == "Acme");

    const TemporaryFile first{
        file_with(R"(pattern="^A" certainty="0.3")",
                  R"(<description>vague</description><param pos="0" name="hw.vendor" value="Vague"/>)")};
    const TemporaryFile second{file_with(
        R"(pattern="^Acme")", R"(<description>sure</description><param pos="0" name="hw.vendor" value="Sure"/>)")};
    const TemporaryFile third{"<fingerprints matches=\"sip.user_agent\" preference=\"0.99\" "
                              "vendor=\"Preferred\"><fingerprint pattern=\"^Acme\">"
                              "<description>p</description><param pos=\"0\" name=\"hw.device\" "
                              "value=\"VoIP\"/></fingerprint></fingerprints>"};
    const std::array observations = {seen(Field::sip_user_agent, "Acme 1")};
    const std::array two = {first.path(), second.path()};
    CHECK(FingerprintDb::load(two).identify(observations).vendor == "Sure");
    const std::array three = {first.path(), second.path(), third.path()};
    CHECK(FingerprintDb::load(three).identify(observations).vendor == "Preferred");
}

TEST_CASE("fingerprint files of a directory: sorted, and none is an error", "[fingerprints]")
{
    const auto files = fingerprint_files(shipped_directory());
    REQUIRE(files.size() > 10);
    CHECK(std::is_sorted(files.begin(), files.end() - 1));
    CHECK(files.back().filename() == "oui.csv");
    CHECK_THROWS_AS(fingerprint_files(shipped_directory() / "nowhere"), DataError);
    CHECK_THROWS_AS(fingerprint_files(std::filesystem::path{PHONESCAN_SOURCE_DIR} / "tests/support"), DataError);
}
