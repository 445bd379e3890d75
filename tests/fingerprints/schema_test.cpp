#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// libxml2 writes what is wrong to stderr unless told otherwise.
void keep_quiet(void*, const char*, ...) {}

/// Whether a file follows fingerprints.xsd.
class Schema {
public:
    Schema()
    {
        const auto path = shipped_directory() / "fingerprints.xsd";
        const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser{
            xmlSchemaNewParserCtxt(path.c_str()), xmlSchemaFreeParserCtxt};
        schema_.reset(xmlSchemaParse(parser.get()));
        REQUIRE(schema_ != nullptr);
    }

    bool accepts(const std::filesystem::path& file) const
    {
        const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document{
            xmlReadFile(file.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR), xmlFreeDoc};
        REQUIRE(document != nullptr);
        const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> validation{
            xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt};
        xmlSchemaSetValidErrors(validation.get(), keep_quiet, keep_quiet, nullptr);
        return xmlSchemaValidateDoc(validation.get(), document.get()) == 0;
    }

private:
    std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema_{nullptr, xmlSchemaFree};
};

} // namespace

TEST_CASE("shipped fingerprints: every file follows the schema", "[fingerprints][data]")
{
    const Schema schema;
    for (const auto& file : fingerprint_files(shipped_directory())) {
        if (file.extension() != ".xml") continue;
        CAPTURE(file);
        CHECK(schema.accepts(file));
    }
}

TEST_CASE("fingerprint schema: refuses what the loader refuses", "[fingerprints][data]")
{
    const Schema schema;
    const std::string param = "<param pos=\"0\" name=\"hw.vendor\" value=\"v\"/>";
    for (const std::string& fingerprint :
         {"<fingerprint pattern=\"a\">" + param + "</fingerprint>",
          std::string{"<fingerprint pattern=\"a\"><description>d</description></fingerprint>"},
          "<fingerprint><description>d</description>" + param + "</fingerprint>",
          "<fingerprint pattern=\"a\" certainty=\"2\"><description>d</description>" + param + "</fingerprint>",
          "<fingerprint pattern=\"a\" patern=\"b\"><description>d</description>" + param + "</fingerprint>"}) {
        CAPTURE(fingerprint);
        const TemporaryFile file{"<fingerprints>" + fingerprint + "</fingerprints>"};
        CHECK_FALSE(schema.accepts(file.path()));
    }
}
