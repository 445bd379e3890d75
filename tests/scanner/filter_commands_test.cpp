#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

using namespace phonescan;
using Json = nlohmann::ordered_json;

namespace {

std::string golden(const std::string& name)
{
    std::ifstream file{PHONESCAN_SOURCE_DIR "/tests/data/golden/" + name, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<Json> objects_in(const std::string& lines)
{
    std::vector<Json> objects;
    std::istringstream in{lines};
    for (std::string line; std::getline(in, line);)
        objects.push_back(Json::parse(line));
    return objects;
}

bool says(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("identify: every line is answered in order, bad ones with an error", "[scanner][commands]")
{
    const auto run = run_program({"identify"}, golden("identify.in.jsonl"));
    CHECK(run.out == golden("identify.out.jsonl"));
    CHECK(run.status == 1);
    CHECK(says(run.err, "line 4: not valid JSON at byte 2"));
    CHECK(says(run.err, "line 6: \"sip.user_agent\" must be"));
    CHECK(says(run.err, "\"colour\" is not a known field"));
}

TEST_CASE("identify: byte order mark, CRLF and a missing last newline are taken", "[scanner][commands]")
{
    const auto run = run_program({"identify"}, "\xef\xbb\xbf{\"id\":1}\r\n\r\n{\"id\":2}");
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    const auto answers = objects_in(run.out);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0]["id"] == 1);
    CHECK(answers[1]["kind"] == "unknown");
    CHECK(run_program({"identify"}, "").out.empty());
}

TEST_CASE("identify: a line longer than accepted is bad, its neighbours are not", "[scanner][commands]")
{
    const std::string longest = "{\"id\":1,\"sip.server\":\"" + std::string(1024 * 1024 - 24, 'x') + "\"}";
    REQUIRE(longest.size() == 1024 * 1024);
    const auto run = run_program({"identify"}, longest + "\n " + longest + "\n{\"id\":3}\n");
    CHECK(run.status == 1);
    CHECK(says(run.err, "line 2: longer than"));
    const auto answers = objects_in(run.out);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0]["id"] == 1);
    CHECK(answers[1]["id"].is_null());
    CHECK(answers[1].contains("error"));
    CHECK(answers[2]["id"] == 3);
}

TEST_CASE("judge: JSON Lines in, identities with verdicts out", "[scanner][commands]")
{
    const auto run = run_program({"judge", "--catalog", "lync", "--as-of", "2020-01-01"}, golden("judge.in.jsonl"));
    CHECK(run.out == golden("judge.out.jsonl"));
    CHECK(run.status == 1);
    CHECK(says(run.err, "line 6: \"platform\" must be"));
}

TEST_CASE("judge: CSV in, the same rows with verdict columns out", "[scanner][commands]")
{
    const auto run = run_program({"judge", "--platform", "lync-server-2013", "--platform", "lync-online", "--catalog",
                                  "lync", "--as-of", "2020-01-01"},
                                 golden("judge.in.csv"));
    CHECK(run.out == golden("judge.out.csv"));
    CHECK(run.status == 1);
    CHECK(says(run.err, "line 4: 2 cells where the header has 5"));
}

TEST_CASE("judge: the platforms of a line are those it names, else the first catalog's", "[scanner][commands]")
{
    const auto run = run_program({"judge", "--catalog", "lync"}, "{}\n{\"platform\":\"teams\"}\n");
    CHECK(run.status == 0);
    const auto answers = objects_in(run.out);
    REQUIRE(answers.size() == 2);
    REQUIRE(answers[0]["verdicts"].size() == 3);
    CHECK(answers[0]["verdicts"][0]["platform"] == "lync-server-2013");
    CHECK(answers[0]["verdicts"][0]["verdict"] == "model-unknown");
    REQUIRE(answers[1]["verdicts"].size() == 1);
    CHECK(answers[1]["verdicts"][0]["verdict"] == "platform-not-covered");
}

