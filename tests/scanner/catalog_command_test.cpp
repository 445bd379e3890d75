#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sstream>

using namespace phonescan;
using test::contents_of;
using test::TemporaryDirectory;

namespace {

const std::string lync = PHONESCAN_SOURCE_DIR "/catalog/data/lync.xml";
const std::string minimums = PHONESCAN_SOURCE_DIR "/tests/catalog/data/programmes/gate.xml";

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string edited_lync(std::string_view old_text, std::string_view new_text)
{
    auto text = contents_of(lync);
    return text.replace(text.find(old_text), old_text.size(), new_text);
}

} // namespace

TEST_CASE("catalog list: name, revision, age, rows, title, programme and platforms", "[scanner][commands]")
{
    const auto run = run_program({"catalog", "list", "--catalog", "lync", "--as-of", "2026-11-25"}, "");
    CHECK(run.status == 0);
    CHECK(run.out == "NAME  REVISION    AGE                ROWS  TITLE (PROGRAMME): PLATFORMS\n"
                     "lync  2018-12-31  7 years 10 months    27  Phones and devices qualified for Lync (qualified for "
                     "Lync): lync-server-2013 lync-online lync-server-2010\n");
    CHECK(run_program({"catalog", "list", "--as-of", "yesterday"}, "").status == 2);
}

TEST_CASE("catalog show: minimums, ends, accessories and releases", "[scanner][commands]")
{
    const auto run = run_program({"catalog", "show", minimums}, "");
    CHECK(run.status == 0);
    CHECK(says(run.out, "gateway            approved SIP 2.2.16, minimum UC 3.2.1  \"3.2.1 / 2.2.16\"\n"));
    CHECK(says(run.out, "approved 66.86.5.1, minimum 83, but not 66.84.0.46"));
    CHECK(says(run.out, "  certified until 2023-08-05\n"));
    CHECK(says(run.out, "  gateway            ended\n"));
    CHECK(says(run.out, "never judged\n  Bell Works EXP50 supported on Hall 6 (Bell Works)\n"));
    CHECK(says(run.out, "qualify nothing\n  5.9.1.7, 2024-01-01, recalled: Hall 6/Hall 5 (Bell Works)\n"
                        "  5.9.1.8: Hall 6 (Bell Works)\n"));
}

TEST_CASE("catalog show --json: a minimum is one entry of a cell, the approved versions are others",
          "[scanner][commands]")
{
    const auto run = run_program({"catalog", "show", "--json", minimums}, "");
    CHECK(run.status == 0);
    CHECK(says(run.out, R"("heading":"Gate > Cords","cells":{"gateway":[)"
                        R"({"literal":"3.2.1 / 2.2.16","normalized":"2.2.16","kind":"approved"},)"
                        R"({"literal":"3.2.1 / 2.2.16","normalized":"3.2.1","kind":"minimum"}]})"));
    CHECK(says(run.out, R"("normalized":"66.84.0.46","kind":"except"})"));
    CHECK(says(run.out, R"("cells":{"gateway":[{"literal":"","normalized":null,"kind":"ended"}]})"));
    CHECK(std::ranges::count(run.out, '\n') == 10); // rows only
}

TEST_CASE("catalog check: the shipped lists pass, and mistakes make the exit status 1", "[scanner][commands]")
{
    const auto shipped = run_program({"catalog", "check", "--as-of", "2019-06-01"}, "");
    CAPTURE(shipped.out);
    CHECK(shipped.status == 0);

    const TemporaryDirectory folder;
    const auto bad = folder.file("bad.xml", edited_lync("version=\"2.0.1.44.9\"", "version=\"latest\""));
    const auto renamed = run_program({"catalog", "check", bad, "--as-of", "2019-06-01"}, "");
    CHECK(renamed.status == 1);
    CHECK(renamed.out == bad + ": same-name: expected a name of its own: lync is " + PHONESCAN_BINARY_DIR +
                             "/share/phonescan/catalogs/lync.xml\n" + bad +
                             ":18: version: expected a version of scheme audiocodes, not latest\n"
                             "1 catalog, 27 rows: 1 version, 1 same-name\n");
}

TEST_CASE("catalog check: an old list is said to be one, and is no mistake", "[scanner][commands]")
{
    const auto old = run_program({"catalog", "check", "lync", "--as-of", "2026-11-25"}, "");
    CHECK(old.status == 0);
    CHECK(says(old.out, "lync.xml: old-revision: revised 2018-12-31, 7 years 10 months ago\n"
                        "1 catalog, 27 rows: 1 old-revision\n"));
    CHECK(run_program({"catalog", "check", "nosuch"}, "").status == 2);
}

TEST_CASE("judge --explain: text for people in place of the rows, for JSON Lines and CSV", "[scanner][commands]")
{
    const std::vector<std::string> arguments = {"judge",      "--explain", "--catalog",  "lync",      "--as-of",
                                                "2020-06-01", "-q",        "--platform", "sfb-server"};
    const auto lines = run_program(arguments, R"({"id":7,"vendor":"Polycom","model":"VVX 410","firmware":"5.2.1.3271"}
nonsense
)");
    CHECK(lines.status == 1);
    CHECK(lines.out == R"(Line 1, id 7: Polycom VVX 410, firmware 5.2.1.3271
  verdict    older-than-qualified for sfb-server (Skype for Business Server):
             Needs other firmware
  lists      lync (qualified for Lync, by its column lync-server-2013)
  list       lync: "Phones and devices qualified for Lync" of 2018-12-31, 1 year
             5 months old: more than a year, look for a newer one
  row        "Polycom VVX 410", line 61 of the document: the model's own
  cell       "Polycom 5.3.0.12074": qualified is 5.3.0.12074
  firmware   5.2.1.3271 is older than 5.3.0.12074
  note       counts as level=backward-compatible
  list       lync comes to older-than-qualified, which decides
  action     Install 5.3.0.12074 (now 5.2.1.3271).

Line 2: not read: not valid JSON at byte 2

)");
    const auto table = run_program(arguments, "vendor,model,firmware\nPolycom,VVX 410,5.2.1.3271\n");
    CHECK(table.status == 0);
    CHECK(says(table.out, "Line 2: Polycom VVX 410, firmware 5.2.1.3271\n  verdict    older-than-qualified for"));
    CHECK_FALSE(says(table.out, "vendor,model"));
}

TEST_CASE("judge --explain: hostile texts are shown and not obeyed, nothing is wider than a terminal",
          "[scanner][commands]")
{
    const auto run = run_program({"judge", "--explain", "-q"},
                                 R"({"vendor":"Poly\u001b[2Jcom","model":"VVX\n410","firmware":"5\u202e.3"})"
                                 "\n");
    CHECK(run.status == 0);
    std::istringstream lines{run.out};
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(line.size() <= 200);
        CHECK(std::ranges::none_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
        CHECK_FALSE(says(line, "\xe2\x80\xae"));
    }
}

TEST_CASE("judge --explain: not together with a summary on standard output", "[scanner][commands]")
{
    const auto run = run_program({"judge", "--explain", "--summary"}, "{}\n");
    CHECK(run.status == 2);
    CHECK(says(run.err, "--explain and --summary both write to standard output"));
}
