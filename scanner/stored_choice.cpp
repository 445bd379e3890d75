#include "scanner/stored_choice.hpp"

#include "scanner/report/row.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace phonescan {

namespace {

std::vector<ScanEntry> by_id(const std::vector<ScanEntry>& runs, const std::vector<std::string>& ids)
{
    std::map<std::int64_t, const ScanEntry*> named;
    for (const auto& id : ids) {
        const auto& run = run_named(runs, id);
        named.emplace(run.number, &run);
    }
    std::vector<ScanEntry> chosen;
    for (const auto& [number, run] : named)
        chosen.push_back(*run);
    return chosen;
}

/// A clock that is a little ahead of another's is no clock that is wrong.
bool begins_by(const ScanEntry& run, WallClock::time_point now)
{
    return run.started <= now + std::chrono::hours{1};
}

/// The newest, but for runs of a time to come where there are others.
const ScanEntry& newest_of(const std::vector<ScanEntry>& runs, WallClock::time_point now)
{
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&](const auto& run) { return begins_by(run, now); });
    return found == runs.rend() ? runs.back() : *found;
}

std::vector<ScanEntry> by_site(const std::vector<ScanEntry>& runs, const StoredChoice& choice)
{
    std::set<std::string> sites;
    for (const auto& run : runs)
        sites.insert(run.site);
    if (!choice.all && !sites.contains(choice.site))
        throw UsageError{
            fmt::format("--site {}: the store has no run of it; it has {}", choice.site, fmt::join(sites, ", "))};
    const auto age = choice.since.value_or(firmware_lasts);
    const auto oldest = choice.now - age;
    std::vector<ScanEntry> chosen;
    WallClock::time_point newest{};
    for (const auto& run : runs) {
        if (!choice.all && run.site != choice.site) continue;
        newest = std::max(newest, run.ended);
        if (run.ended >= oldest && begins_by(run, choice.now)) chosen.push_back(run);
    }
    if (chosen.empty())
        throw UsageError{fmt::format("no run of the last {} days: the newest is of {:.10}; look further back with "
                                     "--since",
                                     age.count(), iso_time(newest))};
    return chosen;
}

} // namespace

const ScanEntry& run_named(const std::vector<ScanEntry>& runs, const std::string& id)
{
    const ScanEntry* found = nullptr;
    std::size_t matches = 0;
    for (const auto& run : runs) {
        if (run.id == id) return run;
        if (id.empty() || !run.id.starts_with(id)) continue;
        found = &run;
        ++matches;
    }
    if (matches == 1) return *found;
    throw UsageError{fmt::format("{}: {}: phonescan scans lists them", id,
                                 matches == 0 ? "no run in the store has this id"
                                              : fmt::format("{} runs have ids that begin so", matches))};
}

std::vector<SiteRuns> chosen_runs(Store& store, const StoredChoice& choice)
{
    if (static_cast<int>(!choice.ids.empty()) + static_cast<int>(!choice.site.empty()) + static_cast<int>(choice.all) >
        1)
        throw UsageError{"say which runs by id, by --site or by --all: one of them"};
    const bool by_sites = is_of_sites(choice);
    if (choice.since && !by_sites) throw UsageError{"--since goes with --site or --all"};
    auto runs = store.scans();
    if (runs.empty())
        throw UsageError{fmt::format("{}: the store holds no run yet: phonescan scan, listen and read fill it",
                                     store.file().string())};
    std::vector<ScanEntry> chosen = !choice.ids.empty() ? by_id(runs, choice.ids)
                                    : by_sites          ? by_site(runs, choice)
                                                        : std::vector{newest_of(runs, choice.now)};
    std::map<std::string, SiteRuns> sites;
    for (auto run = chosen.rbegin(); run != chosen.rend(); ++run) {
        auto& site = sites[run->site];
        site.site = run->site;
        site.runs.push_back(std::move(*run));
    }
    std::vector<SiteRuns> result;
    for (auto& [name, site] : sites)
        result.push_back(std::move(site));
    return result;
}

} // namespace phonescan
