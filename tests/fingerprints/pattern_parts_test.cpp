#include "fingerprints/pattern_parts.hpp"

#include "fingerprints/fingerprint_file.hpp"
#include "probes/observation/error.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <stdexcept>

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::string two_digits = R"(<part name="two-digits" pattern="\d\d"><description>two digits</description></part>)";

std::string shared(const std::string& parts)
{
    return "<pattern-parts>\n" + parts + "\n</pattern-parts>\n";
}

/// Its parts are on line 2, its <fingerprint> on line 3.
std::string file_with(const std::string& parts, const std::string& pattern)
{
    return "<fingerprints matches=\"sip.user_agent\">\n" + parts + "\n<fingerprint pattern=\"" + pattern +
           "\"><description>d</description><param pos=\"1\" name=\"hw.product\"/></fingerprint>\n</fingerprints>\n";
}

PatternParts parts_with(std::initializer_list<std::array<const char*, 2>> added)
{
    PatternParts parts;
    for (const auto& [name, pattern] : added)
        parts.add({name, pattern, "acme.xml", 1});
    return parts;
}

/// The pattern with a part `x`.
std::string expanded(const char* part, std::string_view pattern)
{
    std::set<std::string> used;
    return parts_with({{"x", part}}).expanded(pattern, used);
}

std::string model_of(const FingerprintDb& fingerprints, const std::string& text)
{
    return fingerprints.identify(Observations{seen(Field::sip_user_agent, text)}).model;
}

} // namespace

TEST_CASE("pattern parts: a reference is replaced by the part, and what is none stays", "[fingerprints]")
{
    CHECK(expanded("[ab]{2}", "^(?P>x)-((?P>x))$") == "^[ab]{2}-([ab]{2})$");
    CHECK(expanded("[ab]{2}", "(?P>x)") == "[ab]{2}");
    for (const std::string none :
         {R"(\(?P>x)", R"(\Q(?P>x)\E)", "[(?P>x)]", "[]()](?P<x>a)", "", "(?:x)", R"(\)", "[", "(?P"})
        CHECK(expanded("a", none) == none);
}

TEST_CASE("pattern parts: what would fall apart in its place stays together", "[fingerprints]")
{
    CHECK(expanded("ab", "(?P>x)*c") == "(?:ab)*c");
    CHECK(expanded("ab", "(?P>x){2}(?P>x)?(?P>x)+") == "(?:ab){2}(?:ab)?(?:ab)+");
    CHECK(expanded("a|b", "^(?P>x)$") == "^(?:a|b)$");
    CHECK(expanded("(?i)a", "(?P>x)b") == "(?:(?i)a)b");
    for (const std::string whole : {R"(a\|b)", "[|]", "(?:a|b)", "(?i:a)", "(?:(?i)a)", R"(\Q|\E)"})
        CHECK(expanded(whole.c_str(), "^(?P>x)$") == "^" + whole + "$");
}

TEST_CASE("pattern parts: an unknown one is told with those that there are", "[fingerprints]")
{
    std::set<std::string> used;
    const auto parts = parts_with({{"mac", "a"}, {"alpha-2", "b"}});
    CHECK_THROWS_AS(parts.expanded("(?P>max)", used), std::invalid_argument);
    CHECK_THROWS_WITH(parts.expanded("a(?P>max)", used),
                      "expected in (?P>…) the name of a part, not 'max'; there is alpha-2, mac");
    CHECK_THROWS_WITH(PatternParts{}.expanded("(?P>mac", used), Catch::EndsWith("not 'mac'; there is none"));
    CHECK(used.empty());
    CHECK(parts.expanded("(?P>mac)(?P>mac)", used) == "aa");
    CHECK(used == std::set<std::string>{"mac"});
}

TEST_CASE("pattern parts: many references to a long part make no endless pattern", "[fingerprints]")
{
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "(?P>x)";
    CHECK(expanded("ab", many).size() == 2000);
    CHECK_THROWS_WITH(expanded(std::string(1000, 'a').c_str(), many),
                      "expected a pattern of at most 65536 bytes with the parts it refers to");
}

