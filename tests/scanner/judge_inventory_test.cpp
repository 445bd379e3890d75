#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace phonescan;

namespace {

std::string golden(const std::string& name)
{
    std::ifstream file{PHONESCAN_SOURCE_DIR "/tests/data/golden/" + name, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// A text of ASCII as UTF-16.
std::string utf16(const std::string& text, bool little_endian, bool marked)
{
    std::string bytes;
    if (marked) bytes = little_endian ? "\xff\xfe" : "\xfe\xff";
    for (const char c : text) {
        if (!little_endian) bytes += '\0';
        bytes += c;
        if (little_endian) bytes += '\0';
    }
    return bytes;
}

const std::vector<std::string> for_lync = {"judge", "--platform", "lync-server-2013", "--as-of", "2020-01-01"};

ProgramRun judge_for_lync(const std::string& input, const std::vector<std::string>& more = {})
{
    auto arguments = for_lync;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments, input);
}

} // namespace

TEST_CASE("judge: UTF-16 is judged like UTF-8, and the mark comes back", "[scanner][commands]")
{
    const std::string mark = "\xef\xbb\xbf";
    const std::string table = "Vendor\tModel\tFirmware\r\nPolycom\tVVX 410\t5.3.0.12074\r\nYealink\tT48G\t1\r\n";
    const auto plain = judge_for_lync(table);
    CHECK(plain.status == 0);
    CHECK(says(plain.out, "Polycom\tVVX 410\t5.3.0.12074\tready\tqualified\t"));
    CHECK(judge_for_lync(mark + table).out == mark + plain.out);
    for (const bool little_endian : {true, false})
        for (const bool marked : {true, false}) {
            const auto run = judge_for_lync(utf16(table, little_endian, marked));
            CHECK(run.status == 0);
            CHECK(run.out == (marked ? mark : "") + plain.out);
            CHECK(says(run.err, "standard input is UTF-16; what comes out is UTF-8\n"));
        }
    const std::string line = "{\"vendor\":\"Polycom\",\"model\":\"VVX 410\",\"firmware\":\"5.3.0.12074\"}\n";
    CHECK(judge_for_lync(utf16(line, true, true)).out == judge_for_lync(line).out);
}

TEST_CASE("judge: broken UTF-16 is named with its line, and the rest is judged", "[scanner][commands]")
{
    auto input = utf16("Note,Vendor,Model,Firmware\nxx,Polycom,VVX 410,5.3.0.12074\n", true, true);
    input.replace(input.find('x'), 2, "\x3d\xd8"); // a surrogate without its other half
    const auto run = judge_for_lync(input);
    CHECK(run.status == 1);
    CHECK(says(run.err, "line 2: broken UTF-16"));
    CHECK(says(run.out, "\n\xef\xbf\xbdx,Polycom,VVX 410,5.3.0.12074,ready,"));
}

TEST_CASE("judge: a first line for spreadsheets names the delimiter and comes back", "[scanner][commands]")
{
    const auto run = judge_for_lync("sep=;\r\nVendor;Model, really;Firmware\r\nPolycom;VVX 410\r\n");
    CHECK(run.status == 1);
    CHECK(run.out.starts_with("sep=;\nVendor;Model, really;Firmware;lync-server-2013.status;"));
    CHECK(says(run.err, "line 3: 2 cells where the header has 3"));
    CHECK(says(judge_for_lync("sep=#\nVendor#Model\n").err, "line 1: sep=# names none of"));
    CHECK(judge_for_lync("sep=#\nVendor#Model\n").status == 2);
}

TEST_CASE("judge: it is said which column was taken for what, and nothing with -q", "[scanner][commands]")
{
    const std::string table = "Manufacturer,Hardware version,Owner\nPolycom,CX600,x\n";
    const auto run = judge_for_lync(table);
    CHECK(run.err == "phonescan: vendor from \"Manufacturer\", model from \"Hardware version\"; other columns: "
                     "\"Owner\"\n");
    const auto quiet = judge_for_lync(table, {"-q"});
    CHECK(quiet.err.empty());
    CHECK(quiet.out == run.out);
    CHECK(judge_for_lync("{\"owner\":1}\n", {"-q"}).err.empty());
}

TEST_CASE("judge: a table whose lines end in a carriage return alone is refused, not taken for one header",
          "[scanner][commands]")
{
    const auto run = judge_for_lync("Vendor,Model,Firmware\rPolycom,VVX 410,5.3.0.12074\r");
    CHECK(run.status == 2);
    CHECK(run.out.empty());
    CHECK(says(run.err, "line 1: its lines end in a carriage return alone"));
    CHECK(judge_for_lync("Vendor,Model,Firmware,\"two\r\nlines\"\r\nPolycom,VVX 410,5.3.0.12074,\r\n").status == 0);
}

TEST_CASE("judge: an inventory exported by Lync, its rows and its summary", "[scanner][commands]")
{
    const std::vector<std::string> arguments = {"judge",      "-q",          "--platform", "lync-server-2013",
                                                "--platform", "lync-online", "--catalog",  "lync",
                                                "--as-of",    "2020-01-01"};
    const auto rows = run_program(arguments, golden("lync_inventory.csv"));
    CHECK(rows.status == 0);
    CHECK(rows.out == golden("lync_inventory.out.csv"));
    auto with_summary = arguments;
    with_summary.emplace_back("--summary");
    CHECK(run_program(with_summary, golden("lync_inventory.csv")).out == golden("lync_inventory.summary.txt"));
}

TEST_CASE("judge: the summary stands in place of the rows, or in a file beside them", "[scanner][commands]")
{
    const auto path = std::filesystem::temp_directory_path() / ("summary-" + std::to_string(::getpid()) + ".txt");
    const std::string table = "Vendor,Model,Firmware\nPolycom,VVX 410,5.3.0.12074\nPolycom,VVX 410\n";
    const auto rows = judge_for_lync(table);
    const auto summary = judge_for_lync(table, {"--summary"});
    CHECK(summary.status == 1);
    CHECK(summary.out.starts_with("Of 1 phone, 1 is ready for lync-server-2013 (list of 2018-12-31)"));
    CHECK(says(summary.out, "\nPolycom VVX 410     1      1        0 "));
    CHECK(says(summary.out, "\n1 record could not be read and is not counted.\n"));
    CHECK(judge_for_lync(table, {"--summary=-"}).out == summary.out);

    const auto both = judge_for_lync(table, {"--summary=" + path.string()});
    CHECK(both.out == rows.out);
    CHECK(both.err == rows.err);
    std::ifstream file{path};
    const std::string written{std::istreambuf_iterator<char>{file}, {}};
    CHECK(says(written, "\nPolycom VVX 410     1      1        0 "));
    std::filesystem::remove(path);
    CHECK(judge_for_lync(table, {"--summary=/no/such/place/x"}).status == 2);
    CHECK(judge_for_lync(table, {"--summary", path.string()}).status == 2); // no inventory is taken for its place
    CHECK_FALSE(std::filesystem::exists(path));

    const auto lines =
        judge_for_lync("{\"sip.user_agent\":\"PolycomVVX-VVX_410-UA/5.3.0.12074\"}\nbad\n", {"--summary"});
    CHECK(lines.status == 1);
    CHECK(lines.out == summary.out);
}
