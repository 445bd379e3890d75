#include "scanner/inventory_summary.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <sstream>

using namespace phonescan;

namespace {

const std::filesystem::path source = PHONESCAN_SOURCE_DIR;

const RecordJudge& judge()
{
    static const RecordJudge shipped = [] {
        const std::vector<std::filesystem::path> catalogs = {source / "catalog/data/lync.xml"};
        return RecordJudge{FingerprintDb::load(fingerprint_files(source / "fingerprints/data")),
                           CatalogSet::load(catalogs, source / "catalog/data/version_schemes.xml"),
                           {"lync-server-2013"},
                           Day{std::chrono::year{2020}, std::chrono::January, std::chrono::day{1}}};
    }();
    return shipped;
}

JudgedRecord judged(const std::string& vendor, const std::string& model, const std::string& firmware,
                    const std::string& banner = {})
{
    InventoryRecord record;
    record.vendor = vendor;
    record.model = model;
    record.firmware = firmware;
    add_observation(record, Field::sip_user_agent, banner);
    return judge().judge(record);
}

InventorySummary summary()
{
    return {judge(), ModelNames::load(source / "catalog/data/models.xml")};
}

std::string written(const InventorySummary& summary, std::size_t width = 80)
{
    std::ostringstream out;
    summary.write(out, width);
    return out.str();
}

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("inventory summary: spellings of one model are one line, called as the first was", "[scanner][report]")
{
    auto inventory = summary();
    inventory.add(judged("Polycom", "VVX 410", "5.3.0.12074"));
    inventory.add(judged("POLYCOM", "VVX_410", "4.1.4.7430"));
    inventory.add(judged("", "Polycom VVX410", "5.3.0.12074"));
    inventory.add(judged("Polycom", "Polycom VVX-410", ""));
    inventory.add(judged("Yealink", "Yealink SIP-T48G", "35.7.0.26"));
    inventory.add(judged("", "", "", "Yealink SIP-T48G 35.80.0.70"));
    const auto text = written(inventory);
    CAPTURE(text);
    CHECK(says(text, "Of 6 phones, 3 are ready for lync-server-2013 (list of 2018-12-31), 1 needs\nother firmware"));
    CHECK(says(text, "Polycom VVX 410     4      2        1      0      1         0      0\n"));
    CHECK(says(text, "Yealink SIP-T48G    2      1        0      0      1         0      0\n"));
    CHECK(says(text, "TOTAL               6      3        1      0      2         0      0\n"));
    CHECK(says(text, "the list is older than a year\n(list-age=1 year).\n"));
}

TEST_CASE("inventory summary: what is no phone by its banner, and what could not be read, is counted apart",
          "[scanner][report]")
{
    auto inventory = summary();
    inventory.add(judged("Polycom", "VVX 410", "5.3.0.12074"));
    inventory.add(judged("", "", "", "Asterisk PBX 13.18.5"));
    inventory.add_bad();
    inventory.add_bad();
    const auto text = written(inventory);
    CAPTURE(text);
    CHECK(says(text, "Of 1 phone, 1 is ready for"));
    CHECK(says(text, "\n1 record is no phone by what it says and is not counted.\n"));
    CHECK(says(text, "\n2 records could not be read and are not counted.\n"));
}

TEST_CASE("inventory summary: an empty inventory has a sentence and no table", "[scanner][report]")
{
    const auto text = written(summary());
    CHECK(text.starts_with("No phones to judge for lync-server-2013 (list of 2018-12-31)"));
    CHECK_FALSE(says(text, "TOTAL"));
}

TEST_CASE("inventory summary: what devices say cannot reach the terminal's controls", "[scanner][report]")
{
    auto inventory = summary();
    inventory.add(judged("Acme", "\x1b[31m\nDesk", "1"));
    CHECK_FALSE(says(written(inventory), "\x1b"));
}
