#include "scanner/report/csv.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr CsvDialect excel{CsvProfile::excel, ','};

std::string field(std::string_view text, CsvDialect dialect = {})
{
    std::string out;
    append_csv_field(out, text, dialect);
    return out;
}

} // namespace

TEST_CASE("CSV: the header row is a contract", "[scanner][report]")
{
    CHECK(written(write_csv, run(), {}) ==
          "site,ip,mac,vendor,model,firmware,edition,serial,name,status,action,channels,confidence,evidence,first_seen,"
          "last_seen,scan,device,kind,conflicts,findings,switch,switch_port,vlan,note,"
          "lync-server-2013.status,lync-server-2013.verdict,lync-server-2013.listed,lync-server-2013.wanted,"
          "lync-server-2013.row,lync-server-2013.cell,lync-server-2013.reason,lync-server-2013.flags,"
          "lync-server-2013.catalog,lync-server-2013.revision,"
          "lync-online.status,lync-online.verdict,lync-online.listed,lync-online.wanted,lync-online.row,"
          "lync-online.cell,lync-online.reason,lync-online.flags,lync-online.catalog,lync-online.revision\n");
}

TEST_CASE("CSV: fields are quoted only where RFC 4180 asks for it", "[scanner][report]")
{
    CHECK(field("VVX 410").compare("VVX 410") == 0);
    CHECK(field("").empty());
    CHECK(field("a,b") == "\"a,b\"");
    CHECK(field("a;b") == "a;b");
    CHECK(field("a\"b") == "\"a\"\"b\"");
    CHECK(field("a\nb") == "\"a\nb\"");
    CHECK(field("a\rb") == "\"a\rb\"");
    CHECK(field(" a") == "\" a\"");
    CHECK(field("a;b", {CsvProfile::plain, ';'}) == "\"a;b\"");
    CHECK(field("a,b", {CsvProfile::plain, ';'}) == "a,b");
}

TEST_CASE("CSV: the plain profile changes no text", "[scanner][report]")
{
    for (const auto* text : {"=1+1", "+1", "-1", "@x", "8.0", "0123", "2013-10-01", "TRUE", "'x"})
        CHECK(field(text) == text);
}

TEST_CASE("CSV: the excel profile disarms formulas", "[scanner][report]")
{
    CHECK(field("=1+1", excel) == "'=1+1");
    CHECK(field("=HYPERLINK(\"http://x\",\"y\")", excel) == "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    CHECK(field("+49 30", excel) == "'+49 30");
    CHECK(field("-2", excel) == "'-2");
    CHECK(field("@SUM(A1)", excel) == "'@SUM(A1)");
    CHECK(field("\tx", excel) == "\"'\tx\"");
    CHECK(field("\rx", excel) == "\"'\rx\"");
    CHECK(field("\n=x", excel) == "\"'\n=x\"");
    CHECK(field("  =x", excel) == "\"'  =x\"");
    CHECK(field("\xef\xbc\x9dx", excel) == "'\xef\xbc\x9dx");
    CHECK(field("a=b", excel) == "a=b");
    CHECK(field("a;b", excel) == "\"a;b\"");
}

TEST_CASE("CSV: the excel profile keeps what looks like a number or a date as text", "[scanner][report]")
{
    const auto text = GENERATE("8.0", "0123", "7", "123456789012345678", "5.3.0", "1E5", "1e10", "12%", "(5)", "1,000",
                               "1/2", "2018-06-01", "3.4.2019", "10:30", "10:30:15", "Mar-13", "1 March 2019",
                               "MAY 2014", "TRUE", "false", "10.100.100.100", "1.234.567.890");
    CAPTURE(text);
    const auto out = field(text, excel);
    CHECK((out == "'" + std::string{text} || out == "\"'" + std::string{text} + "\""));
}

TEST_CASE("CSV: the excel profile leaves alone what a spreadsheet leaves alone", "[scanner][report]")
{
    const auto text =
        GENERATE("5.3.0.12074", "10.40.12.7", "00:04:12:34:56:78", "2001:db8::20", "2001::5", "VVX 410",
                 "2026-11-23T00:10:22Z", "UC420HD_2.0.1.44.9", "PCS13Eb", "420HD", "Mars 7", "high", ".", "");
    CAPTURE(text);
    CHECK(field(text, excel) == text);
}

TEST_CASE("CSV: the excel profile has a byte order mark and CRLF", "[scanner][report]")
{
    const auto text = written(write_csv, run(), sample_findings(), {.csv = {CsvProfile::excel, ';'}});
    REQUIRE(text.starts_with("\xef\xbb\xbfsite;ip;mac;"));
    const auto records = parse_csv(std::string_view{text}.substr(3), ';', "\r\n");
    CHECK(records.size() == 10);
    for (const auto& record : records)
        CHECK(record.size() == records.front().size());
}

TEST_CASE("CSV: delimiters have names", "[scanner][report]")
{
    CHECK(csv_delimiter_named(";") == ';');
    CHECK(csv_delimiter_named("tab") == '\t');
    CHECK(csv_delimiter_named(",") == ',');
    CHECK_FALSE(csv_delimiter_named("\"").has_value());
    CHECK_FALSE(csv_delimiter_named("").has_value());
    CHECK_FALSE(csv_delimiter_named(";;").has_value());
}

TEST_CASE("CSV: one row for each phone and possible phone, the rest on request", "[scanner][report]")
{
    CHECK(parse_csv(written(write_csv, run(), sample_findings())).size() == 10);
    CHECK(parse_csv(written(write_csv, run(), sample_findings(), {.all_devices = true})).size() == 11);
}
