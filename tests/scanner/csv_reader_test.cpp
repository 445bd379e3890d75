#include "scanner/csv_reader.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRow> rows_of(std::string text, std::size_t chunk, char delimiter = ',', std::size_t longest = 1000)
{
    InputWindow input{chunked_source(std::move(text), chunk)};
    input.skip_byte_order_mark();
    CsvReader reader{input, delimiter, longest};
    std::vector<CsvRow> rows;
    while (const auto* row = reader.next())
        rows.push_back(*row);
    return rows;
}

struct Readable {
    std::string text;
    std::vector<Cells> rows;
};

const std::vector<Readable> readable = {
    {"", {}},
    {"a", {{"a"}}},
    {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
    {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
    {"a,b\r\n1,2\r", {{"a", "b"}, {"1", "2"}}},
    {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
    {"\xef\xbb\xbfmodel,x\n", {{"model", "x"}}},
    {"\"a\",\"b\"\n", {{"a", "b"}}},
    {"\"a,b\",\"c\"\"d\"\n", {{"a,b", "c\"d"}}},
    {"\"\"\"\",\"\"\n", {{"\"", ""}}},
    {"\"two\nlines\",x\r\ny,\"and\r\nthese\"", {{"two\nlines", "x"}, {"y", "and\r\nthese"}}},
    {"6\" stand,a\"b\"\n", {{"6\" stand", "a\"b\""}}},
    {" a , b \n", {{" a ", " b "}}},
    {",\n,,\n", {{"", ""}, {"", "", ""}}},
    {"a,\n", {{"a", ""}}},
    {"a,", {{"a", ""}}},
    {"\n\r\na\n\n", {{"a"}}},
    {"a\rb,c\n", {{"a\rb", "c"}}},
    {"\"a\"\r\n\"b\"\n\"c\"", {{"a"}, {"b"}, {"c"}}},
    {"x;y\n", {{"x;y"}}},
};

} // namespace

TEST_CASE("CSV reader: RFC 4180 tables, however the bytes arrive", "[scanner][csv]")
{
    const auto chunk = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4096});
    for (const auto& [text, expected] : readable) {
        CAPTURE(text, chunk);
        const auto rows = rows_of(text, chunk);
        REQUIRE(rows.size() == expected.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i].cells == expected[i]);
            CHECK(rows[i].error.empty());
        }
    }
}

TEST_CASE("CSV reader: semicolon and tab delimit where they are told to", "[scanner][csv]")
{
    CHECK(rows_of("a;b,c\n", 1, ';').front().cells == Cells{"a", "b,c"});
    CHECK(rows_of("a\tb,c\n\"x\ty\"\tz\n", 1, '\t').back().cells == Cells{"x\ty", "z"});
}

TEST_CASE("CSV reader: the header line tells the delimiter", "[scanner][csv]")
{
    CHECK(delimiter_of("vendor,model;old,firmware") == ',');
    CHECK(delimiter_of("vendor;model;\"firmware,exact,text,,\"") == ';');
    CHECK(delimiter_of("vendor\tmodel") == '\t');
    CHECK(delimiter_of("vendor|model") == '|');
    CHECK(delimiter_of("model") == ',');
}

TEST_CASE("CSV reader: a first line for spreadsheets names the delimiter", "[scanner][csv]")
{
    CHECK(delimiter_told_by("sep=;") == ';');
    CHECK(delimiter_told_by("SEP=\t") == '\t');
    CHECK(delimiter_told_by("\"sep=,\"") == ',');
    CHECK(delimiter_told_by("sep=#") == '#');
    for (const auto* line : {"", "sep=", "sep=;;", "step=;", "separator", "\"\""})
        CHECK(delimiter_told_by(line) == '\0');
}

TEST_CASE("CSV reader: a row that cannot be read costs its own line only", "[scanner][csv]")
{
    struct Case {
        std::string text;
        std::string error;
        std::string kept;
    };
    const std::string nul = std::string("a") + '\0' + ",b";
    const std::string tail = ",x\n1,2\n3,4\n";
    const std::vector<Case> cases = {
        {"\"open" + tail, "a quoted cell is never closed", "\"open,x"},
        {"\"open\"more" + tail, "text follows the closing quote of a cell", "\"open\"more,x"},
        {nul + "\n1,2\n3,4\n", "a NUL byte", "a\\x00,b"},
        {"\"" + std::string(300, 'y') + tail, "a quoted cell is never closed", "\"" + std::string(300, 'y') + ",x"},
    };
    const auto chunk = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{4096});
    for (const auto& [text, error, kept] : cases) {
        CAPTURE(text, chunk);
        const auto rows = rows_of("h,i\n" + text, chunk, ',', 200);
        REQUIRE(rows.size() == 4);
        CHECK(rows[1].error == error);
        CHECK(rows[1].cells.at(0).substr(0, 100) == kept.substr(0, 100));
        CHECK(rows[1].line == 2);
        CHECK(rows[2].cells == Cells{"1", "2"});
        CHECK(rows[3].cells == Cells{"3", "4"});
        CHECK(rows[3].line == 4);
    }
}

TEST_CASE("CSV reader: lines are counted through quoted newlines", "[scanner][csv]")
{
    const auto rows = rows_of("a,b\n\"1\n2\n\",x\n\nlast,y\n", 1);
    REQUIRE(rows.size() == 3);
    CHECK(rows[1].line == 2);
    CHECK(rows[2].line == 6);
}

TEST_CASE("CSV reader: a line without end is dropped in bounded memory", "[scanner][csv]")
{
    std::size_t left = 50'000'000;
    const auto endless = [&left](std::span<char> room) {
        const auto count = std::min(room.size(), left);
        std::fill_n(room.data(), count, 'x');
        if ((left -= count) == 0 && count != 0) room[count - 1] = '\n';
        return count;
    };
    InputWindow input{endless};
    CsvReader reader{input};
    const auto* row = reader.next();
    REQUIRE(row != nullptr);
    CHECK(row->error == "a row longer than accepted");
    CHECK(row->cells.at(0).size() <= longest_line);
    CHECK(reader.next() == nullptr);
}

TEST_CASE("CSV reader: many small rows leave the window small", "[scanner][csv]")
{
    std::size_t left = 2'000'000;
    const auto rows = [&left](std::span<char> room) {
        const auto count = std::min(room.size() / 8, left);
        for (std::size_t i = 0; i < count; ++i)
            std::copy_n("\"ab\",12\n", 8, room.data() + 8 * i);
        left -= count;
        return 8 * count;
    };
    InputWindow input{rows};
    CsvReader reader{input};
    std::uint64_t count = 0;
    std::size_t widest = 0;
    while (reader.next() != nullptr) {
        ++count;
        widest = std::max(widest, input.pending().size());
    }
    CHECK(count == 2'000'000);
    CHECK(widest <= 128 * 1024);
}
