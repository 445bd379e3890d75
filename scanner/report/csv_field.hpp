#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace phonescan {

enum class CsvProfile : std::uint8_t {
    plain, ///< lossless: LF, no byte order mark, no text changed
    excel, ///< byte order mark, CRLF, nothing that a spreadsheet would run, round or read as a date
};

/// How comma-separated values are written.
struct CsvDialect {
    CsvProfile profile = CsvProfile::plain;
    char delimiter = ',';
};

/// What --csv-delimiter accepts: `,` `;` `|` and `tab`; nullopt for anything else.
std::optional<char> csv_delimiter_named(std::string_view name) noexcept;

/// What stands before the header row: the byte order mark of the excel profile.
std::string_view csv_prologue(CsvDialect dialect) noexcept;

/// Appends one field, quoted where RFC 4180 asks for it. In the excel profile an apostrophe goes before a text that
/// begins like a formula (= + - @ TAB CR LF, full-width forms too) or that a spreadsheet would turn into a number, a
/// date, a time or a truth value in some locale (`8.0`, `0123`, `5.3.0`, `1E5`, `Mar-13`); four or more groups such as
/// an IPv4 address stay as they are unless they read as thousands (`10.100.100.100`).
void append_csv_field(std::string& out, std::string_view text, CsvDialect dialect);

/// Appends one record with its line end.
void append_csv_record(std::string& out, std::span<const std::string> fields, CsvDialect dialect);

} // namespace phonescan
