#include "scanner/line_reader.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using namespace phonescan;

namespace {

struct Owned {
    std::string text;
    std::uint64_t number;
    bool too_long;

    friend bool operator==(const Owned&, const Owned&) = default;
};

std::vector<Owned> lines_of(std::string text, std::size_t chunk, std::size_t longest)
{
    InputWindow input{chunked_source(std::move(text), chunk)};
    LineReader reader{input, longest};
    std::vector<Owned> lines;
    while (const auto line = reader.next())
        lines.push_back({std::string{line->text}, line->number, line->too_long});
    return lines;
}

} // namespace

TEST_CASE("line reader: lines with either end, the last with or without one", "[scanner]")
{
    const auto chunk = GENERATE(std::size_t{1}, std::size_t{3}, std::size_t{4096});
    CHECK(lines_of("", chunk, 10).empty());
    CHECK(lines_of("a\r\n\nbc", chunk, 10) == std::vector<Owned>{{"a", 1, false}, {"", 2, false}, {"bc", 3, false}});
    CHECK(lines_of("a\n", chunk, 10) == std::vector<Owned>{{"a", 1, false}});
    CHECK(lines_of(std::string("\0\n", 2), chunk, 10) == std::vector<Owned>{{std::string(1, '\0'), 1, false}});
}

TEST_CASE("line reader: a line of the greatest length is read, one byte more is not", "[scanner]")
{
    const auto chunk = GENERATE(std::size_t{1}, std::size_t{3}, std::size_t{4096});
    const auto end = GENERATE("\n", "\r\n");
    CAPTURE(chunk, end);
    const auto lines =
        lines_of("12345" + std::string{end} + "123456" + end + std::string(1000, 'x') + end + "z", chunk, 5);
    CHECK(lines == std::vector<Owned>{{"12345", 1, false}, {"", 2, true}, {"", 3, true}, {"z", 4, false}});
}
