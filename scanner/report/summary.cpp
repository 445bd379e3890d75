#include "scanner/report/summary.hpp"

#include "scanner/equal_answers.hpp"
#include "scanner/report/row.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <ostream>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t most_models = 100; // lines; the rest is one line

/// `1 phone`, `2 phones`
std::string counted(std::uint64_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

struct StatusWords {
    Status status;
    std::string_view one;
    std::string_view many;
};

/// What the sentence says of the phones of a status, in its order.
constexpr StatusWords status_words[] = {
    {Status::ready, "is ready", "are ready"},
    {Status::upgrade, "needs other firmware", "need other firmware"},
    {Status::newer, "is newer than tested", "are newer than tested"},
    {Status::not_listed, "is not on the list", "are not on the list"},
    {Status::check, "cannot be judged yet", "cannot be judged yet"},
    {Status::uncovered, "is not covered by the list", "are not covered by the list"},
};

/// The phones of a run, with their numbers by status and verdict for one platform.
struct Tally {
    std::uint64_t phones = 0;
    std::uint64_t without_verdict = 0;
    std::array<std::uint64_t, 6> by_status{};
    std::map<VerdictCode, std::uint64_t> by_verdict;

    std::uint64_t of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
};

Tally tally_of(std::span<const Finding> findings, std::string_view platform)
{
    Tally tally;
    for (const auto& finding : findings) {
        if (finding.device.identity.kind != Kind::phone || finding.is_stood_for) continue;
        ++tally.phones;
        const auto* const verdict = verdict_for(finding, platform);
        if (verdict == nullptr) {
            ++tally.without_verdict;
            continue;
        }
        ++tally.by_status[static_cast<std::size_t>(verdict->status)];
        ++tally.by_verdict[verdict->code];
    }
    return tally;
}

/// The lists that cover a platform.
std::vector<const CatalogInfo*> lists_for(const RunSummary& run, std::string_view platform)
{
    std::vector<const CatalogInfo*> lists;
    for (const auto& catalog : run.catalogs)
        if (std::ranges::find(catalog.platforms, platform) != catalog.platforms.end()) lists.push_back(&catalog);
    return lists;
}

/// `list of 2018-06-01`, `lists lync of 2018-06-01 and sfb of 2020-02-01`, `no list covers it`
std::string dates_of(const std::vector<const CatalogInfo*>& lists)
{
    const auto date = [](const CatalogInfo* list) {
        return list->revision.empty() ? "unknown date" : terminal_text(list->revision);
    };
    if (lists.empty()) return "no list covers it";
    if (lists.size() == 1) return "list of " + date(lists.front());
    std::string text = "lists ";
    for (std::size_t i = 0; i < lists.size(); ++i) {
        if (i != 0) text += i + 1 == lists.size() ? " and " : ", ";
        text += terminal_text(lists[i]->name) + " of " + date(lists[i]);
    }
    return text;
}

int oldest_of(const std::vector<const CatalogInfo*>& lists, Day as_of)
{
    int oldest = 0;
    for (const auto* list : lists)
        oldest = std::max(oldest, list_age(list->revision, as_of));
    return oldest;
}

std::string place_of(const RunSummary& run)
{
    std::string place = run.label.empty() ? std::string{} : " at " + terminal_text(run.label);
    if (run.simulated) place += " (SIMULATED)";
    return place;
}

/// `31 are ready for lync-server-2013 (list of 2018-06-01), 287 need other firmware, 3 are not on the list`
std::string standing_of(const Tally& tally, std::string_view platform, const std::string& dates)
{
    std::string text;
    for (const auto& [status, one, many] : status_words) {
        const auto count = tally.of(status);
        if (status == Status::ready) {
            const auto number = count == 0 ? std::string{"none"} : std::to_string(count);
            text += fmt::format("{} {} for {} ({})", number, count <= 1 ? one : many, terminal_text(platform), dates);
        } else if (count != 0) {
            text += fmt::format(", {} {}", count, count == 1 ? one : many);
        }
    }
    if (tally.without_verdict != 0) text += fmt::format(", {} without a verdict", tally.without_verdict);
    return text;
}

std::string silence_of(const Coverage& coverage)
{
    const auto ports = std::max<std::uint64_t>(coverage.ports, 1);
    const auto addresses = coverage.targets / ports;
    const auto silent = ports == 1 ? coverage.silent : coverage.silent_addresses;
    if (addresses == 0) return {};
    std::string text;
    if (silent != 0 && coverage.unreachable != 0)
        text = fmt::format(" {} of {} stayed silent and {} could not be reached: no proof that nothing is there.",
                           silent, counted(addresses, "address", "addresses"), coverage.unreachable);
    else if (silent != 0)
        text = fmt::format(" {} of {} stayed silent: no proof that nothing is there.", silent,
                           counted(addresses, "address", "addresses"));
    else if (coverage.unreachable != 0)
        text = fmt::format(" {} of {} could not be reached: no proof that nothing is there.", coverage.unreachable,
                           counted(coverage.targets, "target", "targets"));
    else if (coverage.unsent == 0)
        text = " No address stayed silent.";
    if (coverage.unsent != 0)
        text += fmt::format(" {} {} never asked.", counted(coverage.unsent, "target", "targets"),
                            coverage.unsent == 1 ? "was" : "were");
    return text;
}

/// What answers alike for many addresses, one sentence each.
std::string crowds_of(std::span<const Finding> findings)
{
    constexpr std::size_t most_named = 3;
    std::size_t crowds = 0;
    std::string text;
    for (const auto& finding : findings)
        if (finding.stands_for && ++crowds <= most_named) text += " " + sentence_of(*finding.stands_for);
    if (crowds > most_named) text += fmt::format(" The same holds for {} more.", crowds - most_named);
    return text;
}

std::string elapsed_text(std::chrono::nanoseconds elapsed)
{
    const auto tenths = std::max<std::int64_t>(elapsed.count(), 0) / 100'000'000;
    if (tenths < 600) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
    const auto seconds = tenths / 10;
    if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {} min {} s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void write_totals(std::ostream& out, const RunSummary& run, std::size_t width)
{
    const auto& coverage = run.coverage;
    auto targets =
        fmt::format("{} = {} answered + {} refused + {} unreachable + {} silent + {} unsent", coverage.targets,
                    coverage.answered, coverage.refused, coverage.unreachable, coverage.silent, coverage.unsent);
    if (coverage.ports > 1) targets += fmt::format(" (on {} ports)", coverage.ports);
    out << wrapped(targets, width, "Targets    ");
    out << "Excluded   " << counted(coverage.excluded, "address", "addresses") << '\n';
    out << "Elapsed    " << elapsed_text(run.elapsed) << '\n';
}

void write_kinds(std::ostream& out, std::span<const Finding> findings, std::size_t width)
{
    std::uint64_t devices = 0;
    std::uint64_t phones = 0;
    std::uint64_t possible = 0;
    for (const auto& finding : findings) {
        if (finding.is_stood_for) continue;
        ++devices;
        phones += finding.device.identity.kind == Kind::phone ? 1U : 0U;
        possible += finding.device.identity.kind == Kind::possible_phone ? 1U : 0U;
    }
    out << wrapped(fmt::format("{} = {} + {} + {}", devices, counted(phones, "phone", "phones"),
                               counted(possible, "possible phone", "possible phones"),
                               counted(devices - phones - possible, "other device", "other devices")),
                   width, "Devices    ");
}

void write_platform(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                    const std::string& platform, std::size_t width)
{
    const auto tally = tally_of(findings, platform);
    const auto lists = lists_for(run, platform);
    const auto age = oldest_of(lists, run.as_of);
    const auto aged = age == 0
                          ? std::string{}
                          : fmt::format(", list-age={}", counted(static_cast<std::uint64_t>(age), "year", "years"));
    out << '\n' << wrapped(fmt::format("{} ({}{})", terminal_text(platform), dates_of(lists), aged), width);
    for (const auto& [status, one, many] : status_words) {
        if (tally.of(status) == 0) continue;
        std::string verdicts;
        for (const auto& [code, count] : tally.by_verdict)
            if (status_of(code) == status)
                verdicts += fmt::format("{}{} {}", verdicts.empty() ? "" : ", ", name_of(code), count);
        out << wrapped(fmt::format("{}: {}", label_of(status), verdicts), width,
                       fmt::format("{:>7}  ", tally.of(status)));
    }
    if (tally.without_verdict != 0) out << fmt::format("{:>7}  No verdict\n", tally.without_verdict);
    if (tally.phones == 0) out << "      0  No phones\n";
}

void write_models(std::ostream& out, std::span<const Finding> findings, std::size_t width)
{
    std::map<std::string, std::uint64_t> models;
    for (const auto& finding : findings)
        if (finding.device.identity.kind == Kind::phone && !finding.is_stood_for)
            ++models[phone_name(finding.device.identity)];
    if (models.empty()) return;
    std::vector<std::pair<std::string, std::uint64_t>> sorted(models.begin(), models.end());
    std::ranges::stable_sort(sorted, std::greater{}, &std::pair<std::string, std::uint64_t>::second);
    out << "\nPhones by model\n";
    std::uint64_t rest = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (i < most_models)
            out << fmt::format("{:>7}  {}\n", sorted[i].second, shortened(sorted[i].first, width - 9));
        else
            rest += sorted[i].second;
    }
    if (rest != 0)
        out << fmt::format("{:>7}  in {}\n", rest, counted(sorted.size() - most_models, "more model", "more models"));
}

} // namespace

