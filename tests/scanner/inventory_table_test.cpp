#include "scanner/inventory_table.hpp"
#include "scanner/usage_error.hpp"
#include "tests/scanner/chunked_source.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <filesystem>

using namespace phonescan;

namespace {

const RecordJudge& shipped_judge()
{
    static const RecordJudge judge = [] {
        const std::filesystem::path source = PHONESCAN_SOURCE_DIR;
        const std::vector<std::filesystem::path> catalogs = {source / "catalog/data/lync.xml"};
        return RecordJudge{FingerprintDb::load(fingerprint_files(source / "fingerprints/data")),
                           CatalogSet::load(catalogs, source / "catalog/data/version_schemes.xml"),
                           {"lync-server-2013"},
                           Day{std::chrono::year{2020}, std::chrono::January, std::chrono::day{1}}};
    }();
    return judge;
}

struct Judged {
    ExitStatus status{};
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint64_t> bad_lines;
};

Judged judge_table(const std::string& table, char delimiter = ',')
{
    int ends[2] = {};
    REQUIRE(::pipe(ends) == 0);
    Judged judged;
    {
        ByteOutput output{ends[1], "pipe"};
        InputWindow input{chunked_source(table, 4096)};
        CsvReader reader{input, delimiter};
        InventoryTable rows{shipped_judge(), output, delimiter,
                            [&judged](std::uint64_t line, std::string_view) { judged.bad_lines.push_back(line); }};
        judged.status = rows.run(reader);
    }
    ::close(ends[1]);
    ByteOutput nothing{-1, "nothing"};
    InputWindow written{flushing_source(ends[0], "pipe", nothing)};
    CsvReader reader{written, delimiter};
    while (const auto* row = reader.next())
        judged.rows.push_back(row->cells);
    ::close(ends[0]);
    return judged;
}

} // namespace

TEST_CASE("inventory table: the rows come back with the verdict columns behind them", "[scanner][csv]")
{
    const auto judged = judge_table("Asset,VENDOR, Model ,Firmware\n\"17, upstairs\",Polycom,VVX_410,5.3.0.12074\n"
                                    "18,Polycom,VVX 410,5.2.0.1\n");
    CHECK(judged.status == ExitStatus::done);
    REQUIRE(judged.rows.size() == 3);
    CHECK(judged.rows[0].size() == 14);
    CHECK(judged.rows[0][2] == " Model ");
    CHECK(judged.rows[0][4] == "lync-server-2013.status");
    CHECK(judged.rows[0][13] == "lync-server-2013.revision");
    CHECK(judged.rows[1][0] == "17, upstairs");
    CHECK(judged.rows[1][2] == "VVX_410");
    CHECK(judged.rows[1][4] == "ready");
    CHECK(judged.rows[1][5] == "qualified");
    CHECK(judged.rows[2][5] == "older-than-qualified");
}

TEST_CASE("inventory table: a banner column identifies, and a direct value wins", "[scanner][csv]")
{
    const auto judged = judge_table("sip.user_agent;firmware\nPolycomVVX-VVX_410-UA/5.3.0.12074;\n"
                                    "PolycomVVX-VVX_410-UA/5.3.0.12074;5.2.0.1\n",
                                    ';');
    REQUIRE(judged.rows.size() == 3);
    CHECK(judged.rows[1][3] == "qualified");
    CHECK(judged.rows[2][3] == "older-than-qualified");
}

TEST_CASE("inventory table: a bad row is named, kept, and has no verdict", "[scanner][csv]")
{
    const auto judged = judge_table("vendor,model,firmware\nPolycom,VVX 410\nPolycom,VVX 410,5.3.0.12074,,\n"
                                    "Polycom,VVX 410,5.3.0.12074,surplus\n\"open,x,y\nPolycom,VVX 410,5.3.0.12074\n");
    CHECK(judged.status == ExitStatus::runtime_error);
    CHECK(judged.bad_lines == std::vector<std::uint64_t>{2, 4, 5});
    REQUIRE(judged.rows.size() == 6);
    for (const auto& row : judged.rows)
        CHECK(row.size() == 13);
    CHECK(judged.rows[1][1] == "VVX 410");
    CHECK(judged.rows[1][4].empty());
    CHECK(judged.rows[2][4] == "qualified");
    CHECK(judged.rows[3][4].empty());
    CHECK(judged.rows[4][0] == "\"open,x,y");
    CHECK(judged.rows[5][4] == "qualified");
}

TEST_CASE("inventory table: a platform column judges each row for its own", "[scanner][csv]")
{
    const auto judged = judge_table("vendor,model,firmware,platform\nPolycom,VVX 410,5.3.0.12074,lync-online\n"
                                    "Polycom,VVX 410,5.3.0.12074,\nPolycom,VVX 410,5.3.0.12074,no-such\n"
                                    "Polycom,VVX 410,5.3.0.12074,Lync\n"
                                    "Polycom,VVX 410,5.3.0.12074,lync-server-2013;lync-server-2010\n");
    REQUIRE(judged.rows.size() == 6);
    CHECK(judged.rows[0].size() == 34);
    const auto column = [&judged](const std::string& name) {
        const auto found = std::ranges::find(judged.rows[0], name);
        REQUIRE(found != judged.rows[0].end());
        return static_cast<std::size_t>(found - judged.rows[0].begin());
    };
    const auto on_2013 = column("lync-server-2013.verdict");
    const auto on_online = column("lync-online.verdict");
    CHECK(judged.rows[1][on_2013].empty());
    CHECK_FALSE(judged.rows[1][on_online].empty());
    CHECK(judged.rows[2][on_2013] == "qualified");
    CHECK(judged.rows[2][on_online].empty());
    CHECK(judged.bad_lines == std::vector<std::uint64_t>{4, 5});
    CHECK(judged.rows[5][on_2013] == "qualified");
    CHECK_FALSE(judged.rows[5][column("lync-server-2010.verdict")].empty());
}

TEST_CASE("inventory table: a judged table judged again has no column twice", "[scanner][csv]")
{
    const auto judged = judge_table("vendor,lync-server-2013.verdict,model,firmware\n"
                                    "Polycom,stale,VVX 410,5.3.0.12074\nPolycom,stale\n");
    REQUIRE(judged.rows.size() == 3);
    CHECK(judged.rows[0].size() == 13);
    CHECK(judged.rows[1][1] == "qualified");
    CHECK(judged.rows[2][1].empty());
}

TEST_CASE("inventory table: a header without a known column, or with one twice, is refused", "[scanner][csv]")
{
    CHECK_THROWS_AS(judge_table("asset,owner\n1,2\n"), UsageError);
    CHECK_THROWS_AS(judge_table("model,firmware,Model\n1,2,3\n"), UsageError);
    CHECK_THROWS_AS(judge_table("\"model\n"), UsageError);
    CHECK(judge_table("").status == ExitStatus::done);
}
