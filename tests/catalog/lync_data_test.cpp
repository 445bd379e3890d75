#include "catalog/catalog_file.hpp"
#include "tests/catalog/shipped.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::string without_blanks(std::string text)
{
    std::erase(text, ' ');
    return text;
}

} // namespace

TEST_CASE("lync.xml: the page's rows, columns and dates", "[catalog][data]")
{
    const auto list = read_catalog(catalog_data() / "lync.xml");
    CHECK(list.name == "lync");
    CHECK(list.title == "Phones and devices qualified for Lync");
    CHECK(list.newer_is_unsupported);
    CHECK(list.platforms == std::vector<std::string>{"lync-server-2013", "lync-online", "lync-server-2010"});
    REQUIRE(list.rows.size() == 27);
    CHECK(list.rows.front().product_text() == "AudioCodes 420HD");
    CHECK(list.rows.back().product_text() == "Yealink SIP-T48G");
    CHECK(list.rows[2].date_literal == "July 2014July 2014");
    CHECK(list.rows[2].date == "2014-07");
    CHECK(list.rows[16].models == std::vector<std::string>{"VVX 300", "VVX 310"});
    CHECK(list.rows[8].cells[2].literal == "Polycom 4.1.0. 84792");
    CHECK(list.rows[8].cells[2].versions == std::vector<std::string>{"4.1.0.84792"});
    std::size_t line = 42; // of the page's source: the rows follow each other
    for (const auto& row : list.rows) {
        CHECK_FALSE(row.date.empty());
        CHECK(row.document_line == ++line);
        CHECK(row.heading == "Phones and devices qualified for Lync > Qualified products table");
    }
}

TEST_CASE("lync.xml: what was not taken as it stands is said, and comes out as a flag", "[catalog][data]")
{
    const auto list = read_catalog(catalog_data() / "lync.xml");
    using Texts = std::vector<std::string>;
    CHECK(list.rows[2].warnings == Texts{"duplicated-date: \"July 2014July 2014\" taken for July 2014"});
    CHECK(list.rows[2].flags == Texts{"import-warning=duplicated-date"});
    CHECK(list.rows[8].warnings == Texts{"blank-in-version: \"4.1.0. 84792\" taken for 4.1.0.84792"});
    CHECK(list.rows[8].flags == Texts{"catalog-suspect", "import-warning=blank-in-version"});
    CHECK(list.rows[16].flags == Texts{"multi-model-row"});
    CHECK(list.rows[21].flags == Texts{"series", "import-warning=cell-unparsable"});
    CHECK(list.rows[22].flags == Texts{"series"});
    CHECK(std::ranges::count_if(list.rows, [](const auto& row) { return !row.warnings.empty(); }) == 4);
}

TEST_CASE("lync.xml: every cell is literal, and what it means follows from it", "[catalog][data]")
{
    const auto list = read_catalog(catalog_data() / "lync.xml");
    const auto schemes = shipped_schemes();
    const auto names = shipped_names();
    std::array<int, 8> count{};
    for (const auto& row : list.rows) {
        const auto vendor_key = names.vendor_key(row.vendor);
        const auto* scheme = schemes.scheme_for(
            vendor_key, names.model_key(vendor_key, row.models.empty() ? row.series : row.models.front()));
        REQUIRE(scheme != nullptr);
        for (const auto& cell : row.cells) {
            CAPTURE(row.product_text(), cell.platform, cell.literal);
            ++count[static_cast<std::size_t>(cell.kind)];
            CHECK((cell.kind == CellKind::no_data) == cell.literal.empty());
            CHECK((cell.kind == CellKind::not_tested) == (cell.literal == "Not tested"));
            for (const auto& version : cell.versions) {
                CHECK(without_blanks(cell.literal).ends_with(version));
                CHECK(scheme->parse(version).has_value());
            }
            if (cell.kind == CellKind::unparsable) CHECK_FALSE(scheme->parse(cell.literal).has_value());
        }
    }
    // exact, minimum, not tested, blank, companion, discontinued, unparsable, ended: 27 rows of 3 cells
    CHECK(count == std::array{58, 0, 17, 3, 2, 0, 1, 0});
}

TEST_CASE("lync.xml: the suspect rows are the seven whose Lync Server 2010 builds look filled in", "[catalog][data]")
{
    const auto list = read_catalog(catalog_data() / "lync.xml");
    std::vector<std::string> builds;
    for (const auto& row : list.rows) {
        CAPTURE(row.product_text());
        const bool is_suspect = std::ranges::count(row.flags, "catalog-suspect") == 1;
        CHECK((row.product_text().find("SoundPoint") != std::string::npos) == is_suspect);
        if (is_suspect) builds.push_back(row.cells[2].versions.front());
    }
    CHECK(builds == std::vector<std::string>{"4.1.0.84792", "4.1.0.84793", "4.1.0.84792", "4.1.0.83139", "4.1.0.83139",
                                             "4.1.0.83140", "4.1.0.83141"});
}

TEST_CASE("lync.xml: every row is found by its own product text", "[catalog][data]")
{
    const auto set = shipped_catalogs();
    for (const auto& row : read_catalog(catalog_data() / "lync.xml").rows) {
        for (const auto& model : row.models) {
            CAPTURE(model);
            CHECK(set.judge(phone(row.vendor, model, ""), "lync-server-2013", before_retirement).row ==
                  row.product_text());
            CHECK(set.judge(phone("", row.vendor + " " + model, ""), "lync-server-2013", before_retirement).row ==
                  row.product_text());
        }
        if (row.models.size() != 1 && row.series.empty()) continue;
        CHECK(set.judge(phone("", row.product_text(), ""), "lync-server-2013", before_retirement).row ==
              row.product_text());
    }
}

TEST_CASE("catalog set: it describes its lists", "[catalog]")
{
    const auto lists = shipped_catalogs().catalogs();
    REQUIRE(lists.size() == 1);
    CHECK(lists[0].name == "lync");
    CHECK(lists[0].rows == 27);
    CHECK(lists[0].platforms.size() == 3);
    CHECK(lists[0].source.starts_with("https://"));
}
