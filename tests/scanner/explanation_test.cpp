#include "scanner/report/explanation.hpp"

#include "scanner/report/terminal_text.hpp"
#include "tests/scanner/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_directory.hpp"

#include <sstream>

using namespace phonescan;

namespace {

std::string data(const std::string& name)
{
    return test::contents_of(PHONESCAN_SOURCE_DIR "/tests/data/golden/" + name);
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

Identity contradicting()
{
    Identity identity;
    identity.kind = Kind::phone;
    identity.vendor = "Acme";
    identity.firmware = "1.0";
    identity.evidence = {{"kind", Field::sip_user_agent, "Acme\x1b[31m", "desk\nphones", 0.9},
                         {"vendor", Field::http_title, std::string(300, 'x'), "pages", 0.6},
                         {"firmware", Field::sip_server, "1.0", "any", 0.3}};
    identity.conflicts = {{"firmware", {{"1.0", Field::sip_server}, {"2.0", Field::http_title}}}};
    return identity;
}

} // namespace

TEST_CASE("explain: golden text, in the order of the input, bad lines at their place", "[scanner][report]")
{
    const auto run = run_program({"identify", "--explain"}, data("explain.in.jsonl"));
    CHECK(run.out == data("explain.out.txt"));
    CHECK(run.status == 1);
    CHECK(holds(run.err, "line 6: not valid JSON at byte 1"));
}

TEST_CASE("explain: fits its width, and says how specific each source is", "[scanner][report]")
{
    const auto identity = contradicting();
    const Observation stranger{{}, Field::http_realm, "r\xc3\xa9sum\xc3\xa9 " + std::string(200, 'y'), {}, {}};
    for (std::size_t width = 1; width < 200; width += 7) {
        std::string out;
        append_explanation(out, {7, R"("a\u001b")", {}, identity, {&stranger}}, {width, false});
        std::istringstream lines{out};
        for (std::string line; std::getline(lines, line);) {
            CAPTURE(width, line);
            CHECK(display_width(line) <= std::max<std::size_t>(width, 40));
            CHECK(terminal_text(line) == line);
        }
        for (const auto* word : {"strict:", "inferred:", "hint:", "conflict", "no match", "not said"})
            CHECK(holds(out, word));
    }
}

TEST_CASE("explain: colour only where it is wanted", "[scanner][report]")
{
    const auto identity = contradicting();
    std::string plain;
    append_explanation(plain, {1, "null", {}, identity, {}}, {80, false});
    CHECK_FALSE(holds(plain, "\x1b"));
    std::string coloured;
    append_explanation(coloured, {1, "null", {}, identity, {}}, {80, true});
    CHECK(holds(coloured, "\x1b[32mphone\x1b[0m"));
}
