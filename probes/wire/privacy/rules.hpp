#pragma once

#include "probes/wire/privacy/marks.hpp"

#include <string_view>

// The rules of without_private_values(); each marks what it finds in the page, in linear time.

namespace phonescan::wire::privacy {

/// Elements, attributes and table cells.
void mark_markup(std::string_view page, Marks& marks);

/// JSON members, assignments, lines of `key=value` and query parameters.
void mark_assignments(std::string_view page, Marks& marks);

/// User parts of URIs and mail addresses. Source: RFC 3261, 19.1.1; RFC 3966, 3; RFC 6068, 2.
void mark_addresses(std::string_view page, Marks& marks);

} // namespace phonescan::wire::privacy
