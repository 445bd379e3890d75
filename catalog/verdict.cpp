#include "catalog/verdict.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

struct VerdictEntry {
    std::string_view name;
    Status status;
};

/// In the order of enum VerdictCode. Source of the statuses: the table of verdicts in the README.
constexpr std::array<VerdictEntry, 16> verdicts = {{
    {"qualified", Status::ready},
    {"older-than-qualified", Status::upgrade},
    {"newer-than-qualified", Status::newer},
    {"not-tested", Status::not_listed},
    {"no-data", Status::check},
    {"companion-required", Status::check},
    {"discontinued", Status::not_listed},
    {"firmware-unknown", Status::check},
    {"undetermined", Status::check},
    {"model-ambiguous", Status::check},
    {"model-not-in-catalog", Status::not_listed},
    {"meets-minimum", Status::ready},
    {"below-minimum", Status::upgrade},
    {"certification-ended", Status::not_listed},
    {"platform-not-covered", Status::uncovered},
    {"model-unknown", Status::check},
}};
static_assert(verdicts.size() == static_cast<std::size_t>(VerdictCode::model_unknown) + 1);

struct StatusEntry {
    std::string_view name;
    std::string_view label;
};

/// In the order of enum Status.
constexpr std::array<StatusEntry, 6> statuses = {{
    {"ready", "Ready"},
    {"upgrade", "Needs other firmware"},
    {"newer", "Newer than tested"},
    {"not-listed", "Not on the list"},
    {"check", "Cannot tell yet"},
    {"uncovered", "List does not cover this"},
}};
static_assert(statuses.size() == static_cast<std::size_t>(Status::uncovered) + 1);

constexpr std::array<std::string_view, 3> listed_names = {"yes", "no", "unknown"};

/// The enumerator whose entry has that name; the tables stand in the order of their enums.
template <class Enum, class Table>
std::optional<Enum> named(const Table& table, std::string_view name) noexcept
{
    const auto found = std::ranges::find(table, name, &Table::value_type::name);
    if (found == table.end()) return std::nullopt;
    return static_cast<Enum>(found - table.begin());
}

} // namespace

std::string_view name_of(VerdictCode code) noexcept
{
    return verdicts[static_cast<std::size_t>(code)].name;
}

std::optional<VerdictCode> verdict_named(std::string_view name) noexcept
{
    return named<VerdictCode>(verdicts, name);
}

std::string_view name_of(Status status) noexcept
{
    return statuses[static_cast<std::size_t>(status)].name;
}

std::optional<Status> status_named(std::string_view name) noexcept
{
    return named<Status>(statuses, name);
}

std::string_view label_of(Status status) noexcept
{
    return statuses[static_cast<std::size_t>(status)].label;
}

Status status_of(VerdictCode code) noexcept
{
    return verdicts[static_cast<std::size_t>(code)].status;
}

std::string_view name_of(Listed listed) noexcept
{
    return listed_names[static_cast<std::size_t>(listed)];
}

Listed listed_of(VerdictCode code) noexcept
{
    switch (code) {
    case VerdictCode::model_not_in_catalog:
    case VerdictCode::not_tested:
    case VerdictCode::discontinued:
        return Listed::no;
    case VerdictCode::platform_not_covered:
    case VerdictCode::model_ambiguous:
    case VerdictCode::model_unknown:
    case VerdictCode::no_data:
    case VerdictCode::companion_required:
        return Listed::unknown;
    default:
        return Listed::yes;
    }
}

} // namespace phonescan
