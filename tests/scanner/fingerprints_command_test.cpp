#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lines.hpp"
#include "tests/support/temporary_directory.hpp"

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

using namespace phonescan;
using phonescan::test::lines_of;
using phonescan::test::TemporaryDirectory;
using Json = nlohmann::json;

namespace {

/// Two faults: an example that does not match, on line 4, and no <param phonescan.kind>, on line 2.
constexpr auto faulty = R"xml(<fingerprints matches="sip.user_agent" vendor="Acme">
<fingerprint pattern="^Acme Desk (\d+)$">
<description>Acme Desk phones</description>
<example _source="made up" hw.product="300">Acme Table 300</example>
<param pos="1" name="hw.product"/>
</fingerprint>
</fingerprints>
)xml";

/// A database of recog's over a text that phonescan does not observe, with one pattern that RE2 refuses.
constexpr auto unobserved = R"xml(<fingerprints matches="ssh.banner" protocol="ssh" preference="0.90">
<fingerprint pattern="^Acme(?!x)"><description>a</description>
<param pos="0" name="hw.vendor" value="Acme"/></fingerprint>
<fingerprint pattern="^Acme"><description>b</description><example>Acme 2</example>
<param pos="0" name="hw.vendor" value="Acme"/></fingerprint>
</fingerprints>
)xml";

constexpr auto parts = R"xml(<pattern-parts><part name="acme" pattern="a"><description>d</description></part>
</pattern-parts>)xml";

} // namespace

TEST_CASE("fingerprints list: every file, what it is about, and a total", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    folder.file("pattern_parts.xml", parts); // is no file of fingerprints
    const auto run = run_program({"fingerprints", "list", "--fingerprints", folder.file("ssh.xml", unobserved)}, "");
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    const auto lines = lines_of(run.out);
    REQUIRE(lines.size() > 10);
    CHECK(lines.front().starts_with("FILE"));
    CHECK_THAT(lines[lines.size() - 3],
               Catch::StartsWith("ssh.xml ") &&
                   Catch::Contains("takes part in nothing: phonescan does not observe ssh.banner"));
    CHECK_THAT(lines.back(), Catch::Contains(" fingerprints in ") && Catch::Contains(" in use, "));

    const auto json = run_program({"fingerprints", "list", "--json", "--fingerprints", folder.path()}, "");
    CHECK(json.status == 0);
    const auto objects = lines_of(json.out);
    CHECK(objects.size() == lines.size() - 3);
    const auto shipped = Json::parse(objects.front());
    CHECK(shipped["form"] == "phonescan");
    CHECK(shipped["matches"].is_null());
    CHECK(shipped["takes_part"] == true);
    CHECK(shipped["fingerprints"] > 0);
    CHECK(shipped["left_out"] == 0);
    CHECK_FALSE(shipped["fields"].empty());
    CHECK_FALSE(shipped["vendors"].empty());
    const auto added = Json::parse(objects.back());
    CHECK(added["form"] == "recog");
    CHECK(added["matches"] == "ssh.banner");
    CHECK(added["takes_part"] == false);
    CHECK(added["fingerprints"] == 2);
    CHECK(added["left_out"] == 1);
    CHECK(added["fields"].empty());
}

TEST_CASE("fingerprints check: the shipped files are clean", "[scanner][commands]")
{
    const auto run = run_program({"fingerprints", "check"}, "");
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    REQUIRE(lines_of(run.out).size() == 1);
    CHECK_THAT(run.out, Catch::EndsWith(": no findings\n"));
}

TEST_CASE("fingerprints check: findings like a compiler's, the summary last, exit status 1", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto path = folder.file("acme.xml", faulty);
    for (const auto& named : {path, folder.path().string()}) {
        const auto run = run_program({"fingerprints", "check", named}, "");
        CHECK(run.status == 1);
        CHECK(run.err.empty());
        const auto lines = lines_of(run.out);
        REQUIRE(lines.size() == 3);
        CHECK(lines[0] == path + ":2: no-kind: expected a <param> phonescan.kind");
        CHECK(lines[1] == path + ":4: example: the pattern does not match it");
        CHECK(lines[2] == "1 files, 1 fingerprints, 0 of 1 examples pass: 1 example, 1 no-kind");
    }
}

TEST_CASE("fingerprints check: a shipped file is not beside itself", "[scanner][commands]")
{
    const auto run =
        run_program({"fingerprints", "check", PHONESCAN_SOURCE_DIR "/fingerprints/data/../data/pbx.xml"}, "");
    CHECK(run.status == 0);
    CHECK_THAT(run.out, Catch::StartsWith("1 files, ") && Catch::EndsWith(": no findings\n"));
}

TEST_CASE("fingerprints check: how recog writes its files is counted and shown when asked", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto path = folder.file("ssh.xml", unobserved);
    const auto run = run_program({"fingerprints", "check", path}, "");
    CHECK(run.status == 1); // the pattern
    const auto lines = lines_of(run.out);
    REQUIRE(lines.size() == 4);
    CHECK_THAT(lines[0], Catch::StartsWith(path + ":2: pattern: "));
    CHECK(lines[1] == path + ": phonescan does not observe ssh.banner: takes part in nothing");
    CHECK_THAT(lines[2], Catch::Contains("not counted, as the file is recog's: 1 no-source, 1 no-kind"));
    CHECK_THAT(lines[3], Catch::EndsWith("1 of 1 examples pass: 1 pattern"));
    const auto verbose = run_program({"fingerprints", "check", "--verbose", path}, "");
    CHECK_THAT(verbose.out, Catch::Contains(path + ":4: no-source: "));
    CHECK_THAT(verbose.out, !Catch::Contains("not counted"));
}

TEST_CASE("fingerprints: usage errors and files that are no data", "[scanner][commands]")
{
    CHECK(run_program({"fingerprints"}, "").status == 2);
    CHECK(run_program({"fingerprints", "check", "/nonexistent"}, "").status == 2);
    CHECK(run_program({"fingerprints", "list", "--fingerprints", "/nonexistent"}, "").status == 2);
    const TemporaryDirectory folder;
    const auto broken = folder.file("broken.xml", "<fingerprints>");
    CHECK(run_program({"fingerprints", "list", "--fingerprints", broken}, "").status == 2);
    const auto run = run_program({"fingerprints", "check", broken}, "");
    CHECK(run.status == 1);
    CHECK_THAT(run.out, Catch::Contains(": schema: "));
    CHECK(run.err.empty());
}

TEST_CASE("identify: a pattern that RE2 refuses is one warning, and the rest works", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto path = folder.file("ssh.xml", unobserved);
    const auto run = run_program({"identify", "--fingerprints", path}, "{\"sip.user_agent\":\"x\"}\n");
    CHECK(run.status == 0);
    CHECK(lines_of(run.out).size() == 1);
    const auto warnings = lines_of(run.err);
    REQUIRE(warnings.size() == 1);
    CHECK_THAT(warnings[0],
               Catch::StartsWith("phonescan: " + path + ":2: ") && Catch::EndsWith("; this fingerprint is not used"));
}
