#pragma once

#include "catalog/judged_phone.hpp"
#include "catalog/loaded_catalog.hpp"

namespace phonescan {

/// Where a version stands in a list.
struct ListedPlace {
    std::size_t row = 0;
    std::size_t version = 0; ///< of the row's cell
};

/// How a phone's firmware stands to all that the rows of its model list for one column.
struct FirmwareStanding {
    std::optional<ListedPlace> equal;
    bool by_alias = false;             ///< equal to a release known by a letter
    std::optional<ListedPlace> target; ///< the lowest listed version above it
    std::size_t below_it = 0;          ///< how many listed versions it is newer than
    std::size_t versions = 0;
    std::optional<Incomparable> reason; ///< why some are not comparable, the weightiest

    /// The same for minimums: the row of the first that it meets, of the first that it does not meet, why some do not
    /// tell.
    bool has_minimum = false;
    std::optional<std::size_t> meets;
    std::optional<std::size_t> below;
    std::optional<std::size_t> open;
    std::optional<Incomparable> minimum_reason;
};

/// How an observed version stands to a cell's minimum: not older when it meets it.
/// An excepted version is older, whatever its number; a minimum above the approved versions decides nothing.
Comparison compare_minimum(const LoadedCatalog::Cell& cell, const VersionScheme& scheme, std::string_view model_key,
                           const ObservedVersion& observed);

/// Is it a version that the cell excepts from its minimum?
bool is_excepted(const VersionScheme& scheme, std::string_view model_key, const ObservedVersion& observed,
                 const LoadedCatalog::Cell& cell);

/// As the phone's firmware reads for a row. Under a series' row another scheme than the model's own is none.
ObservedVersion observed_for(const JudgedPhone& phone, const LoadedCatalog::Row& row, const ModelMatch& match,
                             const SchemeBook& schemes);

/// match must have rows, and one of them versions.
FirmwareStanding standing_of(const JudgedPhone& phone, const AskedColumn& asked, const ModelMatch& match,
                             const SchemeBook& schemes);

} // namespace phonescan
