#include "scanner/report/summary.hpp"

#include "scanner/equal_answers.hpp"
#include "scanner/report/model_table.hpp"
#include "scanner/report/row.hpp"
#include "scanner/report/standing.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t most_models = 100; // lines; the rest is one line

Standing standing_of(std::span<const Finding> findings, std::string_view platform)
{
    Standing standing;
    for (const auto& finding : findings)
        if (finding.device.identity->kind == Kind::phone && !finding.is_stood_for)
            standing.add(verdict_for(finding, platform));
    return standing;
}

std::string place_of(const RunSummary& run)
{
    std::string place = run.label.empty() ? std::string{} : " at " + terminal_text(run.label);
    if (run.simulated) place += " (SIMULATED)";
    return place;
}

std::string silence_of(const Coverage& coverage)
{
    const auto ports = std::max<std::uint64_t>(coverage.ports, 1);
    const auto& visits = coverage.visits;
    const auto addresses = coverage.targets == 0 ? visits.addresses : coverage.targets / ports;
    const auto silent = ports == 1 && visits.addresses == 0 ? coverage.silent : coverage.silent_addresses;
    const auto unsent = coverage.targets == 0 ? visits.unsent : coverage.unsent;
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
    else if (unsent == 0)
        text = " No address stayed silent.";
    if (unsent != 0)
        text += fmt::format(" {} {} never asked.", counted(unsent, "target", "targets"), unsent == 1 ? "was" : "were");
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
    if (!run.runs.empty()) out << wrapped(terminal_text(run.runs), width, "Runs       ");
    const bool asked_nobody = run.coverage.targets == 0 && run.coverage.visits.addresses == 0;
    if (!run.heard.empty() || (!run.runs.empty() && asked_nobody)) {
        if (!run.heard.empty()) out << wrapped(terminal_text(run.heard), width, "Heard      ");
        out << "Elapsed    " << elapsed_text(run.elapsed) << '\n';
        return;
    }
    const auto& coverage = run.coverage;
    auto targets =
        fmt::format("{} = {} answered + {} refused + {} unreachable + {} silent + {} unsent", coverage.targets,
                    coverage.answered, coverage.refused, coverage.unreachable, coverage.silent, coverage.unsent);
    if (coverage.prohibited != 0) targets += fmt::format("; {} of the unreachable are prohibited", coverage.prohibited);
    if (coverage.ports > 1) targets += fmt::format(" (on {} ports)", coverage.ports);
    const auto& visits = coverage.visits;
    if (coverage.targets != 0 || visits.addresses == 0) out << wrapped(targets, width, "Targets    ");
    if (visits.addresses != 0)
        out << wrapped(fmt::format("{} = {} answered + {} closed + {} silent + {} unsent", visits.addresses,
                                   visits.answered, visits.closed, visits.silent, visits.unsent),
                       width, "TCP, TLS   ");
    if (run.channels.size() > 1) write_channel_sums(out, run.channels, width, "  ");
    if (coverage.alive_addresses != 0)
        out << wrapped(fmt::format("{} said nothing, but somebody is there: SIP is closed",
                                   counted(coverage.alive_addresses, "address", "addresses")),
                       width, "Alive      ");
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
        phones += finding.device.identity->kind == Kind::phone ? 1U : 0U;
        possible += finding.device.identity->kind == Kind::possible_phone ? 1U : 0U;
    }
    out << wrapped(fmt::format("{} = {} + {} + {}", devices, counted(phones, "phone", "phones"),
                               counted(possible, "possible phone", "possible phones"),
                               counted(devices - phones - possible, "other device", "other devices")),
                   width, "Devices    ");
}

void write_platform(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                    const std::string& platform, std::size_t width)
{
    const auto standing = standing_of(findings, platform);
    const auto dates = dates_of_lists(run.catalogs, platform, run.as_of);
    const auto aged = dates.age.empty() ? std::string{} : ", " + dates.age;
    out << '\n' << wrapped(fmt::format("{} ({}{})", terminal_text(platform), dates.text, aged), width);
    for (const auto status : all_statuses()) {
        if (standing.of(status) == 0) continue;
        std::string verdicts;
        for (std::size_t i = 0; i < standing.by_verdict.front().size(); ++i) {
            const auto code = static_cast<VerdictCode>(i);
            const auto count = standing.of(status, code);
            if (count != 0) verdicts += fmt::format("{}{} {}", verdicts.empty() ? "" : ", ", name_of(code), count);
        }
        out << wrapped(fmt::format("{}: {}", label_of(status), verdicts), width,
                       fmt::format("{:>7}  ", standing.of(status)));
    }
    if (standing.without_verdict != 0) out << fmt::format("{:>7}  No verdict\n", standing.without_verdict);
    if (standing.phones == 0) out << "      0  No phones\n";
}

void write_models(std::ostream& out, const RunSummary& run, std::span<const Finding> findings, std::size_t width)
{
    ModelTable models{run.platforms};
    for (const auto& finding : findings)
        if (const auto& identity = *finding.device.identity; identity.kind == Kind::phone && !finding.is_stood_for) {
            const auto name = phone_name(identity);
            models.add(name, name, finding.verdicts.all());
        }
    if (models.models() == 0) return;
    if (models.models() == 1 && run.platforms.size() < 2) {
        models.write_names(out, width);
        return;
    }
    for (std::size_t i = 0; i < run.platforms.size(); ++i) {
        out << '\n';
        models.write(out, i, width, most_models);
    }
    out << '\n';
    ModelTable::write_legend(out, width);
}

} // namespace

std::vector<std::string> incomplete_reasons(const RunSummary& run)
{
    auto reasons = run.incomplete;
    const auto& coverage = run.coverage;
    const auto sum = coverage.answered + coverage.refused + coverage.unreachable + coverage.silent + coverage.unsent;
    if (coverage.unsent != 0 && reasons.empty())
        reasons.push_back(counted(coverage.unsent, "target was", "targets were") + " never asked.");
    const auto& visits = coverage.visits;
    if (visits.unsent != 0 && reasons.empty())
        reasons.push_back(counted(visits.unsent, "address was", "addresses were") + " never asked over TCP and TLS.");
    if (visits.answered + visits.closed + visits.silent + visits.unsent != visits.addresses)
        reasons.push_back("The totals of connections do not add up: the numbers of this run cannot be trusted.");
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
    return standing_sentence(standing_of(findings, platform), platform,
                             dates_of_lists(run.catalogs, platform, run.as_of),
                             (run.heard.empty() ? " found" : " heard") + place_of(run)) +
           crowds_of(findings) + silence_of(run.coverage);
}

void write_summary(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                   const ReportOptions& options)
{
    const auto width = std::max(options.width, narrowest);
    out << wrapped(summary_sentence(run, findings), width);
    for (const auto& reason : incomplete_reasons(run))
        out << wrapped("INCOMPLETE: " + terminal_text(reason), width);
    for (const auto& remark : run.remarks)
        out << wrapped("NOTE: " + terminal_text(remark), width);
    out << '\n';
    write_totals(out, run, width);
    write_kinds(out, findings, width);
    for (const auto& platform : run.platforms)
        write_platform(out, run, findings, platform, width);
    write_models(out, run, findings, width);
}

} // namespace phonescan
