#include "tests/fingerprints/schema.hpp"
#include "tests/fingerprints/shipped.hpp"
#include "tests/fingerprints/temporary_file.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

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
