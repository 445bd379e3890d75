#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

#include "scanner/report/summary.hpp"
#include "scanner/report/table.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

using namespace phonescan;
using namespace phonescan::test;

namespace {

/// Compares with tests/data/golden/NAME; with PHONESCAN_UPDATE_GOLDEN=1 in the environment writes that file instead.
void check_golden(const std::string& name, const std::string& text)
{
    const auto path = std::string{PHONESCAN_SOURCE_DIR} + "/tests/data/golden/" + name;
    if (std::getenv("PHONESCAN_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << text;
    std::ifstream file{path, std::ios::binary};
    INFO(path);
    REQUIRE(file);
    const std::string golden{std::istreambuf_iterator<char>{file}, {}};
    CHECK(text == golden);
}

} // namespace

TEST_CASE("golden: the sample site in every form", "[scanner][report]")
{
    const auto findings = sample_findings();
    auto summary = run();
    const auto write_csv = report_format_named("csv")->write;
    check_golden("sample.csv", written(write_csv, summary, findings));
    check_golden("sample_all_devices_excel.csv",
                 written(write_csv, summary, findings, {.all_devices = true, .csv = {CsvProfile::excel, ';'}}));
    check_golden("sample_summary.txt", written(write_summary, summary, findings));
    check_golden("sample_table_80.txt", written(write_table, summary, findings));
    check_golden("sample_table_120_colour.txt",
                 written(write_table, summary, findings, {.width = 120, .colour = true}));
    summary.simulated = true;
    summary.incomplete = {"Interrupted after 12 s."};
    check_golden("sample_incomplete_simulated.txt", written(write_terminal_report, summary, findings));
}

TEST_CASE("reports: the order of the findings does not matter", "[scanner][report]")
{
    auto findings = sample_findings();
    std::vector<std::string> before;
    for (const auto& format : report_formats())
        before.push_back(written(format.write, run(), findings));
    std::ranges::reverse(findings);
    for (std::size_t i = 0; i < before.size(); ++i) {
        CAPTURE(report_formats()[i].name);
        CHECK(written(report_formats()[i].write, run(), findings) == before[i]);
    }
}
