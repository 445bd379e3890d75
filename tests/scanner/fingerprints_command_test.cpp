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

/// The query string, on line 3, is only for shipped files.
constexpr auto with_probes = R"xml(<fingerprints matches="sip.user_agent" vendor="Acme">
<probe path="/status.xml" source="made up"><description>status</description></probe>
<probe path="/a?b=1" source="made up"><description>status</description></probe>
<fingerprint pattern="^Acme Desk (\d+)$">
<description>Acme desk phones</description>
<example _source="made up" hw.product="300">Acme Desk 300</example>
<param pos="0" name="phonescan.kind" value="phone"/>
<param pos="1" name="hw.product"/>
</fingerprint>
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
    CHECK(shipped["probes"].empty());
    const auto added = Json::parse(objects.back());
    CHECK(added["form"] == "recog");
    CHECK(added["matches"] == "ssh.banner");
    CHECK(added["takes_part"] == false);
    CHECK(added["fingerprints"] == 2);
    CHECK(added["left_out"] == 1);
    const auto asking = folder.file("acme.xml", with_probes);
    const auto probes = run_program({"fingerprints", "list", "--json", "--fingerprints", asking}, "");
    CHECK(Json::parse(lines_of(probes.out).back())["probes"] == Json{"/status.xml", "/a?b=1"});
    const auto table = run_program({"fingerprints", "list", "--fingerprints", asking}, "");
    CHECK_THAT(table.out, Catch::Contains("sip.user_agent: Acme (2 web probes)"));
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

TEST_CASE("fingerprints check: web probes are counted, and found when they must not be asked", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto path = folder.file("acme.xml", with_probes);
    const auto lines = lines_of(run_program({"fingerprints", "check", path}, "").out);
    REQUIRE(lines.size() == 2);
    CHECK_THAT(lines[0], Catch::StartsWith(path + ":3: probe: ") && Catch::Contains("query string"));
    CHECK(lines[1] == "1 files, 1 fingerprints, 2 web probes, 1 of 1 examples pass: 1 probe");
}

TEST_CASE("scan: web probes of a user's file wait for --allow-probes, which names a file that is loaded",
          "[scanner][commands]")
{
    const TemporaryDirectory folder;
    std::string one{with_probes};
    one.replace(one.find("?b=1"), 4, "");
    const auto path = folder.file("acme.xml", one);
    const auto other = folder.file("other.txt", "");
    const auto scan = [&](std::vector<std::string> more) {
        std::vector<std::string> words = {"scan", "127.0.0.1", "-p", "sip:9", "--wait", "10ms", "--no-store"};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words, "");
    };
    CHECK_THAT(scan({"--fingerprints", path}).err,
               Catch::Contains(path + ":2: probe left out: --allow-probes " + path + " allows it\n"));
    CHECK_THAT(scan({"--fingerprints", folder.path(), "--allow-probes", path}).err, !Catch::Contains("probe left out"));
    for (const auto& named : {other, std::string{"no-such-file.xml"}}) {
        const auto run = scan({"--fingerprints", path, "--allow-probes", named});
        CHECK(run.status == 2);
        CHECK_THAT(run.err, Catch::Contains("--allow-probes " + named + ": not a file that --fingerprints loads"));
    }
    CHECK(scan({"--allow-probes", path}).status == 2);
    CHECK(run_program({"identify", "--fingerprints", path}, "").err.empty());
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
