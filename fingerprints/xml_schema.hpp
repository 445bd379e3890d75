#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace phonescan {

/// What a document has that its schema does not allow.
struct SchemaViolation {
    std::size_t line = 0;
    std::string message;
};

/// An XML Schema, to hold files against. No document is fetched over the network.
class XmlSchema {
public:
    /// Errors: throws DataError when the file is no schema.
    explicit XmlSchema(const std::filesystem::path& xsd);
    XmlSchema(XmlSchema&&) noexcept;
    XmlSchema& operator=(XmlSchema&&) noexcept;
    ~XmlSchema();

    /// In the order of the file; a file that is not well-formed XML has one.
    std::vector<SchemaViolation> violations(const std::filesystem::path& file) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan
