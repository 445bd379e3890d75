#include "scanner/report/terminal_text.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;

TEST_CASE("terminal text: what would move, hide or reorder is written in hex", "[scanner][report]")
{
    CHECK(terminal_text("Gesch\xc3\xa4"
                        "ft 7") == "Gesch\xc3\xa4"
                                   "ft 7");
    CHECK(terminal_text("a\tb\r\nc") == "a\\x09b\\x0d\\x0ac");
    CHECK(terminal_text("\x1b[31m") == "\\x1b[31m");
    CHECK(terminal_text("\xc2\x9b"
                        "31m") == "\\xc2\\x9b31m");
    CHECK(terminal_text("\xe2\x80\xae") == "\\xe2\\x80\\xae");
    CHECK(terminal_text("\xe2\x80\x8b") == "\\xe2\\x80\\x8b");
    CHECK(terminal_text("\xf3\xa0\x81\x81") == "\\xf3\\xa0\\x81\\x81");
    CHECK(terminal_text("\xff") == "\\xff");
    CHECK(terminal_text("\\xff") == "\\xff");
    CHECK(terminal_text("e\xcc\x81\xcc\x82\xcc\x83") == "e\xcc\x81\xcc\x82\\xcc\\x83");
}

TEST_CASE("terminal text: width is in columns", "[scanner][report]")
{
    CHECK(display_width("") == 0);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\xc3\xa4\xe2\x80\xa6") == 2);
    CHECK(display_width("\xe9\x9b\xbb\xe8\xa9\xb1") == 4);
    CHECK(display_width("\xf0\x9f\x93\x9e") == 2);
    CHECK(display_width("e\xcc\x81") == 1);
}

TEST_CASE("terminal text: longer text ends in an ellipsis inside its width", "[scanner][report]")
{
    CHECK(shortened("abcdef", 6) == "abcdef");
    CHECK(shortened("abcdef", 5) == "abcd…");
    CHECK(shortened("abcdef", 1) == "…");
    CHECK(shortened("\xe9\x9b\xbb\xe8\xa9\xb1", 4) == "\xe9\x9b\xbb\xe8\xa9\xb1");
    CHECK(shortened("\xe9\x9b\xbb\xe8\xa9\xb1", 3) == "\xe9\x9b\xbb…");
    CHECK(shortened("\xe9\x9b\xbb\xe8\xa9\xb1", 2) == "…");
    CHECK(shortened("e\xcc\x81x", 2) == "e\xcc\x81x");
    CHECK(fitted("ab", 4) == "ab  ");
    CHECK(fitted("\xe9\x9b\xbb\xe8\xa9\xb1", 2) == "… ");
}

TEST_CASE("terminal text: words wrap at the width", "[scanner][report]")
{
    CHECK(wrapped("", 10).empty());
    CHECK(wrapped("one two three", 7) == "one two\nthree\n");
    CHECK(wrapped("one two three", 10, "- ") == "- one two\n  three\n");
    CHECK(wrapped("one two three four", 9, "a: ") == "a: one\n   two\n   three\n   four\n");
    CHECK(wrapped("abcdefghij k", 6) == "abcde…\nk\n");
    CHECK(wrapped("a  b", 10) == "a b\n");
}
