#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <vector>

using namespace phonescan;
using phonescan::test::contents_of;
using phonescan::test::TemporaryDirectory;

namespace {

constexpr auto faulty = R"(<fingerprints><fingerprint matches="sip.user_agent" pattern="^Acme Desk$">
<description>Acme Desk phones</description><param pos="0" name="hw.vendor" value="Acme"/></fingerprint></fingerprints>)";

/// More than any pipe or buffer holds.
std::string many_banners()
{
    std::string lines;
    for (int i = 0; i < 20'000; ++i)
        lines += R"({"sip.user_agent":"Strange Desk 300 2.1.7"})"
                 "\n";
    return lines;
}

} // namespace

TEST_CASE("closed pipe: a text for people ends quietly, with the status it has anyway", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const std::vector<std::vector<std::string>> listings = {
        {},
        {"--help"},
        {"--version"},
        {"scan", "--help"},
        {"catalog", "list"},
        {"catalog", "show", "lync"},
        {"catalog", "show", "lync", "--json"},
        {"fingerprints", "list"},
        {"fingerprints", "list", "--json"},
        {"fingerprints", "check"},
        {"scan", "127.0.0.0/16", "-sL"},
        {"scan", "127.0.0.1", "--dry-run"},
    };
    for (const auto& words : listings) {
        CAPTURE(words);
        const auto run = run_program_unread(words, "");
        CHECK(run.status == 0);
        CHECK(run.err.empty());
    }
    const auto check = run_program_unread({"fingerprints", "check", folder.file("acme.xml", faulty)}, "");
    CHECK(check.status == 1); // it found something
    CHECK(check.err.empty());
}

TEST_CASE("closed pipe: a scan's table ends quietly and its reports are whole", "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto csv = (folder / "site.csv").string();
    const std::vector<std::string> scan = {"scan", "127.0.0.1", "-p", "9", "--wait", "200ms", "--retries", "0", "-q"};
    auto words = scan;
    CHECK(run_program_unread(words, "").err.empty());
    CHECK(run_program_unread(words, "").status == 0);
    words.insert(words.end(), {"--csv", csv});
    CHECK(run_program_unread(words, "").status == 0);
    CHECK(contents_of(csv).starts_with("site,ip,"));
    words.back() = "-";
    const auto run = run_program_unread(words, "");
    CHECK(run.status == 1); // a report that a program asked for was not delivered
    CHECK_THAT(run.err, Catch::Contains("the program that reads it has ended"));
}

TEST_CASE("closed pipe: identify and judge leave the rest unread, quietly, and keep what was learnt",
          "[scanner][commands]")
{
    const TemporaryDirectory folder;
    const auto drafts = (folder / "new.xml").string();
    const auto lines = many_banners();
    const auto run = run_program_unread({"identify", "--unknown-out", drafts}, lines);
    CHECK(run.status == 1);
    CHECK_THAT(run.err, !Catch::Contains("pipe"));
    CHECK_THAT(contents_of(drafts), Catch::Contains("Strange Desk 300 2.1.7</example>"));
    for (const std::string& input : {lines, "Vendor,Model\nAcme,300\n" + std::string(200'000, '\n')}) {
        const auto judged = run_program_unread({"judge", "-q"}, input); // an error would still be told
        CHECK(judged.status == 1);
        CHECK(judged.err.empty());
    }
}

TEST_CASE("full disk: what could not be listed is an error, with its reason", "[scanner][commands]")
{
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"scan", "--help"}, {"--version"}, {"catalog", "list"}, {"fingerprints", "list"}}) {
        CAPTURE(words);
        const auto run = run_program_into("/dev/full", words, "");
        CHECK(run.status == 1);
        CHECK_THAT(run.err, Catch::Contains("stdout: cannot be written: No space left on device"));
    }
}
