#include "scanner/report/evidence_cell.hpp"
#include "scanner/report/row.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// The cell of a column that exists.
std::string cell_of(const Finding& finding, const RunSummary& summary, const std::string& column)
{
    const auto columns = row_columns(summary.platforms);
    const auto found = std::ranges::find(columns, column);
    REQUIRE(found != columns.end());
    const auto cells = row_cells(finding, summary);
    REQUIRE(cells.size() == columns.size());
    return cells[static_cast<std::size_t>(found - columns.begin())];
}

std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

} // namespace

TEST_CASE("rows: phones and possible phones by site, IPv4, IPv6, no address", "[scanner][report]")
{
    const auto findings = sample_findings();
    std::vector<std::string> order;
    for (const auto* finding : report_rows(findings, false))
        order.push_back(finding->device.key);
    CHECK(order == std::vector<std::string>{"ip:10.50.0.9@branch", "mac:00:04:f2:aa:bb:cc", "ip:10.40.12.9@hq",
                                            "ip:10.40.12.20@hq", "ip:10.40.12.100@hq", "ip:10.40.13.2@hq",
                                            "ip:2001:db8::3@hq", "ip:2001:db8::20@hq", "serial:0123"});
    CHECK(report_rows(findings, true).size() == findings.size());
}

TEST_CASE("rows: a device's cells say what is known and nothing else", "[scanner][report]")
{
    const auto findings = sample_findings();
    const auto rows = report_rows(findings, false);
    const auto& ready = *rows[1];
    const auto& conflicting = *rows[3];
    const auto& without_address = *rows.back();
    CHECK(cell_of(ready, run(), "ip") == "10.40.12.7");
    CHECK(cell_of(ready, run(), "mac") == "00:04:f2:aa:bb:cc");
    CHECK(cell_of(ready, run(), "status") == "ready");
    CHECK(cell_of(ready, run(), "channels") == "imported;neighbours;sip-udp");
    CHECK(cell_of(ready, run(), "first_seen") == "2026-11-23T00:09:22Z");
    CHECK(cell_of(ready, run(), "last_seen") == "2026-11-23T00:10:25Z");
    CHECK(cell_of(ready, run(), "switch") == "sw-3");
    CHECK(cell_of(ready, run(), "switch_port") == "gi1/0/12");
    CHECK(cell_of(ready, run(), "vlan") == "120");
    CHECK(cell_of(ready, run(), "evidence") ==
          "vendor,model,firmware: sip.user_agent=PolycomVVX-VVX_410-UA/5.3.0.12074_0004f2aabbcc");
    CHECK(cell_of(ready, run(), "lync-server-2013.verdict") == "qualified");
    CHECK(cell_of(ready, run(), "lync-online.status") == "upgrade");
    CHECK(cell_of(ready, run(), "lync-online.wanted") == "5.4.0;5.5.0");
    CHECK(cell_of(ready, run(), "lync-server-2013.flags") == "alias;list-age=8 years");
    CHECK(cell_of(conflicting, run(), "conflicts") == "firmware=7.72.0.30(sip.user_agent)|7.73.0.1(http.title)");
    CHECK(cell_of(conflicting, run(), "lync-server-2013.reason") == "conflict");
    CHECK(cell_of(conflicting, run(), "findings") == "provisional-answer-only;sip-closed");
    for (const auto* column : {"ip", "mac", "firmware", "channels", "evidence", "first_seen", "last_seen", "conflicts",
                               "findings", "switch", "note"}) {
        CAPTURE(column);
        CHECK(cell_of(without_address, run(), column).empty());
    }
}

TEST_CASE("rows: a platform without a verdict has empty cells", "[scanner][report]")
{
    auto finding = phone("hq", "10.0.0.1", "A", "B", "1", "A B 1", VerdictCode::qualified);
    auto& verdicts = finding.verdicts.edit();
    verdicts.erase(verdicts.begin());
    CHECK(cell_of(finding, run(), "status").empty());
    CHECK(cell_of(finding, run(), "lync-server-2013.verdict").empty());
    CHECK(cell_of(finding, run(), "lync-online.verdict") == "qualified");
}

