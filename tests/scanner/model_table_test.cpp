#include "scanner/report/model_table.hpp"
#include "scanner/report/terminal_text.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"

using namespace phonescan;
using namespace phonescan::test;

namespace {

const std::vector<std::string> platforms = {"lync-server-2013", "teams"};

void add(ModelTable& table, const std::string& name, VerdictCode on_lync, int count = 1,
         VerdictCode on_teams = VerdictCode::platform_not_covered)
{
    const std::vector<Verdict> verdicts = {verdict(platforms[0], on_lync, listed_of(on_lync)),
                                           verdict(platforms[1], on_teams, listed_of(on_teams))};
    for (int i = 0; i < count; ++i)
        table.add(name, name, verdicts);
}

std::vector<std::string> lines(const ModelTable& table, std::size_t platform, std::size_t width = 80,
                               std::size_t most = 100)
{
    std::ostringstream out;
    table.write(out, platform, width, most);
    std::vector<std::string> written;
    std::istringstream in{out.str()};
    for (std::string line; std::getline(in, line);)
        written.push_back(line);
    return written;
}

using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("model table: every phone stands in one column, the most frequent model first, then by name",
          "[scanner][report]")
{
    ModelTable table{platforms};
    add(table, "Acme B", VerdictCode::qualified, 2);
    add(table, "Acme A", VerdictCode::undetermined, 2);
    add(table, "Acme C", VerdictCode::older_than_qualified, 10);
    add(table, "Acme C", VerdictCode::newer_than_qualified);
    add(table, "Acme D", VerdictCode::not_tested);
    add(table, "Acme E", VerdictCode::model_ambiguous);
    add(table, "Acme E", VerdictCode::platform_not_covered);
    CHECK(lines(table, 0) == Strings{
                                 "lync-server-2013  ALL  READY  UPGRADE  NEWER  CHECK  UNLISTED  OTHER",
                                 "Acme C             11      0       10      1      0         0      0",
                                 "Acme A              2      0        0      0      2         0      0",
                                 "Acme B              2      2        0      0      0         0      0",
                                 "Acme E              2      0        0      0      0         0      2",
                                 "Acme D              1      0        0      0      0         1      0",
                                 "TOTAL              18      2       10      1      2         1      2",
                             });
    CHECK(lines(table, 1).back() == "TOTAL    18      0        0      0      0         0     18");
    CHECK(table.all(0).phones == 18);
}

TEST_CASE("model table: columns stay aligned for wide characters and long names", "[scanner][report]")
{
    ModelTable table{platforms};
    add(table, "\xe9\x9b\xbb\xe8\xa9\xb1 400", VerdictCode::qualified); // two wide characters
    add(table, std::string(300, 'x'), VerdictCode::qualified);
    add(table, "short", VerdictCode::qualified, 12'345);
    for (const std::size_t width : {72U, 80U, 120U})
        for (const auto& line : lines(table, 0, width)) {
            CAPTURE(line);
            CHECK(display_width(line) == width);
        }
}

TEST_CASE("model table: where names would be cut short, or on a narrow terminal, the numbers are words",
          "[scanner][report]")
{
    ModelTable large{platforms};
    add(large, "Acme Desk with a long name 300", VerdictCode::qualified, 2'000'000);
    add(large, "Acme Desk with a long name 301", VerdictCode::undetermined, 1'000'000);
    CHECK(lines(large, 0, 72).at(1) == "2000000  Acme Desk with a long name 300");
    CHECK(lines(large, 0, 80).at(1) ==
          "Acme Desk with a lo\xe2\x80\xa6  2000000  2000000        0      0        0         0      0");
    ModelTable table{platforms};
    add(table, "Acme Desk with a long name 300", VerdictCode::qualified, 2);
    add(table, "Acme Desk with a long name 300", VerdictCode::below_minimum);
    CHECK(lines(table, 0, 40) == Strings{
                                     "lync-server-2013",
                                     "      3  Acme Desk with a long name 300",
                                     "         2 ready, 1 need other firmware",
                                     "      3  TOTAL",
                                     "         2 ready, 1 need other firmware",
                                 });
}

TEST_CASE("model table: very many models end in one line that keeps the sum", "[scanner][report]")
{
    ModelTable table{platforms};
    for (std::size_t i = 0; i < ModelTable::most_models + 500; ++i)
        add(table, "Acme " + std::to_string(i), VerdictCode::qualified);
    auto written = lines(table, 0, 80, 3);
    REQUIRE(written.size() == 6);
    CHECK(written[4].starts_with("in further models  10497  10497 "));
    CHECK(written[5].starts_with("TOTAL              10500  10500 "));
    written = lines(table, 0, 80, ModelTable::most_models);
    CHECK(written.size() == ModelTable::most_models + 3);
    CHECK(written[ModelTable::most_models + 1].starts_with("in further models    500    500 "));

    ModelTable few{platforms};
    for (int i = 0; i < 5; ++i)
        add(few, "Acme " + std::to_string(i), VerdictCode::qualified);
    CHECK(lines(few, 0, 80, 3)[4].starts_with("in 2 more models    2      2 "));
}

TEST_CASE("model table: phones judged for a platform of their own count there only", "[scanner][report]")
{
    ModelTable table{{}};
    for (std::size_t i = 0; i < 2 * ModelTable::most_platforms; ++i) {
        const std::vector<Verdict> one = {verdict("p" + std::to_string(i), VerdictCode::qualified, Listed::yes)};
        table.add("Acme", "Acme", one);
    }
    REQUIRE(table.platforms().size() == ModelTable::most_platforms);
    CHECK(table.all(3).phones == 1);
}
