// Any bytes as a table: the rows do not depend on how the bytes arrive, and rows written again are read the same.

#include "scanner/csv_reader.hpp"
#include "scanner/report/csv_field.hpp"
#include "tests/scanner/chunked_source.hpp"

#include <cstdint>

namespace {

using namespace phonescan;

constexpr std::size_t longest = 256; // short, so that too long rows are met

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

std::vector<CsvRow> rows_of(const std::string& text, std::size_t chunk, char delimiter, std::size_t longest_row)
{
    InputWindow input{chunked_source(text, chunk)};
    CsvReader reader{input, delimiter, longest_row};
    std::vector<CsvRow> rows;
    while (const auto* row = reader.next())
        rows.push_back(*row);
    return rows;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text{reinterpret_cast<const char*>(data), size};
    const char delimiter = delimiter_of(std::string_view{text}.substr(0, text.find('\n')));
    require(delimiter == ',' || delimiter == ';' || delimiter == '\t');
    const auto rows = rows_of(text, size + 1, delimiter, longest);
    const auto trickled = rows_of(text, 1, delimiter, longest);
    require(rows.size() == trickled.size());

    std::uint64_t line = 0;
    std::string again;
    std::vector<std::vector<std::string>> good;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        require(rows[i].line == trickled[i].line && rows[i].cells == trickled[i].cells);
        require(rows[i].error == trickled[i].error);
        require(rows[i].line > line && !rows[i].cells.empty());
        line = rows[i].line;
        const auto& cells = rows[i].cells;
        if (!rows[i].error.empty() || (cells.size() == 1 && cells.front().empty())) continue; // an empty line is no row
        append_csv_record(again, cells, {CsvProfile::plain, delimiter});
        good.push_back(cells);
    }
    const auto reread = rows_of(again, again.size() + 1, delimiter, 8 * longest);
    require(reread.size() == good.size());
    for (std::size_t i = 0; i < good.size(); ++i)
        require(reread[i].error.empty() && reread[i].cells == good[i]);
    return 0;
}
