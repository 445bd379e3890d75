#include "fingerprints/xml_schema.hpp"

#include "fingerprints/xml_file.hpp"
#include "probes/observation/error.hpp"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

namespace phonescan {

namespace {

/// libxml2 writes what is wrong to stderr unless told otherwise.
void keep_quiet(void* /*context*/, const char* /*format*/, ...) {}

SchemaViolation violation_of(const xmlError* error)
{
    if (error == nullptr) return {0, "expected a readable XML file"};
    const auto line = error->line > 0 ? static_cast<std::size_t>(error->line) : 0;
    return {line, one_line(error->message == nullptr ? "not as the schema says" : error->message)};
}

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

/// Null when the file is no well-formed XML.
Document read(const std::filesystem::path& file)
{
    return {xmlReadFile(file.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING), xmlFreeDoc};
}

/// For libxml2, whose context is the list to append to.
void append(void* violations, xmlError* error)
{
    static_cast<std::vector<SchemaViolation>*>(violations)->push_back(violation_of(error));
}

} // namespace

struct XmlSchema::Impl {
    Document document{nullptr, xmlFreeDoc}; ///< the schema refers to it
    std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema{nullptr, xmlSchemaFree};
};

XmlSchema::XmlSchema(const std::filesystem::path& xsd) : impl_{std::make_unique<Impl>()}
{
    impl_->document = read(xsd);
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> parser{
        impl_->document == nullptr ? nullptr : xmlSchemaNewDocParserCtxt(impl_->document.get()),
        xmlSchemaFreeParserCtxt};
    if (parser != nullptr) {
        xmlSchemaSetParserErrors(parser.get(), keep_quiet, keep_quiet, nullptr);
        impl_->schema.reset(xmlSchemaParse(parser.get()));
    }
    if (impl_->schema == nullptr) throw DataError{xsd, 0, "expected an XML Schema"};
}

XmlSchema::XmlSchema(XmlSchema&&) noexcept = default;
XmlSchema& XmlSchema::operator=(XmlSchema&&) noexcept = default;
XmlSchema::~XmlSchema() = default;

std::vector<SchemaViolation> XmlSchema::violations(const std::filesystem::path& file) const
{
    const auto document = read(file);
    if (document == nullptr) return {violation_of(xmlGetLastError())};
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> validation{
        xmlSchemaNewValidCtxt(impl_->schema.get()), xmlSchemaFreeValidCtxt};
    std::vector<SchemaViolation> found;
    xmlSchemaSetValidStructuredErrors(validation.get(), append, &found);
    xmlSchemaValidateDoc(validation.get(), document.get());
    return found;
}

} // namespace phonescan
