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

/// Compares inside one scheme, component by component as integers: never as text or decimals. It is a partial order:
/// other platform codes, editions and branches are incomparable. Source: data/version_schemes.xml.
/// model_key: of the phone, for release letters, whose builds differ from model to model.
Comparison compare(const VersionScheme& scheme, std::string_view model_key, const Version& observed,
                   const Version& listed);

/// The same for a text as a phone reports it. edition: what the phone says beside it, may be empty.
/// listed without a value: a cell that is no version under the scheme.
/// of_other_scheme: the text is a version of another scheme of the vendor (it matters only when it is none of this).
Comparison compare_observed(const VersionScheme& scheme, std::string_view model_key, std::string_view observed,
                            std::string_view edition, const std::optional<Version>& listed, bool of_other_scheme);

} // namespace phonescan
