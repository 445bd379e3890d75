#pragma once

#include "catalog/catalog.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace phonescan {

/// How many phones stand how by what the lists say of one platform.
struct Standing {
    std::uint64_t phones = 0;
    std::uint64_t without_verdict = 0;
    std::uint64_t listed_check =
        0; ///< of status `check`, those whose model is listed: it can move, its firmware is open
    std::array<std::uint64_t, 6> by_status{};
    std::array<std::array<std::uint64_t, 16>, 6>
        by_verdict{}; ///< of each status: a verdict may have that of what it stands for

    /// nullptr: a phone without a verdict.
    void add(const Verdict* verdict);
    void add(const Standing& others);

    std::uint64_t of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
    std::uint64_t of(Status status, VerdictCode code) const
    {
        return by_verdict[static_cast<std::size_t>(status)][static_cast<std::size_t>(code)];
    }
};

/// Every status, in the order in which people read them.
std::span<const Status> all_statuses() noexcept;

/// `1 phone`, `2 phones`
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// `needs other firmware` of one phone, `need other firmware` of several.
std::string_view words_for(Status status, std::uint64_t count) noexcept;

/// Full years between a list's revision (ISO date) and a day when the list is more than a year old on it; 0 otherwise,
/// and when either date is unknown.
int list_age(std::string_view revision, Day as_of);

/// The lists that judge a platform, for people.
struct ListDates {
    std::string text; ///< `list of 2018-06-01`, `lists lync of 2018-06-01 and sfb of 2020-02-01`, `no list covers it`
    std::string age;  ///< `list-age=8 years`, of the oldest; empty when none is older than a year
    std::size_t lists = 0; ///< how many
};

ListDates dates_of_lists(std::span<const CatalogInfo> catalogs, std::string_view platform, Day as_of);

/// `Of 412 phones found at HQ, 31 are ready for lync-server-2013 (list of 2018-06-01), 287 need other firmware; the
/// list is older than a year (list-age=8 years).` found: ` found at HQ` or empty. platform may be empty when nothing
/// was judged.
std::string standing_sentence(const Standing& standing, std::string_view platform, const ListDates& dates,
                              std::string_view found);

} // namespace phonescan
