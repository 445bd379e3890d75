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
    minimum,      ///< from this version on; beside it, approved ones
    not_tested,   ///< it says so
    no_data,      ///< blank, or a placeholder: nothing may be concluded
    companion,    ///< it names other equipment
    discontinued, ///< it says so
    unparsable,   ///< it looks like a version but is none of this vendor
    ended,        ///< of an end-of-life table: the row has an end and no firmware
};

/// `exact`, `not-tested`, … as in data files.
std::string_view name_of(CellKind kind) noexcept;
std::optional<CellKind> cell_kind_named(std::string_view name) noexcept;

struct CatalogCell {
    std::string platform;
    CellKind kind = CellKind::no_data;
    std::string literal;                 ///< as published
    std::vector<std::string> versions;   ///< normalised; of kind exact, never empty then; of kind minimum the approved
    std::string edition;                 ///< of these versions, where the vendor's scheme has several
    std::string minimum;                 ///< of kind minimum; may be empty, and a part of a version
    std::string minimum_edition;         ///< of minimum and exceptions
    std::vector<std::string> exceptions; ///< do not meet the minimum whatever their number
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
    std::string date; ///< ISO 8601, to the month or the day
    std::string end_literal;
    std::string end;                   ///< ISO 8601: the last day of the certification; empty when none is given
    std::vector<std::string> flags;    ///< come out with every verdict from it
    std::vector<std::string> warnings; ///< `CODE: text`: what was not taken as the document has it
    std::vector<CatalogCell> cells;    ///< one per platform of the list, in the list's order

    /// Product cells with white space collapsed, joined by ` | `.
    std::string product_text() const;

    /// Of an end-of-life table: all its cells are `ended`.
    bool is_end_of_life() const { return !cells.empty() && cells.front().kind == CellKind::ended; }
};

/// Equipment whose row names phones. It never leads to a verdict.
struct CatalogAccessory {
    std::size_t line = 0;
    std::size_t document_line = 0;
    std::string vendor;
    std::string product; ///< as product_text()
    std::vector<std::string> models;
};

/// A firmware that the document names without saying that it is qualified.
struct CatalogRelease {
    std::size_t line = 0;
    std::size_t document_line = 0;
    std::string vendor;
    std::string product; ///< as product_text()
    std::vector<std::string> models;
    std::string version;
    std::string edition;
    std::string date;
    bool recalled = false;
};

/// One qualification list as its data file has it. Schema: data/catalog.xsd.
struct CatalogFile {
    std::string name;
    std::string title;
    std::string source;                ///< URL
    std::string revision;              ///< ISO 8601 date
    std::string level;                 ///< of data/platforms.xml; empty: a list of one's own
    std::size_t line = 0;              ///< where the data file says these
    bool newer_is_unsupported = false; ///< the document says that newer firmware is not supported
    std::vector<std::string> platforms;
    std::vector<CatalogRow> rows;
    std::vector<CatalogAccessory> accessories;
    std::vector<CatalogRelease> releases;
};

/// Errors: throws DataError with the line and what was expected.
CatalogFile read_catalog(const std::filesystem::path& path);

/// The same for content that was read from there already.
CatalogFile parse_catalog(const std::filesystem::path& path, std::string content);

} // namespace phonescan