int list_age(std::string_view revision, Day as_of)
{
    int numbers[] = {0, 1, 1};
    const char* at = revision.data();
    const char* const end = at + revision.size();
    for (int& number : numbers) {
        const auto [after, error] = std::from_chars(at, end, number);
        if (error != std::errc{}) return 0;
        at = after;
        if (at == end || *at != '-') break;
        ++at;
    }
    const Day listed{std::chrono::year{numbers[0]}, std::chrono::month{static_cast<unsigned>(numbers[1])},
                     std::chrono::day{static_cast<unsigned>(numbers[2])}};
    if (!as_of.ok() || !listed.ok()) return 0;
    const auto years = static_cast<int>(as_of.year()) - numbers[0];
    const bool before_anniversary = std::pair{as_of.month(), as_of.day()} < std::pair{listed.month(), listed.day()};
    const bool on_anniversary = as_of.month() == listed.month() && as_of.day() == listed.day();
    const int full = years - (before_anniversary ? 1 : 0);
    return full > 1 || (full == 1 && !on_anniversary) ? full : 0;
}

std::vector<std::string> incomplete_reasons(const RunSummary& run)
{
    auto reasons = run.incomplete;
    const auto& coverage = run.coverage;
    const auto sum = coverage.answered + coverage.refused + coverage.unreachable + coverage.silent + coverage.unsent;
    if (coverage.unsent != 0 && reasons.empty())
        reasons.push_back(counted(coverage.unsent, "target was", "targets were") + " never asked.");
    if (sum != coverage.targets)
        reasons.push_back(
            fmt::format("The totals do not add up: {} of {} accounted for; the numbers of this run cannot be trusted.",
                        sum, counted(coverage.targets, "target", "targets")));
    return reasons;
}

