#include "scanner/report/standing.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/terminal_text.hpp"
#include "tests/scanner/sample_site.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/contains.hpp"

#include <iterator>
#include <numeric>
#include <regex>
#include <sstream>
#include <utility>

using namespace phonescan;
using namespace phonescan::test;

namespace {

std::vector<Finding> phones(std::size_t count, VerdictCode code)
{
    return std::vector<Finding>(count, phone("hq", "10.0.0.1", "Acme", "Desk 1", "1.0", "Acme", code));
}

std::vector<Finding> together(std::initializer_list<std::vector<Finding>> parts)
{
    std::vector<Finding> all;
    for (const auto& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// The sample's run where every address that gave no phone stayed silent or refused.
RunSummary reachable_run()
{
    auto summary = run();
    summary.coverage.refused += std::exchange(summary.coverage.unreachable, 0);
    return summary;
}

RunSummary fresh_run()
{
    auto summary = reachable_run();
    summary.as_of = std::chrono::year{2019} / 6 / 1;
    return summary;
}

} // namespace

TEST_CASE("summary: the first sentence says it all", "[scanner][report]")
{
    const auto findings =
        together({phones(31, VerdictCode::qualified), phones(287, VerdictCode::older_than_qualified),
                  phones(2, VerdictCode::newer_than_qualified), phones(3, VerdictCode::not_tested),
                  phones(88, VerdictCode::undetermined), phones(1, VerdictCode::platform_not_covered)});
    const std::string phones_part =
        "Of 412 phones found at HQ, 31 are ready for lync-server-2013 (list of 2018-06-01), "
        "287 need other firmware, 2 are newer than tested, 3 are not on the list, "
        "88 cannot be judged yet, 1 is not covered by the list";
    const std::string silence = " 98 of 510 addresses stayed silent: no proof that nothing is there.";
    CHECK(summary_sentence(fresh_run(), findings) == phones_part + "." + silence);
    CHECK(summary_sentence(reachable_run(), findings) ==
          phones_part + "; the list is older than a year (list-age=8 years)." + silence);
}

TEST_CASE("summary: one and none are said as people say them", "[scanner][report]")
{
    auto summary = fresh_run();
    CHECK(summary_sentence(summary, phones(1, VerdictCode::qualified))
              .starts_with("Of 1 phone found at HQ, 1 is ready for lync-server-2013 (list of 2018-06-01). 98 of"));
    CHECK(summary_sentence(summary, phones(1, VerdictCode::below_minimum))
              .starts_with("Of 1 phone found at HQ, none is ready for lync-server-2013 (list of 2018-06-01), "
                           "1 needs other firmware. "));
    CHECK(summary_sentence(summary, {}) == "No phones found at HQ to judge for lync-server-2013 (list of 2018-06-01). "
                                           "98 of 510 addresses stayed silent: no proof that nothing is there.");
    summary.coverage = {.targets = 1, .silent = 1, .visits = {}};
    CHECK(summary_sentence(summary, {}).ends_with(". 1 of 1 address stayed silent: no proof that nothing is there."));
    summary.coverage = {.targets = 3, .answered = 3, .visits = {}};
    CHECK(summary_sentence(summary, {}).ends_with(". No address stayed silent."));
    summary.coverage = {};
    summary.label.clear();
    CHECK(summary_sentence(summary, {}) == "No phones found to judge for lync-server-2013 (list of 2018-06-01).");
}

TEST_CASE("summary: several ports at an address do not multiply addresses", "[scanner][report]")
{
    auto summary = fresh_run();
    summary.coverage = {
        .targets = 510, .answered = 300, .silent = 210, .ports = 2, .silent_addresses = 98, .visits = {}};
    CHECK(
        summary_sentence(summary, {}).ends_with(" 98 of 255 addresses stayed silent: no proof that nothing is there."));
}

TEST_CASE("summary: what was never asked is not passed off as heard or silent", "[scanner][report]")
{
    auto summary = fresh_run();
    summary.coverage = {.targets = 256, .answered = 16, .unsent = 240, .visits = {}};
    CHECK(summary_sentence(summary, {}).ends_with("(list of 2018-06-01). 240 targets were never asked."));
    summary.coverage = {.targets = 3, .answered = 1, .silent = 1, .unsent = 1, .visits = {}};
    CHECK(summary_sentence(summary, {}).ends_with("nothing is there. 1 target was never asked."));
}

TEST_CASE("summary: connections have a line of their own, and theirs is the silence that counts without SIP over UDP",
          "[scanner][report]")
{
    auto summary = fresh_run();
    summary.coverage.visits = {.addresses = 255, .answered = 20, .closed = 30, .silent = 205, .unsent = 0};
    const auto text = [&] {
        std::ostringstream out;
        write_summary(out, summary, {}, {});
        return out.str();
    };
    CHECK_THAT(text(), contains("Targets    510 = "));
    CHECK_THAT(text(), contains("TCP, TLS   255 = 20 answered + 30 closed + 205 silent + 0 unsent\n"));
    CHECK(incomplete_reasons(summary).empty());

    summary.coverage = {.targets = 0, .silent_addresses = 200, .visits = {255, 20, 30, 200, 5}};
    CHECK_THAT(text(), !contains("Targets "));
    CHECK_THAT(summary_sentence(summary, {}), contains(" 200 of 255 addresses stayed silent"));
    CHECK_THAT(summary_sentence(summary, {}), contains(" 5 targets were never asked."));
    REQUIRE(incomplete_reasons(summary).size() == 1);
    CHECK(incomplete_reasons(summary).front() == "5 addresses were never asked over TCP and TLS.");

    summary.coverage.visits.unsent = 4;
    CHECK_THAT(incomplete_reasons(summary).back(), contains("totals of connections do not add up"));
}

TEST_CASE("summary: a network that cannot be reached does not look clean", "[scanner][report]")
{
    auto summary = fresh_run();
    summary.coverage = {.targets = 254, .unreachable = 254, .visits = {}};
    CHECK(summary_sentence(summary, {})
              .ends_with(" 254 of 254 targets could not be reached: no proof that nothing is there."));
    summary.coverage = {.targets = 254, .answered = 10, .unreachable = 200, .silent = 44, .visits = {}};
    CHECK(summary_sentence(summary, {})
              .ends_with(" 44 of 254 addresses stayed silent and 200 could not be reached: no proof that nothing is "
                         "there."));
}

TEST_CASE("summary: lists are named by their dates", "[scanner][report]")
{
    auto summary = run();
    summary.catalogs.push_back(list_of("sfb", "2025-12-01", {"lync-server-2013"}));
    CHECK(summary_sentence(summary, {})
              .find("(lists lync of 2018-06-01 and sfb of 2025-12-01); the oldest list is older "
                    "than a year (list-age=8 years).") != std::string::npos);
    summary.catalogs.clear();
    CHECK(summary_sentence(summary, {}).find("lync-server-2013 (no list covers it).") != std::string::npos);
}

TEST_CASE("summary: a list ages on its anniversary", "[scanner][report]")
{
    using namespace std::chrono;
    CHECK(list_age("2018-06-01", year{2018} / 12 / 1) == 0);
    CHECK(list_age("2018-06-01", year{2019} / 6 / 1) == 0);
    CHECK(list_age("2018-06-01", year{2019} / 6 / 2) == 1);
    CHECK(list_age("2018-06-01", year{2020} / 5 / 31) == 1);
    CHECK(list_age("2018-06-01", year{2020} / 6 / 1) == 2);
    CHECK(list_age("2030-01-01", year{2026} / 11 / 23) == 0);
    CHECK(list_age("", year{2026} / 11 / 23) == 0);
    CHECK(list_age("soon", year{2026} / 11 / 23) == 0);
    CHECK(list_age("2018-06-01", Day{}) == 0);
}

TEST_CASE("summary: a broken run never looks clean", "[scanner][report]")
{
    CHECK(incomplete_reasons(run()).empty());
    auto summary = run();
    summary.incomplete = {"The network went down after 12 s."};
    CHECK(written(write_summary, summary, {}, {.width = 400})
              .find("no proof that nothing is there.\nINCOMPLETE: The network went down after 12 s.\n") !=
          std::string::npos);
    summary.incomplete.clear();
    summary.coverage.silent -= 1;
    CHECK(
        incomplete_reasons(summary) ==
        std::vector<std::string>{"The totals do not add up: 509 of 510 targets accounted for; the numbers of this run "
                                 "cannot be trusted."});
    summary.coverage.unsent = 1;
    CHECK(incomplete_reasons(summary) == std::vector<std::string>{"1 target was never asked."});
}

TEST_CASE("summary: the printed sums add up", "[scanner][report]")
{
    const auto text = written(write_summary, run(), sample_findings(), {.width = 400});
    std::smatch found;
    const std::regex targets{
        R"(Targets +(\d+) = (\d+) answered \+ (\d+) refused \+ (\d+) unreachable \+ (\d+) silent \+ (\d+) unsent)"};
    REQUIRE(std::regex_search(text, found, targets));
    CHECK(std::stoi(found[1]) ==
          std::stoi(found[2]) + std::stoi(found[3]) + std::stoi(found[4]) + std::stoi(found[5]) + std::stoi(found[6]));
    const std::regex devices{R"(Devices +(\d+) = (\d+) phones \+ (\d+) possible phone \+ (\d+) other device\n)"};
    REQUIRE(std::regex_search(text, found, devices));
    CHECK(std::stoi(found[1]) == 10);
    CHECK(std::stoi(found[2]) == 8);
    CHECK(std::stoi(found[3]) == 1);
    CHECK(std::stoi(found[4]) == 1);

    // Under each heading the numbers are of the same eight phones; in a table a line's and a column's.
    std::istringstream lines{text};
    std::vector<int> sums;
    std::vector<std::vector<int>> tables;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("lync-") && line.ends_with(')')) sums.push_back(0);
        if (line.starts_with("lync-") && line.ends_with("OTHER")) tables.emplace_back(7);
        if (std::regex_search(line, found, std::regex{R"(^ +(\d+)  )"})) sums.back() += std::stoi(found[1]);
        if (!std::regex_search(line, found, std::regex{R"(((?: +\d+){7})$)"})) continue;
        std::istringstream cells{found[1]};
        std::vector<int> numbers{std::istream_iterator<int>{cells}, {}};
        CHECK(std::accumulate(numbers.begin() + 1, numbers.end(), 0) == numbers[0]);
        const int sign = line.starts_with("TOTAL") ? -1 : 1;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            tables.back()[i] += sign * numbers[i];
        if (sign < 0) CHECK(numbers[0] == 8);
    }
    CHECK(sums == std::vector<int>{8, 8});
    CHECK(tables == std::vector<std::vector<int>>(2, std::vector<int>(7)));
}