TEST_CASE("pattern parts: what is no part is refused, with its file and line", "[fingerprints]")
{
    struct Row {
        const char* name;
        const char* pattern;
        const char* message;
    };
    const std::vector<Row> rows = {
        {"a", "(b)", "acme.xml:7: expected no group that captures in the part 'a'"},
        {"a", "(?P<n>b)", "acme.xml:7: expected no group that captures in the part 'a'"},
        {"a", "(?P>there)", "acme.xml:7: expected no reference to a part in the part 'a'"},
        {"a", "(?P>a)", "acme.xml:7: expected no reference to a part in the part 'a'"},
        {"a", "b)(?:c", "acme.xml:7: expected a pattern RE2 accepts"},
        {"a", "(?:b", "acme.xml:7: expected a pattern RE2 accepts"},
        {"a", R"(\Qb)", "acme.xml:7: expected a pattern RE2 accepts"},
        {"there", "b", "acme.xml:7: expected another name: the part 'there' stands in other.xml:2"},
        {"", "b", "acme.xml:7: expected a name of lower-case letters, digits and '-', not ''"},
        {"2a", "b", "not '2a'"},
        {"A", "b", "not 'A'"},
        {"a)", "b", "not 'a)'"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name, row.pattern);
        PatternParts parts;
        parts.add({"there", "b", "other.xml", 2});
        CHECK_THROWS_AS(parts.add({row.name, row.pattern, "acme.xml", 7}), DataError);
        CHECK_THROWS_WITH(parts.add({row.name, row.pattern, "acme.xml", 7}), Catch::Contains(row.message));
        CHECK(parts.all().size() == 1);
    }
}

TEST_CASE("pattern parts: a file of ours has its own, of that form and before the fingerprints", "[fingerprints]")
{
    const auto file = parse_fingerprint_file("acme.xml", file_with(two_digits, "^Acme ((?P>two-digits))$"));
    CHECK(file.elements.at(0).pattern == R"(^Acme (\d\d)$)");
    CHECK(file.parts.at(0).name == "two-digits");
    CHECK(file.used_parts.contains("two-digits"));

    const auto fails = [](const std::string& xml, const char* message) {
        CHECK_THROWS_WITH(parse_fingerprint_file("acme.xml", xml), Catch::StartsWith(message));
    };
    fails(file_with(two_digits, "(?P>digits)"),
          "acme.xml:3: expected in (?P>…) the name of a part, not 'digits'; there "
          "is two-digits");
    fails(file_with(two_digits + two_digits, "a"), "acme.xml:2: expected another name: the part 'two-digits' stands in "
                                                   "acme.xml:2");
    fails(file_with("<part name=\"a\" pattern=\"b\"/>", "a"), "acme.xml:2: expected a <description>");
    fails(file_with("<part name=\"a\"><description>d</description></part>", "a"),
          "acme.xml:2: expected attribute pattern");
    fails(file_with("<part pattern=\"a\"><description>d</description></part>", "a"),
          "acme.xml:2: expected attribute name");
    fails(file_with("<part name=\"a\" pattern=\"b\">c<description>d</description></part>", "a"),
          "acme.xml:2: expected a <description> in <part>, not text");
    fails(file_with("<part nam=\"a\" pattern=\"b\"/>", "a"),
          "acme.xml:2: expected of <part> the attributes name, pattern");
    auto late = file_with("", "a");
    late.insert(late.find("</fingerprints>"), two_digits);
    fails(late, "acme.xml:4: expected <part> before the first <fingerprint>");
}

