#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// What a cell of a qualification list says, once its wording is taken away.
enum class CellKind : std::uint8_t {
    exact,        ///< these versions are qualified
    not_tested,   ///< it says so
    no_data,      ///< blank, or a placeholder: nothing may be concluded
    companion,    ///< it names other equipment
    discontinued, ///< it says so
    unparsable,   ///< it looks like a version but is none of this vendor
};

/// `exact`, `not-tested`, … as in data files.
std::string_view name_of(CellKind kind) noexcept;

struct CatalogCell {
    std::string platform;
    CellKind kind = CellKind::no_data;
    std::string literal;               ///< as published
    std::vector<std::string> versions; ///< normalised; only of kind exact, and then never empty
    std::string edition;               ///< of these versions, where the vendor's scheme has several
};

/// One row of a list, and what its product cells mean.
struct CatalogRow {
    std::size_t line = 0;          ///< of the data file
    std::size_t document_line = 0; ///< of the document; 0 when not recorded
    std::string heading;           ///< the document's headings above it, outermost first, joined by ` > `
    std::string vendor;
    std::vector<std::string> product;       ///< literal cells
    std::vector<std::string> models;        ///< the models it names
    std::string series;                     ///< or the name of a series …
    std::vector<std::string> series_models; ///< … and the patterns of its models
    std::string date_literal;
    std::string date;                  ///< ISO 8601, to the month or the day
    std::vector<std::string> flags;    ///< come out with every verdict from it
    std::vector<std::string> warnings; ///< `CODE: text`: what was not taken as the document has it
    std::vector<CatalogCell> cells;    ///< one per platform of the list, in the list's order

    /// Product cells with white space collapsed, joined by ` | `.
    std::string product_text() const;
};

/// One qualification list as its data file has it. Schema: data/catalog.xsd.
struct CatalogFile {
    std::string name;
    std::string title;
    std::string source;                ///< URL
    std::string revision;              ///< ISO 8601 date
    bool newer_is_unsupported = false; ///< the document says that newer firmware is not supported
    std::vector<std::string> platforms;
    std::vector<CatalogRow> rows;
};

/// Errors: throws DataError with the line and what was expected.
CatalogFile read_catalog(const std::filesystem::path& path);

} // namespace phonescan
