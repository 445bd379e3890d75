#pragma once

#include "fingerprints/attribute.hpp"
#include "fingerprints/identity.hpp"

#include <string_view>
#include <vector>

namespace phonescan {

/// Below this certainty a fingerprint only gives a hint of what something may be.
inline constexpr double hint_certainty = 0.5;

/// What one fingerprint made of one observation; borrows both.
struct Statement {
    const Observation* observation = nullptr;
    std::string_view fingerprint; ///< its description
    std::string_view if_vendor;   ///< Fingerprint::if_vendor()
    Kind kind = Kind::unknown;
    double certainty = 0;
    AttributeValues values;
    double preference = 0;         ///< Fingerprint::preference()
    std::string_view stretch = {}; ///< of a page: what of it was read, which is all a person wants to see
};

/// Sorts the better statement first: a page that names a phone comes last where another field says that the device is
/// none (a PBX's page quotes its phones); else the one that nothing later in its field has replaced, then the stricter.
/// Of two that are equally strict the one that sees a phone: a proxy or a PBX may add its own header to what a phone
/// says, and a phone that is overlooked is worse than a contradiction that is shown. Then the one of the preferred
/// file, the one that says more, the fresher.
void sort_by_worth(std::vector<Statement>& statements);

} // namespace phonescan
