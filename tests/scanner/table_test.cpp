#include "scanner/report/table.hpp"
#include "scanner/report/terminal_text.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lines.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::vector<Finding> many(std::size_t count)
{
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = "10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256);
        findings.push_back(i % 3 == 0
                               ? phone("hq", address, "Acme", "Desk 1", "1.0", "", VerdictCode::older_than_qualified)
                               : phone("hq", address, "Acme", "Desk 2", "2.0", "", VerdictCode::qualified));
    }
    return findings;
}

} // namespace

TEST_CASE("table: fits the width it is given, from 40 columns on", "[scanner][report]")
{
    for (std::size_t width = 1; width <= 200; ++width) {
        CAPTURE(width);
        for (const auto& line : lines_of(written(write_table, run(), sample_findings(), {.width = width}))) {
            CAPTURE(line);
            CHECK(display_width(line) <= std::max<std::size_t>(width, 40));
        }
    }
}

TEST_CASE("table: addresses and statuses are whole in 80 columns", "[scanner][report]")
{
    auto findings = sample_findings();
    findings.push_back(phone("hq", "2001:db8:1234:5678:9abc:def0:1234:5678", "Polycom", "RealPresence Trio 8800",
                             "5.4.0.12856", "", VerdictCode::older_than_qualified));
    const auto text = written(write_table, run(), findings);
    for (const auto* whole : {"10.40.12.7 ", "2001:db8:1234:5678:9abc:def0:1234:5678 ", "Needs other"}) {
        CAPTURE(whole);
        CHECK(text.find(whole) != std::string::npos);
    }
}

TEST_CASE("table: other platforms are shown where there is room and named where there is none", "[scanner][report]")
{
    const auto wide = lines_of(written(write_table, run(), sample_findings(), {.width = 140}));
    CHECK(wide.front().ends_with(" lync-online"));
    CHECK(wide[3].ends_with("  upgrade"));
    auto summary = run();
    for (const auto* platform : {"a-platform-with-a-long-name", "another-platform-with-a-long-name"})
        summary.platforms.emplace_back(platform);
    auto narrow = written(write_table, summary, sample_findings(), {.width = 90});
    std::ranges::replace(narrow, '\n', ' ');
    CHECK(narrow.find("another-platform-with-a-long-name: see the summary") != std::string::npos);
}

TEST_CASE("table: the action stands below its phone", "[scanner][report]")
{
    const auto lines = lines_of(written(write_table, run(), sample_findings()));
    REQUIRE(lines.size() > 2);
    CHECK(lines[1].starts_with("10.50.0.9 "));
    CHECK(lines[2].starts_with("    Install 4.1.0.84959, the version"));
    CHECK(lines[2].ends_with("…"));
}

TEST_CASE("table: colours only when told, and the status is there without them", "[scanner][report]")
{
    const auto plain = written(write_table, run(), sample_findings());
    CHECK(plain.find('\x1b') == std::string::npos);
    for (const auto* label : {"Ready", "Needs other firmware", "Newer than tested", "Not on the list",
                              "Cannot tell yet", "List does not cover this"}) {
        CAPTURE(label);
        CHECK(plain.find(label) != std::string::npos);
    }
    CHECK(written(write_table, run(), sample_findings(), {.colour = true}).find("\x1b[32mReady") != std::string::npos);
}

TEST_CASE("table: over 200 phones it shows models", "[scanner][report]")
{
    CHECK(lines_of(written(write_table, run(), many(200))).size() == 201);
    const auto lines = lines_of(written(write_table, run(), many(201)));
    REQUIRE(lines.size() > 3);
    CHECK(lines[0] == "PHONE        FIRMWARE  COUNT  STATUS");
    CHECK(lines[1] == "Acme Desk 2  2.0       134    Ready");
    CHECK(lines[2] == "Acme Desk 1  1.0       67     Needs other firmware");
    CHECK(lines[3].empty());
}

TEST_CASE("table: without phones there is none", "[scanner][report]")
{
    CHECK(written(write_table, run(), {}).empty());
    CHECK(written(write_terminal_report, run(), {}).starts_with("No phones found at HQ"));
}
