#include "probes/wire/html_title.hpp"

#include "probes/wire/byte_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/octets.hpp"

using namespace phonescan;
using namespace phonescan::wire;
using namespace std::string_literals;

namespace {

std::string utf16(std::string_view ascii, bool big_endian)
{
    std::string out = big_endian ? "\xfe\xff" : "\xff\xfe";
    for (const char c : ascii)
        out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return out;
}

} // namespace

TEST_CASE("HTML title: the first title's text is found", "[wire][html]")
{
    struct Row {
        std::string what;
        std::string page;
        std::string title;
    };
    const auto row = GENERATE(
        Row{"plain", "<html><head><title>SoundPoint IP 550</title></head>", "SoundPoint IP 550"},
        Row{"any letter case", "<HTML><TITLE>a</TiTle>", "a"},
        Row{"attributes", "<title id=\"x>y\" lang='d>e' hidden>a</title>", "a"},
        Row{"quotes in the wrong place", "<p a\"b><title>a</title>", "a"},
        Row{"the first", "<title>a</title><title>b</title>", "a"}, Row{"empty", "<title></title>", ""},
        Row{"blank", "<title> \r\n </title>", ""},
        Row{"white space", "<title>\r\n\tSIP  Phone\n\x0c Web </title>", "SIP Phone Web"},
        Row{"end tag with blanks and slash", "<title>a</title\n /x>b", "a"},
        Row{"tags inside are text", "<title><script>a</script><b></titles></title>", "<script>a</script><b></titles>"},
        Row{"comments inside are text", "<title><!--a--></title>-->", "<!--a-->"},
        Row{"a comment", "<!-- <title>no</title> --><title>a</title>", "a"},
        Row{"an abrupt comment", "<!--><title>a</title>-->", "a"},
        Row{"another abrupt comment", "<!---><title>a</title>-->", "a"},
        Row{"a comment ended with a bang", "<!--x--!><title>a</title>-->", "a"},
        Row{"doctype", "<!DOCTYPE html PUBLIC \"-//W3C//DTD\"><title>a</title>", "a"},
        Row{"XML declaration", "<?xml version=\"1.0\"?><title>a</title>", "a"},
        Row{"a script", "<script>x='<title>no</title>';</script><title>a</title>", "a"},
        Row{"a script's name begins another", "<script></scripts><title>no</title></SCRIPT ><title>a</title>", "a"},
        Row{"a style", "<style><title>no</title></style><title>a</title>", "a"},
        Row{"a drawing", "<svg><title>no</title><svg><title>no</title></svg></svg><title>a</title>", "a"},
        Row{"an empty drawing", "<svg/><title>a</title>", "a"},
        Row{"another name", "<titlebar>no</titlebar><title>a</title>", "a"},
        Row{"less-than that opens nothing", "a < b <> </> </ title> <title>a</title>", "a"},
        Row{"no end tag, head ends", "<title>a </HEAD><body>b", "a"},
        Row{"no end tag, body begins", "<title>a<BODY bgcolor=x>b", "a"}, Row{"no end tag at all", "<title>a b", "a b"},
        Row{"no end tag, long", "<title>" + std::string(600, ' ') + "b", ""},
        Row{"UTF-16, little-endian", utf16("<title>a&amp;b</title>", false), "a&b"},
        Row{"UTF-16, big-endian", utf16("<title>a</title>", true), "a"},
        Row{"UTF-16, a pair and a half of one", utf16("<title>", true) + "\xd8\x3d\xde\x00\xd8\x3d\0<"s,
            "\xf0\x9f\x98\x80\xef\xbf\xbd<"},
        Row{"octets that are no UTF-8", "<title>M\xfcnchen \xe2\x82</title>", "M\xfcnchen \xe2\x82"});
    CAPTURE(row.what);
    const auto title = html_title(row.page);
    REQUIRE(title.has_value());
    CHECK(*title == row.title);
}

TEST_CASE("HTML title: character references are read", "[wire][html]")
{
    struct Row {
        std::string written;
        std::string text;
    };
    const auto row = GENERATE(
        Row{"&amp;&lt;&gt;&quot;&apos;", "&<>\"'"},
        Row{"a&nbsp;b", "a\xc2\xa0"
                        "b"},
        Row{"&Uuml;&yuml;&Agrave;", "\xc3\x9c\xc3\xbf\xc3\x80"}, Row{"&#65;&#x42;&#X43;&#0068;", "ABCD"},
        Row{"&#8364;&#x1f600;", "\xe2\x82\xac\xf0\x9f\x98\x80"}, Row{"a&#10;&#9;b", "a b"},
        Row{"&amp;lt;", "&lt;"}, // once
        Row{"&#0;&#27;&#x7f;&#x9f;", "&#0;&#27;&#x7f;&#x9f;"}, Row{"&#xd800;&#x110000;", "&#xd800;&#x110000;"},
        Row{"&#;&#x;&#-1;&#6 5;", "&#;&#x;&#-1;&#6 5;"}, Row{"&amp &; &bogus; & AT&T;", "&amp &; &bogus; & AT&T;"},
        Row{"&AMP;", "&AMP;"}, Row{"&#99999999999999999999;", "&#99999999999999999999;"});
    CAPTURE(row.written);
    CHECK(html_title("<title>" + row.written + "</title>") == row.text);
}

TEST_CASE("HTML title: a page without one has none", "[wire][html]")
{
    const auto page = GENERATE(""s, "plain"s, "<html><body>"s, "<title"s, "<title lang='a>b</title>"s, "</title>"s,
                               "< title>a</title>"s, "<!-- <title>a</title>"s, "<script><title>a</title>"s,
                               "<style><title>a</title></styles>"s, "<svg><title>a</title>"s,
                               "<textarea><title>a</title></textarea>"s, "\xfe\xff"s, "\xff\xfe<"s);
    CAPTURE(page);
    CHECK_FALSE(html_title(page).has_value());
}

TEST_CASE("HTML title: a title and a page are bounded", "[wire][html]")
{
    CHECK(html_title("<title>" + std::string(1000, 'a') + "</title>") == std::string(max_html_title, 'a'));
    CHECK(html_title("<title>" + std::string(255, 'a') + "\xc3\xbc</title>") == std::string(255, 'a'));
    CHECK(html_title("<title>" + std::string(255, 'a') + " b</title>") == std::string(255, 'a'));
    CHECK(html_title("<title>" + std::string(2000, ' ') + "b</title>") == "b");
    CHECK(html_title(std::string(max_titled_page - 8, ' ') + "<title>a</title>") == "a");
    CHECK_FALSE(html_title(std::string(max_titled_page - 6, ' ') + "<title>a</title>").has_value());
}

TEST_CASE("HTML title: a page cut anywhere gives a beginning of the title", "[wire][html]")
{
    const auto page = "<!DOCTYPE html><!-- x --><head><script>'<b>'</script><title a='>'>Phone &amp; more</title>"s;
    const auto begins = page.find("Phone");
    test::for_every_prefix(std::as_bytes(std::span{page}), [&](Bytes cut) {
        CAPTURE(cut.size());
        const auto title = html_title(text_of(cut));
        REQUIRE(title.has_value() == (cut.size() >= begins));
        if (title && cut.size() < begins + 6) CHECK("Phone"s.starts_with(*title));
    });
    CHECK(html_title(page) == "Phone & more");
}
