#pragma once

#include "catalog/version_scheme.hpp"

namespace phonescan {

enum class Order : std::uint8_t { equal, older, newer, incomparable };

/// How an observed version stands to a listed one.
struct Comparison {
    Order order = Order::incomparable;
    Incomparable reason{}; ///< why not, when incomparable
    bool by_alias = false; ///< the listed release is known by a letter and was recognised by its build
};

/// What a listed version is there for.
enum class ListedAs : std::uint8_t {
    exact,   ///< that version
    minimum, ///< that version and what is above it: what it leaves out before or after its components does not count
};

/// Compares inside one scheme, component by component as integers: never as text or decimals. It is a partial order:
/// other platform codes, editions and branches are incomparable. Source: data/version_schemes.xml.
/// model_key: of the phone, for release letters, whose builds differ from model to model.
Comparison compare(const VersionScheme& scheme, std::string_view model_key, const Version& observed,
                   const Version& listed, ListedAs listed_as = ListedAs::exact);

/// A version as a phone reports it, read under the scheme of the row it is held against.
struct ObservedVersion {
    std::optional<Version> version;     ///< nothing when the text is no version of the scheme
    std::optional<std::size_t> edition; ///< that the phone names beside it
    bool of_other_scheme = false;       ///< the text is a version of another scheme of the vendor
    bool of_other_edition = false;      ///< the phone names an edition that the scheme, which has some, does not know
};

/// The same for what a phone reports. listed without a value: the cell is no version of the scheme. A phone whose
/// edition is not known is not taken for the listed edition.
Comparison compare_observed(const VersionScheme& scheme, std::string_view model_key, const ObservedVersion& observed,
                            const std::optional<Version>& listed, ListedAs listed_as = ListedAs::exact);

} // namespace phonescan
