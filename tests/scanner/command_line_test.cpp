#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <sstream>

using namespace phonescan;

namespace {

const std::vector<std::vector<std::string>> commands = {
    {}, {"scan"}, {"identify"}, {"judge"}, {"demo"}, {"catalog"}, {"catalog", "list"}, {"catalog", "show"}};

/// Columns of a line of UTF-8 without wide or combining characters.
std::size_t columns(std::string_view line)
{
    std::size_t count = 0;
    for (const char c : line)
        count += (static_cast<unsigned char>(c) & 0xc0) == 0x80 ? 0 : 1;
    return count;
}

} // namespace

TEST_CASE("command line: every help fits 80 columns", "[scanner][cli]")
{
    for (auto words : commands) {
        words.emplace_back("--help");
        const auto run = run_program(words, "");
        CAPTURE(words);
        CHECK(run.status == 0);
        CHECK_THAT(run.out, Catch::Matchers::Contains("Usage: phonescan"));
        std::istringstream lines{run.out};
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(line);
            CHECK(columns(line) <= 80);
        }
    }
}

TEST_CASE("command line: alone it says where to start, in a few lines", "[scanner][cli]")
{
    const auto run = run_program({}, "");
    CHECK(run.status == 0);
    CHECK(std::ranges::count(run.out, '\n') < 12);
    CHECK_THAT(run.out, Catch::Matchers::Contains("phonescan demo") && Catch::Matchers::Contains("--csv"));
}

TEST_CASE("command line: what is not understood is named, with what to write instead", "[scanner][cli]")
{
    struct Row {
        std::vector<std::string> words;
        std::string said;
    };
    const std::vector<Row> rows = {
        {{"scna"}, "phonescan: there is no command \"scna\"; did you mean scan?"},
        {{"paint"}, "commands are scan, listen, read, report, scans, identify, judge, catalog, fingerprints, demo"},
        {{"192.168.1.0/24"}, "to scan it: phonescan scan 192.168.1.0/24"},
        {{"scan", "--exclude-file", "x"},
         "phonescan scan has no option \"--exclude-file\"; did you mean --excludefile?"},
        {{"scan", "-iL"}, "-iL needs a value: FILE"},
        {{"scan", "--seed", "first"}, "--seed \"first\": not a number it can take"},
        {{"scan", "--csv", "a", "--csv", "b"}, "--csv can be given once only"},
        {{"scan", "127.0.0.1", "--as-of", "May"}, "--as-of May: not a date like 2026-03-31"},
        {{"judge", "/etc/passwd"}, "as its input: phonescan judge < /etc/passwd"},
        {{"catalog"}, "phonescan catalog needs one of: list, show"},
        {{"catalog", "shwo"}, "did you mean show?"},
        {{"catalog", "show"}, "'phonescan catalog show --help' says more"},
    };
    for (const auto& [words, said] : rows) {
        CAPTURE(words);
        const auto run = run_program(words, "");
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK_THAT(run.err, Catch::Matchers::Contains(said));
    }
}

TEST_CASE("command line: nmap's options, and none that swallows the targets behind it", "[scanner][cli]")
{
    const auto listed = run_program({"scan", "-iL", "-", "127.0.0.8", "-sL"}, "127.0.0.1\n127.0.0.2\n");
    CHECK(listed.status == 0);
    CHECK(listed.out == "127.0.0.1\n127.0.0.2\n127.0.0.8\n");

    const auto excluded = run_program({"scan", "--exclude", "127.0.0.1", "127.0.0.0/30", "-sL"}, "");
    CHECK(excluded.status == 0);
    CHECK(excluded.out == "127.0.0.0\n127.0.0.2\n127.0.0.3\n");

    CHECK(run_program({"scan", "-iL=-", "-sL"}, "127.0.0.9").out == "127.0.0.9\n");
}

