#include "scanner/equal_answers.hpp"
#include "scanner/report/csv.hpp"
#include "scanner/report/json_lines.hpp"
#include "scanner/report/row.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/table.hpp"
#include "scanner/scan_options.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

constexpr std::uint32_t net = 10U << 24 | 9U << 16 | 8U << 8; // 10.9.8.0/24

AddressSet asked(std::uint32_t first, std::uint32_t last)
{
    return AddressSet{{{net + first, net + last}}};
}

/// Equal phones from one host number to another, all for /24s that follow each other.
std::vector<Finding> phones(std::uint32_t first, std::uint32_t last)
{
    std::vector<Finding> made;
    for (auto host = first; host <= last; ++host)
        made.push_back(phone("hq", boost::asio::ip::address_v4{net + host}.to_string(), "Acme", "Desk 300", "2.1.7",
                             "Acme Desk 300 2.1.7", VerdictCode::qualified));
    return made;
}

std::vector<Finding> exchanges(std::uint32_t first, std::uint32_t last)
{
    auto made = phones(first, last);
    for (auto& finding : made)
        finding.device.identity.edit().kind = Kind::not_phone;
    return made;
}

std::size_t lines_in(const std::vector<Finding>& findings)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(findings, [](const auto& finding) { return finding.stands_for != nullptr; }));
}

} // namespace

TEST_CASE("decoy: a /24 that answers alike is one line, and none of its addresses a phone", "[scanner][report]")
{
    auto findings = phones(0, 249);
    findings.push_back(phone("hq", "10.9.7.1", "Acme", "Desk 300", "2.1.7", "Acme", VerdictCode::qualified));
    findings = with_equal_answers(std::move(findings), asked(0, 255));
    const auto rows = report_rows(findings, false);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]->device.address.to_string() == "10.9.7.1");
    const auto& line = *rows[1];
    CHECK(line.codes == std::vector<std::string>{"decoy"});
    CHECK(line.device.identity->kind == Kind::not_phone);
    CHECK(line.device.address.to_string() == "10.9.8.0");
    CHECK(line.verdicts.empty());
    CHECK(line.action ==
          "250 of 256 addresses asked in 10.9.8.0/24 give one and the same answer, without a MAC address "
          "or serial number of their own: a decoy, not counted as phones.");
    CHECK(FailOn("ready", {}).matches(*rows[0]));
    CHECK(std::ranges::none_of(findings, [](const auto& finding) {
        return finding.device.address.to_string().starts_with("10.9.8.") && FailOn("ready", {}).matches(finding);
    }));

    const auto devices = report_rows(findings, true);
    REQUIRE(devices.size() == 251);
    for (const auto* device : std::span{devices}.subspan(1)) {
        CHECK(device->device.identity->kind == Kind::phone);
        CHECK(device->codes == std::vector<std::string>{"decoy"});
        CHECK(device->verdicts.size() == 2);
    }
}

TEST_CASE("decoy: every report shows it", "[scanner][report]")
{
    const auto findings = with_equal_answers(phones(0, 255), asked(0, 255));
    const auto sentence = summary_sentence(run(), findings);
    CHECK_THAT(sentence,
               Catch::StartsWith("No phones found at HQ") &&
                   Catch::Contains(". 256 of 256 addresses asked in 10.9.8.0/24 give one and the same answer"));
    ReportOptions wide;
    wide.width = 200;
    const auto table = written(write_terminal_report, run(), findings, wide);
    CHECK_THAT(table, Catch::Contains("Devices    1 = 0 phones + 0 possible phones + 1 other device\n") &&
                          Catch::Contains("\n10.9.8.0/24  decoy: Acme Desk 300  2.1.7"));
    const auto csv = parse_csv(written(write_csv, run(), findings));
    REQUIRE(csv.size() == 2);
    const auto cell = [&csv](const std::string& column) {
        return csv[1][static_cast<std::size_t>(std::ranges::find(csv[0], column) - csv[0].begin())];
    };
    CHECK(cell("ip") == "10.9.8.0");
    CHECK(cell("findings") == "decoy");
    CHECK(cell("kind") == "not-phone");
    CHECK(cell("status").empty());
    CHECK(cell("lync-server-2013.verdict").empty());
    CHECK_THAT(cell("action"), Catch::StartsWith("256 of 256"));
    const auto json = written(write_json_lines, run(), findings);
    CHECK(std::ranges::count(json, '\n') == 1);
    CHECK_THAT(json, Catch::Contains(R"("findings":["decoy"])") && Catch::Contains(R"("verdicts":[])"));
    ReportOptions all;
    all.all_devices = true;
    CHECK(parse_csv(written(write_csv, run(), findings, all)).size() == 257);
}

