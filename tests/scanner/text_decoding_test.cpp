#include "scanner/text_decoding.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace std::string_literals;

namespace {

struct Decoded {
    std::string text;
    TextForm form;
    std::vector<std::uint64_t> broken;
};

Decoded decoded(const std::string& bytes, std::size_t chunk, std::size_t room = 4096)
{
    Decoded result;
    DecodedText text{chunked_source(bytes, chunk), [&result](std::uint64_t line) { result.broken.push_back(line); }};
    result.form = text.form();
    const auto source = text.decoded();
    std::string piece(room, '\0');
    while (const auto count = source(piece))
        result.text.append(piece, 0, count);
    CHECK(source(piece) == 0);
    return result;
}

struct Case {
    std::string bytes;
    std::string text;
    Encoding encoding;
    bool marked;
    std::vector<std::uint64_t> broken;
};

constexpr auto utf8 = Encoding::utf8;
constexpr auto little = Encoding::utf16_little_endian;
constexpr auto big = Encoding::utf16_big_endian;

const std::vector<Case> cases = {
    {"", "", utf8, false, {}},
    {"a", "a", utf8, false, {}},
    {"model\nx\xe4\n", "model\nx\xe4\n", utf8, false, {}},
    {"\xef\xbb\xbfmodel", "model", utf8, true, {}},
    {"\xef\xbb\xbf", "", utf8, true, {}},
    {"\xef\xbb", "\xef\xbb", utf8, false, {}},
    {"\0\0a"s, "\0\0a"s, utf8, false, {}},
    {"\xff\xfe"s, "", little, true, {}},
    {"\xff\xfe"
     "a\0\n\0\xe4\0"s,
     "a\n\xc3\xa4",
     little,
     true,
     {}},
    {"\xfe\xff\0a\0\n\0\xe4"s, "a\n\xc3\xa4", big, true, {}},
    {"a\0;\0"s, "a;", little, false, {}},
    {"\0a\0;"s, "a;", big, false, {}},
    {"\xff\xfe\xac\x20\x3d\xd8\x1e\xde"s, "\xe2\x82\xac\xf0\x9f\x98\x9e", little, true, {}}, // U+20AC, U+1F61E
    {"\xfe\xff\xdb\xff\xdf\xff"s, "\xf4\x8f\xbf\xbf", big, true, {}},                        // U+10FFFF
    {"\xff\xfe\0\0"s, "\0"s, little, true, {}},
    {"\xff\xfe\xff\xfe"s, "\xef\xbb\xbf", little, true, {}}, // a mark that is not in front is a character
    {"\xff\xfe"
     "a\0\n\0\x3d\xd8x\0\n\0\x1e\xde\x1e\xde"s,
     "a\n\xef\xbf\xbdx\n\xef\xbf\xbd\xef\xbf\xbd",
     little,
     true,
     {2, 3}},
    {"\xff\xfe\x3d\xd8\x3d\xd8\x1e\xde"s, "\xef\xbf\xbd\xf0\x9f\x98\x9e", little, true, {1}},
    {"\xff\xfe\x3d\xd8"s, "\xef\xbf\xbd", little, true, {1}},
    {"\xff\xfe"
     "a\0\n\0b"s,
     "a\n\xef\xbf\xbd",
     little,
     true,
     {2}},
    {"\xff\xfe\x3d\xd8\x1e"s, "\xef\xbf\xbd\xef\xbf\xbd", little, true, {1}},
};

} // namespace

TEST_CASE("text decoding: UTF-8 and UTF-16, however the bytes arrive", "[scanner]")
{
    const auto chunk = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4096});
    const auto room = GENERATE(std::size_t{1}, std::size_t{5}, std::size_t{4096});
    for (const auto& expected : cases) {
        CAPTURE(expected.bytes, expected.text, chunk, room);
        const auto found = decoded(expected.bytes, chunk, room);
        CHECK(found.text == expected.text);
        CHECK(found.form.encoding == expected.encoding);
        CHECK(found.form.marked == expected.marked);
        CHECK(found.broken == expected.broken);
    }
}

TEST_CASE("text decoding: a long text comes whole over the ends of blocks", "[scanner]")
{
    std::string bytes = "\xff\xfe";
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
        bytes += "\x3d\xd8\x1e\xde"s + "x\0"s;
        text += "\xf0\x9f\x98\x9ex";
    }
    const auto chunk = GENERATE(std::size_t{7}, std::size_t{65'536}, std::size_t{1'000'000});
    const auto found = decoded(bytes, chunk, 60'000);
    CHECK(found.text == text);
    CHECK(found.broken.empty());
}
