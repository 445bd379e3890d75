#include "fingerprints/period.hpp"

#include "fingerprints/observed_mac.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

namespace phonescan {

namespace {

/// More than a site is scanned; what was said before these is taken as of one time.
constexpr std::size_t most_periods = 256;

/// When a MAC address was seen last, where there is more than one: then it says whose the older words are.
WallClock::time_point newest_of_several_macs(std::span<const Statement> statements,
                                             std::span<const Observation> observations)
{
    std::set<MacAddress> macs;
    WallClock::time_point newest{};
    for (const auto& statement : statements)
        if (const auto mac = MacAddress::parse(statement.values[Attribute::mac])) macs.insert(*mac);
    for (const auto& observation : observations)
        if (const auto mac = observed_mac(observation)) {
            macs.insert(*mac);
            newest = std::max(newest, observation.time);
        }
    return macs.size() > 1 ? newest : WallClock::time_point{};
}

/// The newest period ends with the newest statement: what says nothing of the device moves no border.
std::vector<Period> periods_of(std::span<const Statement> statements, std::span<const Observation> observations)
{
    WallClock::time_point newest{};
    for (const auto& statement : statements)
        newest = std::max(newest, statement.observation->time);
    const auto is_older = [&](const Observation& said) { return said.time < newest - longest_period; };
    const auto is_newer = [&](const Observation& said) { return said.time > newest; };
    if (std::ranges::any_of(observations, is_newer) || std::ranges::any_of(observations, is_older)) // hardly ever
        newest = std::max(newest, newest_of_several_macs(statements, observations));
    if (newest == WallClock::time_point{})
        for (const auto& observation : observations)
            newest = std::max(newest, observation.time);
    std::vector<Period> periods(1);
    periods.front().first = newest - longest_period;
    std::vector<WallClock::time_point> older; // usually there is none
    for (const auto& observation : observations)
        if (periods.front().is_after(observation)) older.push_back(observation.time);
    std::ranges::sort(older, std::greater{});
    for (const auto time : older)
        if (time < periods.back().first)
            periods.push_back(
                {periods.size() + 1 < most_periods ? time - longest_period : WallClock::time_point::min(), time, 0});
    return periods;
}

/// What the same field said a day later, whether or not a fingerprint reads it, is the word that counts.
void drop_replaced(std::vector<Statement>& statements, std::span<const Observation> observations)
{
    const auto [first, last] = std::ranges::minmax_element(observations, {}, &Observation::time);
    if (first == observations.end() || last->time - first->time <= longest_period) return; // the usual case
    std::erase_if(statements, [&](const Statement& statement) {
        const auto& said = *statement.observation;
        if (said.time == WallClock::time_point{}) return false;
        return std::ranges::any_of(observations, [&](const Observation& other) {
            return other.time > said.time + longest_period && other.field == said.field &&
                   other.channel == said.channel && other.source.port == said.source.port && other.value != said.value;
        });
    });
}

} // namespace

std::vector<Period> sort_by_period(std::vector<Statement>& statements, std::span<const Observation> observations)
{
    drop_replaced(statements, observations);
    auto periods = periods_of(statements, observations);
    if (periods.size() == 1) {
        sort_by_worth(statements);
        periods.front().statements = statements.size();
        return periods;
    }
    std::vector<Statement> sorted;
    sorted.reserve(statements.size());
    for (auto& period : periods) {
        std::vector<Statement> said;
        for (auto& statement : statements)
            if (period.contains(*statement.observation)) said.push_back(std::move(statement));
        sort_by_worth(said);
        std::ranges::move(said, std::back_inserter(sorted));
        period.statements = sorted.size();
    }
    statements = std::move(sorted);
    return periods;
}

} // namespace phonescan
