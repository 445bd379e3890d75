#include "catalog/firmware_standing.hpp"

#include <algorithm>

namespace phonescan {

namespace {

void keep_weightier(std::optional<Incomparable>& reason, Incomparable other)
{
    if (!reason || other < *reason) reason = other;
}

class StandingBuilder {
public:
    StandingBuilder(const AskedColumn& asked, const ModelMatch& match) : asked_{asked}, match_{match} {}

    void add(std::size_t row, const ObservedVersion& observed)
    {
        const auto& loaded = asked_.list->rows[row];
        const auto& cell = loaded.cells[asked_.column];
        for (std::size_t i = 0; i < cell.versions.size(); ++i)
            add({row, i}, compare_observed(*loaded.scheme, match_.model_key, observed, cell.versions[i]));
        if (!cell.minimum) return;
        standing_.has_minimum = true;
        const auto comparison = compare_minimum(cell, *loaded.scheme, match_.model_key, observed);
        if (comparison.order == Order::incomparable) {
            if (!standing_.minimum_reason || comparison.reason < *standing_.minimum_reason) standing_.open = row;
            keep_weightier(standing_.minimum_reason, comparison.reason);
            return;
        }
        auto& first = comparison.order == Order::older ? standing_.below : standing_.meets;
        if (!first) first = row;
    }

    FirmwareStanding take() { return standing_; }

private:
    void add(ListedPlace place, const Comparison& comparison)
    {
        ++standing_.versions;
        switch (comparison.order) {
        case Order::equal:
            if (!standing_.equal) {
                standing_.equal = place;
                standing_.by_alias = comparison.by_alias;
            }
            break;
        case Order::newer:
            ++standing_.below_it;
            break;
        case Order::older:
            if (!standing_.target || is_lower(place, *standing_.target)) standing_.target = place;
            break;
        case Order::incomparable:
            keep_weightier(standing_.reason, comparison.reason);
            break;
        }
    }

    bool is_lower(const ListedPlace& a, const ListedPlace& b) const
    {
        const auto version = [this](const ListedPlace& place) -> const std::optional<Version>& {
            return asked_.list->rows[place.row].cells[asked_.column].versions[place.version];
        };
        const auto& scheme = *asked_.list->rows[a.row].scheme;
        return compare(scheme, match_.model_key, *version(a), *version(b)).order == Order::older;
    }

    const AskedColumn& asked_;
    const ModelMatch& match_;
    FirmwareStanding standing_;
};

} // namespace

bool is_excepted(const VersionScheme& scheme, std::string_view model_key, const ObservedVersion& observed,
                 const LoadedCatalog::Cell& cell)
{
    return std::ranges::any_of(cell.exceptions, [&](const Version& version) {
        return compare_observed(scheme, model_key, observed, version).order == Order::equal;
    });
}

Comparison compare_minimum(const LoadedCatalog::Cell& cell, const VersionScheme& scheme, std::string_view model_key,
                           const ObservedVersion& observed)
{
    if (is_excepted(scheme, model_key, observed, cell)) return {Order::older, {}, false};
    auto comparison = compare_observed(scheme, model_key, observed, cell.minimum, ListedAs::minimum);
    if (!cell.contradicts_itself) return comparison;
    const auto contradiction = Incomparable::min_above_approved;
    if (comparison.order != Order::incomparable || contradiction < comparison.reason)
        return {Order::incomparable, contradiction, false};
    return comparison;
}

ObservedVersion observed_for(const JudgedPhone& phone, const LoadedCatalog::Row& row, const ModelMatch& match,
                             const SchemeBook& schemes)
{
    auto observed = phone.observed(*row.scheme, match.vendor_key);
    if (match.found->way == RowsOfModel::Way::series &&
        schemes.scheme_for(match.vendor_key, match.model_key) != row.scheme) {
        observed.version.reset();
        observed.of_other_scheme = true;
    }
    return observed;
}

FirmwareStanding standing_of(const JudgedPhone& phone, const AskedColumn& asked, const ModelMatch& match,
                             const SchemeBook& schemes)
{
    StandingBuilder builder{asked, match};
    for (const auto row : match.found->rows) {
        const auto& loaded = asked.list->rows[row];
        if (loaded.scheme != nullptr) builder.add(row, observed_for(phone, loaded, match, schemes));
    }
    return builder.take();
}

} // namespace phonescan
