#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/report/terminal_text.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::vector<std::string> hostile_texts()
{
    using namespace std::string_literals;
    return {"a\"b,c;d|e",
            "line\r\nbreak\nand\ttab",
            "\x1b[31mred\x1b]0;title\x07",
            "\xc2\x9b"
            "31m",
            "nul\0inside"s,
            "\xff\xfe not UTF-8 \xe2\x82",
            "right \xe2\x80\xae"
            "to left\xe2\x81\xa6 \xe2\x80\x8f",
            "zero\xe2\x80\x8bwidth\xef\xbb\xbf",
            "\xe2\x80\xa8line separator",
            "=cmd|' /C calc'!A0",
            "@SUM(A1)",
            "</script><b>&amp;",
            "\\x1b \\",
            "wide \xe9\x9b\xbb\xe8\xa9\xb1\xf0\x9f\x93\x9e",
            "e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85",
            std::string(65'536, 'x'),
            std::string(65'536, '"'),
            std::string(65'536, '\n'),
            std::string(65'536, '\xff')};
}

/// A device that says the text wherever a device can.
Finding saying(const std::string& text)
{
    auto finding = phone(text, "10.0.0.1", text, text, text, text, VerdictCode::qualified);
    finding.action = text;
    finding.codes = {text, text};
    finding.device.key = text;
    finding.device.identity.edit().serial = text;
    finding.device.identity.edit().name = text;
    finding.device.identity.edit().edition = text;
    finding.device.identity.edit().conflicts = {{text, {{text, Field::sip_server}, {text, Field::http_title}}}};
    auto& observations = finding.device.observations;
    for (const auto at : {Field::switch_name, Field::switch_port, Field::vlan})
        observations.push_back({{}, at, text, Channel::imported, seconds_after(0)});
    auto& judged = finding.verdicts.edit().front();
    judged.row = judged.cell = judged.reason = judged.catalog = judged.revision = text;
    judged.wanted = judged.flags = {text, text};
    return finding;
}

RunSummary run_named(const std::string& text)
{
    auto summary = run();
    summary.label = summary.scan = summary.site = text;
    summary.incomplete = {text};
    summary.catalogs.front().revision = summary.catalogs.front().name = text;
    return summary;
}

} // namespace

TEST_CASE("hostile text: every format survives it in every field", "[scanner][report]")
{
    for (const auto& text : hostile_texts()) {
        const auto shown = terminal_text(text.substr(0, 40));
        CAPTURE(shown);
        for (const auto& format : report_formats()) {
            CAPTURE(format.name);
            const std::vector findings{saying(text)};
            const auto out = written(format.write, run_named(text), findings);
            CHECK_FALSE(out.empty());
            CHECK(printable_again(out) == out); // valid UTF-8, no control but TAB, LF, CR
        }
    }
}

TEST_CASE("hostile text: CSV keeps its shape and its text", "[scanner][report]")
{
    for (const auto& text : hostile_texts())
        for (const auto delimiter : {',', ';', '\t', '|'})
            for (const auto profile : {CsvProfile::plain, CsvProfile::excel}) {
                const bool excel = profile == CsvProfile::excel;
                const std::vector findings{saying(text), saying("a")};
                auto out = written(report_format_named("csv")->write, run_named(text), findings,
                                   {.csv = {profile, delimiter}});
                const auto records =
                    parse_csv(std::string_view{out}.substr(excel ? 3 : 0), delimiter, excel ? "\r\n" : "\n");
                REQUIRE(records.size() == 3);
                CHECK(records[1].size() == records[0].size());
                CHECK(records[2].size() == records[0].size());
                const auto& hostile = records[1][0] == "a" ? records[2] : records[1];
                if (!excel) CHECK(std::ranges::count(hostile, printable_again(text)) >= 5);
                if (!excel) continue;
                for (const auto& cell : hostile)
                    CHECK(
                        (cell.empty() || std::string_view{"=+-@\t\r\n"}.find(cell.front()) == std::string_view::npos));
            }
}

TEST_CASE("hostile text: the terminal report is lines of the terminal's width without a control", "[scanner][report]")
{
    for (const auto& text : hostile_texts())
        for (const std::size_t width : {40U, 80U, 200U}) {
            const std::vector findings{saying(text), saying("a")};
            const auto out = written(report_format_named("table")->write, run_named(text), findings, {.width = width});
            std::istringstream lines{out};
            for (std::string line; std::getline(lines, line);) {
                CAPTURE(line);
                CHECK(display_width(line) <= width);
                CHECK(terminal_text(line) == line);
            }
        }
}

TEST_CASE("hostile text: with colours the only escapes are the report's own", "[scanner][report]")
{
    for (const auto& text : hostile_texts()) {
        const std::vector findings{saying(text)};
        auto out = written(report_format_named("table")->write, run_named(text), findings, {.colour = true});
        const std::string plain = written(report_format_named("table")->write, run_named(text), findings);
        for (const auto* own : {"\x1b[0m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[35m", "\x1b[36m"})
            for (auto at = out.find(own); at != std::string::npos; at = out.find(own))
                out.erase(at, std::string_view{own}.size());
        CHECK(out.find('\x1b') == std::string::npos);
        std::erase(out, ' ');
        auto without_blanks = plain;
        std::erase(without_blanks, ' ');
        CHECK(out == without_blanks); // colour adds nothing that has to be read
    }
}