TEST_CASE("rows: words for nothing become empty cells, whatever wrote them", "[scanner][report]")
{
    const auto word = GENERATE("n/a", "N/A", "NA", "null", "NULL", "none", "None");
    CAPTURE(word);
    auto finding = phone("hq", "10.0.0.1", "A", "B", "1", "A B 1", VerdictCode::qualified);
    finding.device.identity.edit().name = word;
    finding.verdicts.edit()[0].cell = word;
    CHECK(cell_of(finding, run(), "name").empty());
    CHECK(cell_of(finding, run(), "lync-server-2013.cell").empty());
    finding.device.identity.edit().name = std::string{word} + "1";
    CHECK(cell_of(finding, run(), "name") == std::string{word} + "1");
}

TEST_CASE("rows: lists can be split at every semicolon", "[scanner][report]")
{
    CHECK(joined_list(std::vector<std::string>{}).empty());
    CHECK(joined_list(std::vector<std::string>{"a", "b; c", "d"}) == "a;b\\x3b c;d");
    auto finding = phone("hq", "10.0.0.1", "A", "B", "1", "A;B/1", VerdictCode::qualified);
    finding.device.identity.edit().evidence.push_back({"name", Field::http_title, "x", "a title"});
    finding.device.identity.edit().conflicts = {{"model", {{"a|b;c", Field::sip_server}, {"d", Field::http_realm}}}};
    CHECK(cell_of(finding, run(), "evidence") == "vendor,model,firmware: sip.user_agent=A\\x3bB/1;name: http.title=x");
    CHECK(cell_of(finding, run(), "conflicts") == "model=a\\x7cb\\x3bc(sip.server)|d(http.realm)");
}

TEST_CASE("rows: a device that no fingerprint reads shows its banner as evidence", "[scanner][report]")
{
    const auto findings = sample_findings();
    const auto rows = report_rows(findings, false);
    CHECK(cell_of(*rows[5], run(), "evidence") == "sip.user_agent=Acme \"Desk\"\\x3b v1");
}

TEST_CASE("rows: evidence has at most 500 characters and never half of one", "[scanner][report]")
{
    const std::string before = "vendor,model,firmware: sip.user_agent=";
    for (const auto extra : {-1, 0, 1, 60'000}) {
        CAPTURE(extra);
        std::string banner;
        for (std::size_t i = 0; i < 500U - before.size() + static_cast<std::size_t>(extra + 1) - 1; ++i)
            banner += "ä";
        const auto finding = phone("hq", "10.0.0.1", "A", "B", "1", banner, VerdictCode::qualified);
        const auto cell = cell_of(finding, run(), "evidence");
        CHECK(characters_in(cell) == (extra < 0 ? 499 : 500));
        CHECK(cell.ends_with(extra > 0 ? "ä…" : "ää"));
    }
}

TEST_CASE("rows: times are ISO 8601 in UTC, an unknown one is empty", "[scanner][report]")
{
    using namespace std::chrono;
    CHECK(iso_time(seconds_after(0)) == "2026-11-23T00:10:22Z");
    CHECK(iso_time(seconds_after(0) + milliseconds{999}) == "2026-11-23T00:10:22Z");
    CHECK(iso_time(sys_days{year{2024} / 2 / 29} + hours{23} + minutes{59} + seconds{59}) == "2024-02-29T23:59:59Z");
    CHECK(iso_time({}).empty());
}

TEST_CASE("rows: a simulated run says so in every row", "[scanner][report]")
{
    auto simulated = run();
    simulated.simulated = true;
    for (const auto& finding : sample_findings())
        CHECK(cell_of(finding, simulated, "note") == "SIMULATED");
}

TEST_CASE("rows: phones are named for people", "[scanner][report]")
{
    const auto name = [](Kind kind, std::string vendor, std::string model) {
        Identity identity;
        identity.kind = kind;
        identity.vendor = std::move(vendor);
        identity.model = std::move(model);
        return phone_name(identity);
    };
    CHECK(name(Kind::phone, "Polycom", "VVX 410") == "Polycom VVX 410");
    CHECK(name(Kind::phone, "Polycom", "") == "Polycom, model unknown");
    CHECK(name(Kind::phone, "", "") == "model unknown");
    CHECK(name(Kind::possible_phone, "", "") == "possible phone");
    CHECK(name(Kind::possible_phone, "Acme", "") == "Acme, model unknown (possible phone)");
    CHECK(name(Kind::not_phone, "", "") == "not a phone");
}