TEST_CASE("command line: what --sip, --http and --patience cannot be is refused, with what they can", "[scanner][cli]")
{
    struct Row {
        std::vector<std::string> words;
        std::string said;
    };
    const std::vector<Row> rows = {
        {{"--sip", "tcp"}, "--sip: \"tcp\" is none of auto, all, udp"},
        {{"--sip", "off"}, "--sip: \"off\" is none of auto, all, udp"},
        {{"--http", "udp"}, "--http: \"udp\" is none of auto, all, off"},
        {{"--patience", "soon"}, "--patience: \"soon\" is no duration"},
        {{"--patience"}, "--patience needs a value: TIME"},
        {{"-p", "http:80", "--http", "off"}, "-p names no port that --sip and --http leave: nothing to ask"},
        {{"-p", "sips:5061", "--sip", "udp"}, "-p names no port that --sip and --http leave: nothing to ask"},
        {{"-p", "sip:5060,sips:5060"}, "port 5060 cannot be both sip-tcp and sip-tls"},
        {{"--stop-on-harms"}, "did you mean --stop-on-harm?"},
        {{"--noping"}, "did you mean --no-ping?"},
    };
    for (const auto& [words, said] : rows) {
        std::vector<std::string> command{"scan", "127.0.0.1", "--dry-run"};
        command.insert(command.end(), words.begin(), words.end());
        CAPTURE(command);
        const auto run = run_program(command, "");
        CHECK(run.status == 2);
        CHECK_THAT(run.err, Catch::Matchers::Contains(said));
    }
}

TEST_CASE("command line: a dry run says who is asked over connections", "[scanner][cli]")
{
    const auto run = [](std::vector<std::string> words) {
        words.insert(words.begin(), {"scan", "--dry-run"});
        const auto dry = run_program(words, "");
        CHECK(dry.status == 0);
        return dry.out;
    };
    using Catch::Matchers::Contains;
    CHECK_THAT(run({"127.0.0.1", "--patience", "1m", "--stop-on-harm", "--no-ping"}),
               Contains("of every address: sip-tcp on 5060, sip-tls on 5061, http on 80, https on 443; about 4 conn"));
    CHECK_THAT(run({"127.0.0.1", "--sip", "udp"}),
               Contains("of every address: http on 80, https on 443; about 2") && !Contains("sip-tcp"));
    CHECK_THAT(run({"127.0.0.1", "--sip", "udp", "--http", "off"}), !Contains("Over connections"));
    CHECK_THAT(run({"127.0.0.0/8", "--exclude", "127.128.0.0/9", "--i-own-these-networks", "--http", "all"}),
               Contains("of every address: http on 80, https on 443;") &&
                   Contains("who show any sign of life: sip-tcp on 5060, sip-tls on 5061."));
}

TEST_CASE("command line: IPv6 targets are listed, limited and refused as others are", "[scanner][cli]")
{
    CHECK(run_program({"scan", "-sL", "[fd00::1]", "fd00::10/127", "--exclude", "fd00::11"}, "").out ==
          "fd00::1\nfd00::10\n");
    const std::vector<std::pair<std::string, std::string>> refused = {
        {"fd00::/64", "more than 65536"},
        {"2a00::1", "public addresses are not scanned unasked: 2a00::1"},
        {"ff02::1", "never scanned"},
        {"::ffff:10.0.0.7", "IPv4 addresses written as IPv6"},
    };
    for (const auto& [target, said] : refused) {
        const auto run = run_program({"scan", "-sL", target}, "");
        CHECK(run.status == 2);
        CHECK(run.out.empty());
        CHECK_THAT(run.err, Catch::Matchers::Contains(said));
    }
    const auto link_local = run_program({"scan", "fe80::1", "--dry-run"}, "");
    CHECK(link_local.status == 2);
    CHECK_THAT(link_local.err, Catch::Matchers::Contains("fe80::1 is link-local: name the interface with -e"));
}