std::string summary_sentence(const RunSummary& run, std::span<const Finding> findings)
{
    const std::string_view platform =
        run.platforms.empty() ? std::string_view{} : std::string_view{run.platforms.front()};
    const auto tally = tally_of(findings, platform);
    const auto lists = lists_for(run, platform);
    std::string text;
    if (tally.phones == 0) {
        text = fmt::format("No phones found{}", place_of(run));
        if (!platform.empty()) text += fmt::format(" to judge for {} ({})", terminal_text(platform), dates_of(lists));
    } else {
        text = fmt::format("Of {} found{}, ", counted(tally.phones, "phone", "phones"), place_of(run));
        text += standing_of(tally, platform, dates_of(lists));
    }
    if (const auto age = oldest_of(lists, run.as_of); age != 0)
        text +=
            fmt::format("; {} is older than a year (list-age={})", lists.size() == 1 ? "the list" : "the oldest list",
                        counted(static_cast<std::uint64_t>(age), "year", "years"));
    return text + "." + crowds_of(findings) + silence_of(run.coverage);
}

void write_summary(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                   const ReportOptions& options)
{
    const auto width = std::max(options.width, narrowest);
    out << wrapped(summary_sentence(run, findings), width);
    for (const auto& reason : incomplete_reasons(run))
        out << wrapped("INCOMPLETE: " + terminal_text(reason), width);
    out << '\n';
    write_totals(out, run, width);
    write_kinds(out, findings, width);
    for (const auto& platform : run.platforms)
        write_platform(out, run, findings, platform, width);
    write_models(out, findings, width);
}

} // namespace phonescan
