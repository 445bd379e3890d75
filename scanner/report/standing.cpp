#include "scanner/report/standing.hpp"

#include "catalog/iso_date.hpp"
#include "catalog/list_age.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace phonescan {

namespace {

struct StatusWords {
    std::string_view one;
    std::string_view many;
};

constexpr std::array<Status, 6> statuses = {Status::ready,      Status::upgrade, Status::newer,
                                            Status::not_listed, Status::check,   Status::uncovered};

constexpr std::array<StatusWords, 6> status_words = {{
    {"is ready", "are ready"},
    {"needs other firmware", "need other firmware"},
    {"is newer than tested", "are newer than tested"},
    {"is not on the list", "are not on the list"},
    {"cannot be judged yet", "cannot be judged yet"},
    {"is not covered by the list", "are not covered by the list"},
}};

/// `31 are ready for lync-server-2013 (list of 2018-06-01), 287 need other firmware, 3 are not on the list`
std::string numbers_of(const Standing& standing, std::string_view platform, const std::string& dates)
{
    const auto ready = standing.of(Status::ready);
    std::string text =
        fmt::format("{} {} for {} ({})", ready == 0 ? "none" : std::to_string(ready),
                    words_for(Status::ready, std::max<std::uint64_t>(ready, 1)), terminal_text(platform), dates);
    for (const auto status : statuses)
        if (const auto count = standing.of(status); count != 0 && status != Status::ready)
            text += fmt::format(", {} {}", count, words_for(status, count));
    if (standing.without_verdict != 0) text += fmt::format(", {} without a verdict", standing.without_verdict);
    return text;
}

} // namespace

void Standing::add(const Verdict* verdict)
{
    ++phones;
    if (verdict == nullptr) {
        ++without_verdict;
        return;
    }
    ++by_status[static_cast<std::size_t>(verdict->status)];
    ++by_verdict[static_cast<std::size_t>(verdict->status)][static_cast<std::size_t>(verdict->code)];
    if (verdict->status == Status::check && verdict->listed == Listed::yes) ++listed_check;
}

void Standing::add(const Standing& others)
{
    phones += others.phones;
    without_verdict += others.without_verdict;
    listed_check += others.listed_check;
    std::ranges::transform(by_status, others.by_status, by_status.begin(), std::plus{});
    for (std::size_t status = 0; status < by_verdict.size(); ++status)
        std::ranges::transform(by_verdict[status], others.by_verdict[status], by_verdict[status].begin(), std::plus{});
}

std::span<const Status> all_statuses() noexcept
{
    return statuses;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string_view words_for(Status status, std::uint64_t count) noexcept
{
    const auto& words = status_words[static_cast<std::size_t>(std::ranges::find(statuses, status) - statuses.begin())];
    return count == 1 ? words.one : words.many;
}

int list_age(std::string_view revision, Day as_of)
{
    const auto revised = iso_day(revision);
    if (!revised || !as_of.ok()) return 0;
    const ListAge age{*revised, as_of};
    constexpr int months_of_a_year = 12;
    return age.is_over_a_year ? age.months / months_of_a_year : 0;
}

ListDates dates_of_lists(std::span<const CatalogInfo> catalogs, std::string_view platform, Day as_of)
{
    const auto date = [](const CatalogInfo& list) {
        return list.revision.empty() ? "unknown date" : terminal_text(list.revision);
    };
    std::vector<const CatalogInfo*> lists;
    for (const auto& catalog : catalogs)
        if (catalog.is_asked_for(platform)) lists.push_back(&catalog);
    ListDates dates{"no list covers it", {}, lists.size()};
    if (lists.size() == 1) dates.text = "list of " + date(*lists.front());
    if (lists.size() > 1) dates.text = "lists ";
    int oldest = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        oldest = std::max(oldest, list_age(lists[i]->revision, as_of));
        if (lists.size() == 1) continue;
        if (i != 0) dates.text += i + 1 == lists.size() ? " and " : ", ";
        dates.text += terminal_text(lists[i]->name) + " of " + date(*lists[i]);
    }
    if (oldest != 0) dates.age = "list-age=" + counted(static_cast<std::uint64_t>(oldest), "year", "years");
    return dates;
}

std::string standing_sentence(const Standing& standing, std::string_view platform, const ListDates& dates,
                              std::string_view found)
{
    std::string text;
    if (standing.phones != 0) {
        text = fmt::format("Of {}{}, ", counted(standing.phones, "phone", "phones"), found);
        text += numbers_of(standing, platform, dates.text);
    } else {
        text = fmt::format("No phones{}", found);
        if (!platform.empty()) text += fmt::format(" to judge for {} ({})", terminal_text(platform), dates.text);
    }
    if (!dates.age.empty())
        text +=
            fmt::format("; {} is older than a year ({})", dates.lists == 1 ? "the list" : "the oldest list", dates.age);
    return text + ".";
}

} // namespace phonescan
