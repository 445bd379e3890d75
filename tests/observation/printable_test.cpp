#include "probes/observation/printable.hpp"
#include "tests/support/catch.hpp"

using phonescan::printable;
using phonescan::printable_again;

TEST_CASE("printable: text stays, everything else is written in hex", "[observation]")
{
    CHECK(printable("Yealink SIP-T48G 35.80.0.70") == "Yealink SIP-T48G 35.80.0.70");
    CHECK(printable("a\tb\r\nc") == "a\tb\r\nc");
    CHECK(printable("AVAYA/SIP12x0\x17/04.00.04.00") == "AVAYA/SIP12x0\\x17/04.00.04.00");
    CHECK(printable("\xff/04.01") == "\\xff/04.01");
    CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
    CHECK(printable("\x7f") == "\\x7f");
    CHECK(printable("Gesch\xc3\xa4"
                    "ft") == "Gesch\xc3\xa4"
                             "ft");
    CHECK(printable("Gesch\xe4"
                    "ft") == "Gesch\\xe4"
                             "ft");
    CHECK(printable("\xc2\x9b"
                    "31m") == "\\xc2\\x9b"
                              "31m");
}

TEST_CASE("printable: malformed UTF-8 is escaped byte by byte", "[observation]")
{
    CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");
    CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
    CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
    CHECK(printable("\xe2\x82") == "\\xe2\\x82");
    CHECK(printable("\xe2\x82\xac") == "\xe2\x82\xac");
    CHECK(printable("\xf0\x9f\x93\x9e") == "\xf0\x9f\x93\x9e");
}

TEST_CASE("printable: a backslash before x is escaped once, and never again", "[observation]")
{
    CHECK(printable("\\x17") == "\\x5cx17");
    CHECK(printable("C:\\dir") == "C:\\dir");
    CHECK(printable_again("\\x17") == "\\x17");
    CHECK(printable_again("a\x01") == "a\\x01");
    CHECK(printable_again(printable("\xff\\x")) == printable("\xff\\x"));
}

TEST_CASE("is_utf8: every sequence has to be well formed and whole", "[observation]")
{
    using phonescan::is_utf8;
    CHECK(is_utf8(""));
    CHECK(is_utf8("Zürich \xf0\x9f\x93\x9e"));
    CHECK_FALSE(is_utf8("Z\xfcrich"));
    CHECK_FALSE(is_utf8("cut \xf0\x9f\x93"));
    CHECK_FALSE(is_utf8("overlong \xc0\xaf"));
}