TEST_CASE("summary: one model for one platform needs no table", "[scanner][report]")
{
    auto summary = run();
    summary.platforms.resize(1);
    const auto text = written(write_summary, summary, phones(3, VerdictCode::qualified));
    CHECK(text.ends_with("\nPhones by model\n      3  Acme Desk 1\n"));
}

TEST_CASE("summary: very many models end in one line that keeps the sum", "[scanner][report]")
{
    std::vector<Finding> findings;
    for (int i = 0; i < 150; ++i)
        findings.push_back(phone("hq", "10.0.0.1", "Acme", "M" + std::to_string(i), "1", "", VerdictCode::qualified));
    CHECK(written(write_summary, run(), findings).find("in 50 more models   50 ") != std::string::npos);
}

TEST_CASE("summary: a verdict with the status of what it stands for is named under that status", "[scanner][report]")
{
    auto findings = phones(2, VerdictCode::model_ambiguous);
    for (auto& verdict : findings.front().verdicts.edit())
        verdict.status = Status::not_listed;
    const auto text = written(write_summary, run(), findings, {.width = 400});
    CHECK(text.find("1  Not on the list: model-ambiguous 1\n") != std::string::npos);
    CHECK(text.find("1  Cannot tell yet: model-ambiguous 1\n") != std::string::npos);
}

TEST_CASE("summary: who says nothing and is there all the same has a line of his own", "[scanner][report]")
{
    auto summary = fresh_run();
    const auto text = [&] {
        std::ostringstream out;
        write_summary(out, summary, {}, {});
        return out.str();
    };
    CHECK_THAT(text(), !contains("Alive "));
    summary.coverage.alive_addresses = 1;
    CHECK_THAT(text(), contains("\nAlive      1 address said nothing, but somebody is there"));
    summary.coverage.alive_addresses = 12;
    CHECK_THAT(text(), contains("\nAlive      12 addresses said nothing"));
}

TEST_CASE("summary: what a reader should know of how it went is no lack, and is escaped", "[scanner][report]")
{
    auto summary = fresh_run();
    summary.remarks = {"The network was away for 3 s.", "a\x1b[31m"};
    std::ostringstream out;
    write_summary(out, summary, {}, {});
    CHECK_THAT(out.str(), contains("\nNOTE: The network was away for 3 s.\nNOTE: a"));
    CHECK_THAT(out.str(), !contains("\x1b") && !contains("INCOMPLETE"));
    CHECK(incomplete_reasons(summary).empty());
}