TEST_CASE("decoy: equal phones stay phones without a /24's worth of evidence", "[scanner][report]")
{
    const auto stays = [](std::vector<Finding> findings, const AddressSet& addresses) {
        const auto count = findings.size();
        findings = with_equal_answers(std::move(findings), addresses);
        CHECK(lines_in(findings) == 0);
        CHECK(report_rows(findings, false).size() == count);
    };
    stays(phones(1, 200), asked(0, 255));
    stays(phones(1, 230), asked(0, 255)); // 90 % are not over 90 %
    stays(phones(0, 127), asked(0, 127)); // a /25
    stays(phones(0, 229), asked(0, 229)); // under 90 % of a /24 were asked
    stays(phones(7, 7), asked(7, 7));
    stays(phones(128, 128 + 255), asked(0, 511)); // two halves

    auto with_macs = phones(0, 255);
    for (std::size_t i = 0; i < with_macs.size(); ++i)
        with_macs[i].device.key = "mac:00:04:f2:00:00:" + std::to_string(i);
    stays(with_macs, asked(0, 255));
    with_macs = phones(0, 255);
    for (std::size_t i = 0; i < with_macs.size(); ++i)
        with_macs[i].device.key = "serial:AB" + std::to_string(i);
    stays(with_macs, asked(0, 255));

    auto of_two_models = phones(0, 255);
    for (std::size_t i = 0; i < 40; ++i)
        of_two_models[i * 6].device.identity.edit().model = "Desk 310";
    stays(of_two_models, asked(0, 255));
}

TEST_CASE("decoy: what was not asked does not speak against it", "[scanner][report]")
{
    CHECK(lines_in(with_equal_answers(phones(1, 254), asked(1, 254))) == 1);         // without network and broadcast
    CHECK(lines_in(with_equal_answers(phones(1, 229), asked(1, 254))) == 1);         // 229 of 254
    CHECK(lines_in(with_equal_answers(phones(1, 228), asked(1, 254))) == 0);         // 228 of 254
    CHECK(lines_in(with_equal_answers(phones(0, 230), asked(0, 230))) == 1);         // 231 asked
    CHECK(lines_in(with_equal_answers(phones(0, 2 * 256 - 1), asked(0, 511))) == 2); // one for each /24
}

TEST_CASE("portal: the same answer of what is no phone from 20 addresses is one device", "[scanner][report]")
{
    auto findings = with_equal_answers(exchanges(10, 29), asked(0, 255));
    REQUIRE(lines_in(findings) == 1);
    CHECK(report_rows(findings, false).empty());
    const auto rows = report_rows(findings, true);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]->codes == std::vector<std::string>{"portal"});
    CHECK(rows[0]->action == "A portal or firewall answers for 20 addresses (10.9.8.10 to 10.9.8.29).");
    CHECK_THAT(summary_sentence(run(), findings), Catch::Contains(". A portal or firewall answers for 20 addresses ("));
    CHECK(phone_name(*rows[0]) == "portal: Acme Desk 300");

    CHECK(lines_in(with_equal_answers(exchanges(10, 28), asked(0, 255))) == 0);
    CHECK(lines_in(with_equal_answers(exchanges(200, 2 * 256), asked(0, 1023))) == 1); // in whatever networks
    findings = exchanges(10, 29);
    findings.front().device.observations.front().value = "Acme Desk 300 2.1.8";
    CHECK(lines_in(with_equal_answers(findings, asked(0, 255))) == 0);
    findings = exchanges(10, 40);
    for (auto& finding : findings)
        finding.device.key = "mac:" + finding.device.key;
    CHECK(lines_in(with_equal_answers(findings, asked(0, 255))) == 0);
    for (auto& finding : findings = phones(10, 60))
        finding.device.identity.edit().kind = Kind::possible_phone;
    CHECK(report_rows(with_equal_answers(findings, asked(0, 255)), false).size() == 51); // they may be phones
}