TEST_CASE("pattern parts: a file of recog's has none, and its patterns stay what they are", "[fingerprints][recog]")
{
    auto xml = file_with(two_digits, "^Acme ((?P>two-digits))$");
    xml.replace(xml.find("sip.user_agent"), 14, "sip_header.user_agent");
    const auto parts = parts_with({{"two-digits", "a"}});
    const auto file = parse_fingerprint_file("recog.xml", xml, parts);
    CHECK(file.form == FileForm::recog);
    CHECK(file.elements.at(0).pattern == "(?m)^Acme ((?P>two-digits))$");
    CHECK(file.parts.empty());
    CHECK(file.used_parts.empty());

    const TemporaryDirectory folder;
    folder.file("pattern_parts.xml", shared(two_digits));
    const std::array<std::filesystem::path, 1> files = {folder.file("recog.xml", xml)};
    const auto fingerprints = FingerprintDb::load({}, files);
    REQUIRE(fingerprints.warnings().size() == 1); // RE2 refuses it
    CHECK_THAT(fingerprints.warnings()[0], Catch::Contains("recog.xml:3: expected a pattern RE2 accepts"));
}

TEST_CASE("pattern parts: the files of a folder share those of pattern_parts.xml", "[fingerprints]")
{
    const TemporaryDirectory folder;
    const auto path = folder.file("acme.xml", file_with("", "^Acme ((?P>two-digits))$"));
    CHECK_THROWS_WITH(read_fingerprint_file(path), Catch::EndsWith("there is none"));
    const std::filesystem::path common = folder.file("pattern_parts.xml", shared(two_digits));
    CHECK(read_fingerprint_file(path).elements.at(0).pattern == R"(^Acme (\d\d)$)");
    CHECK(fingerprint_files(folder.path()) == std::vector<std::filesystem::path>{path});
    CHECK(model_of(FingerprintDb::load(fingerprint_files(folder.path())), "Acme 42") == "42");

    folder.file("acme.xml", file_with(two_digits, "^Acme ((?P>two-digits))$"));
    CHECK_THROWS_WITH(read_fingerprint_file(path),
                      path + ":2: expected another name: the part 'two-digits' stands in " + common.string() + ":2");
    folder.file("pattern_parts.xml", shared("stray"));
    CHECK_THROWS_WITH(read_fingerprint_file(path), common.string() + ":1: expected <part>, not text");
    folder.file("pattern_parts.xml", shared("<fingerprint/>"));
    CHECK_THROWS_WITH(read_fingerprint_file(path),
                      Catch::StartsWith(common.string() + ":2: expected in <pattern-parts>"));
    folder.file("pattern_parts.xml", file_with("", "a"));
    CHECK_THROWS_WITH(read_fingerprint_file(path),
                      common.string() + ":1: expected the document element <pattern-parts>");
}

TEST_CASE("pattern parts: a user's files use the shipped ones and their own", "[fingerprints]")
{
    const TemporaryDirectory folder;
    const auto load = [&folder](const std::string& parts, const std::string& pattern) {
        const std::array<std::filesystem::path, 1> added = {folder.file("acme.xml", file_with(parts, pattern))};
        return FingerprintDb::load(fingerprint_files(shipped_directory()), added);
    };
    CHECK(model_of(load("", "^Acme (X1) (?P>mac)$"), "Acme X1 00:04:f2:aa:bb:cc") == "X1");
    CHECK(model_of(load(two_digits, "^Acme ((?P>two-digits)) (?P>mac)$"), "Acme 42 0004f2aabbcc") == "42");
    CHECK_THROWS_WITH(load("<part name=\"mac\" pattern=\"a\"><description>d</description></part>", "(a)"),
                      Catch::Contains("acme.xml:2: expected another name: the part 'mac' stands in ") &&
                          Catch::Contains("pattern_parts.xml:"));

    // a folder that began as a copy of the shipped one
    const auto shipped_parts = contents_of(shipped_directory() / "pattern_parts.xml");
    folder.file("pattern_parts.xml", shipped_parts);
    CHECK(model_of(load("", "^Acme (X1) (?P>mac)$"), "Acme X1 0004f2aabbcc") == "X1");
    folder.file("pattern_parts.xml", shared("<part name=\"mac\" pattern=\"a\"><description>d</description></part>"));
    CHECK_THROWS_WITH(load("", "(a)"), Catch::Contains("pattern_parts.xml:2: expected another name"));
}
