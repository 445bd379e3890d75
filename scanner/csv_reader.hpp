#pragma once

#include "scanner/line_reader.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// One record of a table.
struct CsvRow {
    std::uint64_t line = 0;         ///< where it begins; counts from 1
    std::vector<std::string> cells; ///< unquoted; of a bad row: its line as one cell
    std::string error;              ///< what is wrong with it, empty when nothing is
};

/// Reads a table as a stream: one bounded row in memory at a time. Quoted cells may hold delimiters, doubled quotes and
/// newlines; rows end with LF or CRLF; empty lines are no rows. A row that cannot be read costs its own line and no
/// more: reading goes on at the line after it. Source: RFC 4180, 2; a quote inside an unquoted cell is text.
class CsvReader {
public:
    /// first_line: the number of the line that the input begins with.
    explicit CsvReader(InputWindow& input, char delimiter = ',', std::size_t longest = longest_line,
                       std::uint64_t first_line = 1)
        : input_{input}, delimiter_{delimiter}, longest_{longest}, line_{first_line}
    {
    }

    /// The next row, nullptr at the end; valid until the next call.
    const CsvRow* next();

private:
    enum class Outcome { row, bad, more };
    struct Record {
        Outcome outcome;
        std::size_t length; ///< bytes of it, its newline included
    };

    Record read_record(std::string_view text, bool at_end);
    Record read_quoted_cell(std::string_view text, std::size_t quote, bool at_end);
    std::string& add_cell();
    void finish(std::size_t length);
    void give_up_line();

    InputWindow& input_;
    char delimiter_;
    std::size_t longest_;
    std::uint64_t line_;
    std::size_t used_ = 0; ///< cells of row_ in use; the others keep their memory for the next row
    CsvRow row_;
};

/// The delimiter of a table, told by its header line: the one of comma, semicolon, tab and vertical bar that stands
/// most often outside of quotes; comma when there is none.
char delimiter_of(std::string_view header_line);

/// The delimiter that spreadsheets are told by a first line `sep=;`, quoted or not; `line` is without its LF or CRLF.
/// NUL when it is no such line. What it names may be none of the four.
char delimiter_told_by(std::string_view line);

} // namespace phonescan