TEST_CASE("filters: wrong options and data end with exit 2 and say what was wrong", "[scanner][commands]")
{
    struct Case {
        std::vector<std::string> arguments;
        std::string says;
        std::vector<std::string> environment;
    };
    const std::vector<Case> cases = {
        {{"judge", "--platform", "Lync Server"}, "--platform Lync Server", {}},
        {{"judge", "--catalog", "nosuch"}, "there is lync", {}},
        {{"judge", "--catalog", "./nosuch.xml"}, "./nosuch.xml", {}},
        {{"judge", "--as-of", "2020-02-30"}, "--as-of 2020-02-30", {}},
        {{"judge", "--fingerprints", "/no/such"}, "/no/such", {}},
        {{"identify", "--nosuch"}, "--nosuch", {}},
        {{"nosuch"}, "nosuch", {}},
        {{"catalog"}, "phonescan catalog --help", {}},
        {{"catalog", "show", "nosuch"}, "there is lync", {}},
        {{"identify"}, "/no/such/data", {"PHONESCAN_DATA_DIR=/no/such/data"}},
    };
    for (const auto& [arguments, expected, environment] : cases) {
        CAPTURE(arguments);
        const auto run = run_program(arguments, "{}\n", environment);
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CAPTURE(run.err);
        CHECK(run.err.starts_with("phonescan: "));
        CHECK(says(run.err, expected));
    }
    const auto other = run_program({"judge"}, "asset,owner\n1,2\n");
    CHECK(other.status == 2);
    CHECK(other.out.empty());
    CHECK(says(other.err, "Found: \"asset\", \"owner\". Names that would do: Vendor, Model, Firmware, SIP User Agent"));
}

TEST_CASE("identify: UTF-16 is refused with the way out", "[scanner][commands]")
{
    using namespace std::string_literals;
    for (const auto& input : {"\xff\xfe{\0}\0\n\0"s, "\xfe\xff\0{\0}\0\n"s, "{\0}\0\n\0"s, "\0v\0e\0n"s}) {
        const auto run = run_program({"identify"}, input);
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK(says(run.err, "UTF-16, expected UTF-8"));
    }
}

TEST_CASE("judge: banners that contradict each other leave the verdict open", "[scanner][commands]")
{
    const auto run =
        run_program({"judge", "--catalog", "lync", "--platform", "lync-server-2013"},
                    R"({"sip.user_agent":["PolycomVVX-VVX_410-UA/5.3.0.12074","PolycomVVX-VVX_410-UA/5.9.0.9373"]})"
                    "\n"
                    R"({"sip.user_agent":"PolycomVVX-VVX_410-UA/5.3.0.12074","sip.server":"Asterisk PBX 13.18.5"})"
                    "\n");
    const auto answers = objects_in(run.out);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0]["verdicts"][0]["verdict"] == "undetermined");
    CHECK(answers[0]["verdicts"][0]["reason"] == "conflict");
    CHECK(answers[1]["verdicts"][0]["verdict"] == "qualified");
}

TEST_CASE("filters: output that cannot be written is exit 1 with a message", "[scanner][commands]")
{
    for (const auto* const command : {"identify", "judge"}) {
        const auto run = run_program_into("/dev/full", {command}, "{}\n");
        CHECK(run.status == 1);
        CHECK(says(run.err, "standard output: No space left on device"));
    }
    CHECK(run_program_into("/dev/full", {"catalog", "list"}, "").status == 1);
}

TEST_CASE("catalog: list and show", "[scanner][commands]")
{
    const auto list = run_program({"catalog", "list", "--as-of", "2020-12-31"}, "");
    CHECK(list.status == 0);
    CHECK(says(list.out, "\nlync                2018-12-31  "));
    const auto rows = objects_in(run_program({"catalog", "show", "lync", "--json"}, "").out);
    REQUIRE(rows.size() == 27);
    const auto& row = rows.front();
    CHECK(row["cells"].begin().key() == "lync-server-2013");
    CHECK(row["cells"]["lync-server-2013"].dump() ==
          R"([{"literal":"AudioCodes UC420HD_2.0.1.44.9","normalized":"2.0.1.44.9","kind":"exact"}])");
    CHECK(row["cells"]["lync-online"][0]["normalized"].is_null());
    CHECK(row["line"] == 43);
    CHECK(row["heading"] == "Phones and devices qualified for Lync > Qualified products table");
    CHECK(row["warnings"].empty());
    CHECK(rows[2]["warnings"].dump() == R"(["duplicated-date: \"July 2014July 2014\" taken for July 2014"])");
    CHECK(rows[16]["flags"].dump() == R"(["multi-model-row"])");
    CHECK(says(run_program({"catalog", "show", "lync"}, "").out, "\nrows: 27\n"));
}

TEST_CASE("program: help and version", "[scanner][commands]")
{
    CHECK(run_program({"--version"}, "").out.starts_with("phonescan "));
    const auto alone = run_program({}, "");
    CHECK(alone.status == 0);
    CHECK(says(alone.out, "judge"));
    for (const auto* const command : {"identify", "judge", "catalog"}) {
        const auto help = run_program({command, "--help"}, "");
        CHECK(help.status == 0);
        CHECK(says(help.out, "Examples:"));
    }
}
