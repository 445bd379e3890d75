#pragma once

#include "tests/fingerprints/shipped.hpp"
#include "tests/support/catch.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>

namespace phonescan::test {

/// libxml2 writes what is wrong to stderr unless told otherwise.
inline void keep_quiet(void*, const char*, ...) {}

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

} // namespace phonescan::test
