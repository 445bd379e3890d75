// Any bytes as a table, of UTF-8 or UTF-16: neither text nor rows depend on how the bytes arrive, what was UTF-16 is
// valid, and rows written again are read the same.

#include "probes/observation/printable.hpp"
#include "scanner/csv_reader.hpp"
#include "scanner/report/csv_field.hpp"
#include "scanner/text_decoding.hpp"
#include "tests/scanner/chunked_source.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace {

using namespace phonescan;

constexpr std::size_t longest = 256; // short, so that too long rows are met

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

struct Decoded {
    std::string text;
    TextForm form;
    std::vector<std::uint64_t> broken;

    friend bool operator==(const Decoded& a, const Decoded& b)
    {
        return a.text == b.text && a.form.encoding == b.form.encoding && a.form.marked == b.form.marked &&
               a.broken == b.broken;
    }
};

Decoded decoded(const std::string& bytes, std::size_t chunk, std::size_t room)
{
    Decoded result;
    DecodedText text{chunked_source(bytes, chunk), [&result](std::uint64_t line) { result.broken.push_back(line); }};
    result.form = text.form();
    const auto source = text.decoded();
    std::string piece(room, '\0');
    while (const auto count = source(piece))
        result.text.append(piece, 0, count);
    return result;
}

std::uint32_t code_point_of(std::string_view sequence)
{
    constexpr unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    std::uint32_t point = static_cast<unsigned char>(sequence[0]) & first_bits[sequence.size()];
    for (const char c : sequence.substr(1))
        point = point << 6 | (static_cast<unsigned char>(c) & 0x3fU);
    return point;
}

/// Well-formed UTF-8 as UTF-16 with its mark.
std::string as_utf16(std::string_view text, bool little_endian)
{
    std::string bytes;
    const auto unit = [&bytes, little_endian](std::uint32_t value) {
        const auto high = static_cast<char>(static_cast<unsigned char>(value >> 8));
        const auto low = static_cast<char>(static_cast<unsigned char>(value & 0xff));
        bytes += little_endian ? low : high;
        bytes += little_endian ? high : low;
    };
    unit(0xfeff);
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        const auto point = code_point_of(text.substr(0, length));
        if (point >= 0x10000) unit(0xd800 + ((point - 0x10000) >> 10));
        unit(point >= 0x10000 ? 0xdc00 + ((point - 0x10000) & 0x3ff) : point);
        text.remove_prefix(length);
    }
    return bytes;
}

void check_decoding(const std::string& bytes, const Decoded& found)
{
    require(found == decoded(bytes, 1, 1));
    require(found == decoded(bytes, 3, 4096));
    if (found.form.encoding != Encoding::utf8) {
        require(is_utf8(found.text));
        require(found.text.size() <= bytes.size() / 2 * 3 + 3);
        require(std::ranges::adjacent_find(found.broken, std::ranges::greater_equal{}) == found.broken.end());
    } else {
        require(found.broken.empty() && bytes.ends_with(found.text));
    }
    if (!is_utf8(found.text)) return;
    for (const bool little_endian : {true, false})
        require(decoded(as_utf16(found.text, little_endian), bytes.size() + 1, 64).text == found.text);
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
    const std::string bytes{reinterpret_cast<const char*>(data), size};
    const auto found = decoded(bytes, size + 1, 4096);
    check_decoding(bytes, found);
    const auto& text = found.text;
    const char delimiter = delimiter_of(std::string_view{text}.substr(0, text.find('\n')));
    require(delimiter == ',' || delimiter == ';' || delimiter == '\t' || delimiter == '|');
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
