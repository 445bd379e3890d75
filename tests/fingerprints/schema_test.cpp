#include "fingerprints/xml_schema.hpp"
#include "probes/observation/error.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

TEST_CASE("fingerprint schema: refuses what the loader refuses", "[fingerprints][data]")
{
    const XmlSchema schema{shipped_schema()};
    const std::string param = "<param pos=\"0\" name=\"hw.vendor\" value=\"v\"/>";
    const auto violations = [&schema](const std::string& fingerprint) {
        const TemporaryFile file{"<fingerprints>\n" + fingerprint + "</fingerprints>"};
        return schema.violations(file.path());
    };
    CHECK(violations("<fingerprint pattern=\"a\"><description>d</description>" + param + "</fingerprint>").empty());
    for (const std::string& fingerprint :
         {"<fingerprint pattern=\"a\">" + param + "</fingerprint>",
          std::string{"<fingerprint pattern=\"a\"><description>d</description></fingerprint>"},
          "<fingerprint><description>d</description>" + param + "</fingerprint>",
          "<fingerprint pattern=\"a\" certainty=\"2\"><description>d</description>" + param + "</fingerprint>",
          "<fingerprint pattern=\"a\" patern=\"b\"><description>d</description>" + param + "</fingerprint>"}) {
        CAPTURE(fingerprint);
        const auto found = violations(fingerprint);
        REQUIRE_FALSE(found.empty());
        CHECK(found.front().line == 2);
        CHECK_FALSE(found.front().message.empty());
    }
}

TEST_CASE("fingerprint schema: parts have a name, a pattern and a description", "[fingerprints][data]")
{
    const XmlSchema schema{shipped_schema()};
    const std::string print = "<fingerprint pattern=\"a\"><description>d</description><param pos=\"0\" "
                              "name=\"hw.vendor\" value=\"v\"/></fingerprint>";
    const auto count = [&schema](const std::string& xml) {
        const TemporaryFile file{xml};
        return schema.violations(file.path()).size();
    };
    const std::string part = "<part name=\"a-2\" pattern=\"b\"><description>d</description></part>";
    CHECK(count("<fingerprints>" + part + part + print + "</fingerprints>") == 0);
    CHECK(count("<pattern-parts>" + part + "</pattern-parts>") == 0);
    CHECK(count("<fingerprints>" + print + part + "</fingerprints>") > 0);
    CHECK(count("<pattern-parts>" + print + "</pattern-parts>") > 0);
    CHECK(count("<pattern-parts/>") > 0);
    for (const char* wrong :
         {"<part name=\"A\" pattern=\"b\"><description>d</description></part>",
          "<part name=\"a\"><description>d</description></part>",
          "<part pattern=\"b\"><description>d</description></part>", "<part name=\"a\" pattern=\"b\"/>"}) {
        CAPTURE(wrong);
        CHECK(count("<pattern-parts>" + std::string{wrong} + "</pattern-parts>") > 0);
    }
}

TEST_CASE("XML schema: what is no XML, no file or no schema is said so", "[fingerprints]")
{
    const XmlSchema schema{shipped_schema()};
    const TemporaryFile broken{"<fingerprints>\n<fingerprint>\n</fingerprints>"};
    const auto found = schema.violations(broken.path());
    REQUIRE(found.size() == 1);
    CHECK(found.front().line == 3);
    CHECK(schema.violations("/nonexistent/acme.xml").size() == 1);
    CHECK_THROWS_AS(XmlSchema{broken.path()}, DataError);
    CHECK_THROWS_AS(XmlSchema{"/nonexistent/fingerprints.xsd"}, DataError);
}
