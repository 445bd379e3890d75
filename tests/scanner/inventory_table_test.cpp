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

const ColumnNames& shipped_names()
{
    static const auto names = ColumnNames::load(PHONESCAN_SOURCE_DIR "/scanner/data/inventory_columns.xml");
    return names;
}

struct Judged {
    ExitStatus status{};
    std::vector<std::vector<std::string>> rows;
    std::vector<std::uint64_t> bad_lines;
    std::vector<std::string> notes;
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
        InventoryListener listener{
            .bad = [&judged](std::uint64_t line, std::string_view) { judged.bad_lines.push_back(line); },
            .note = [&judged](std::string_view note) { judged.notes.emplace_back(note); },
            .judged = {}};
        InventoryTable rows{shipped_judge(), shipped_names(), output, TableLayout{delimiter, "", true},
                            std::move(listener)};
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
    CHECK(judged.rows[0].size() == 4 + 5 * 10);
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

TEST_CASE("inventory table: an inventory exported by Lync is judged by vendor, hardware version and user agent",
          "[scanner][csv]")
{
    const auto judged =
        judge_table("Manufacturer,Hardware version,MAC address,User URI,User agent,Last logon time\n"
                    "POLYCOM,CX600,00-04-F2-00-01-76,422,CPE/4.0.7423.1 OCPhone/4.0.7423.1 (Microsoft Lync 2010 (Beta) "
                    "Phone Edition),"
                    "8/30/2010 4:44:48 PM\n"
                    "Microsoft,CPE,,423,CPE/4.0.7577.4444 OCPhone/4.0.7577.4444 (Microsoft Lync Phone Edition),\n");
    CHECK(judged.status == ExitStatus::done);
    REQUIRE(judged.rows.size() == 3);
    CHECK(judged.rows[1][0] == "POLYCOM");
    CHECK(judged.rows[1][7] == "older-than-qualified");
    CHECK(judged.rows[2][7] == "model-ambiguous"); // CPE names no model
    REQUIRE(judged.notes.size() == 1);
    CHECK(judged.notes[0].starts_with(R"(vendor from "Manufacturer", model from "Hardware version", )"));
}

TEST_CASE("inventory table: vendor and model in one column, in any common spelling", "[scanner][csv]")
{
    const auto judged = judge_table("Device Model|Active Load\nPolycom VVX 410|5.3.0.12074\n"
                                    "Yealink SIP-T48G|35.7.0.26\nyealink sip-t48g|35.7.0.26\n",
                                    '|');
    REQUIRE(judged.rows.size() == 4);
    for (std::size_t i = 1; i < judged.rows.size(); ++i)
        CHECK(judged.rows[i][3] == "qualified");
}

TEST_CASE("inventory table: a hardware revision and a placeholder are no model", "[scanner][csv]")
{
    const auto judged = judge_table("Vendor,Hardware Version,Firmware\nPolycom,V08,1\nPolycom,45.0.0.0,1\n"
                                    "Polycom,Rev. 3,1\nPolycom,N/A,1\nPolycom,12,1\n"
                                    "Polycom,VVX 410,5.3.0.12074\nSnom,760,1\n");
    REQUIRE(judged.rows.size() == 8);
    for (std::size_t i = 1; i < 6; ++i)
        CHECK(judged.rows[i][4] == "model-unknown");
    CHECK(judged.rows[6][4] == "qualified");
    CHECK(judged.rows[7][4] == "model-not-in-catalog");
}

TEST_CASE("inventory table: a MAC address tells the vendor however its digits are grouped", "[scanner][csv]")
{
    const auto judged = judge_table("MAC,Model,Firmware\n0004F2AABBCC,VVX 410,5.3.0.12074\n"
                                    "00 04 f2 aa bb cc,VVX 410,5.3.0.12074\n0004f2-aabbcc,VVX 410,5.3.0.12074\n"
                                    "0004.f2aa.bbcc,VVX 410,5.3.0.12074\n00_04_F2_AA_BB_CC,VVX 410,5.3.0.12074\n"
                                    "no address,VVX 410,5.3.0.12074\n");
    REQUIRE(judged.rows.size() == 7);
    for (std::size_t i = 1; i < judged.rows.size(); ++i)
        CHECK(judged.rows[i][4] == "qualified");
}

TEST_CASE("inventory table: bytes that are no UTF-8 come out as they are, and it is said once", "[scanner][csv]")
{
    const auto judged = judge_table("Ort,Vendor,Model,Firmware\nM\xfcnchen,Polycom,VVX 410,5.3.0.12074\n"
                                    "K\xf6ln,Polycom,VVX 410,5.3.0.12074\n");
    CHECK(judged.status == ExitStatus::done);
    REQUIRE(judged.rows.size() == 3);
    CHECK(judged.rows[1][0] == "M\xfcnchen");
    CHECK(judged.rows[1][5] == "qualified");
    REQUIRE(judged.notes.size() == 2);
    CHECK(judged.notes[1].starts_with("line 2 is not UTF-8"));
}
