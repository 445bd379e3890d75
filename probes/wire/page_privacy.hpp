#pragma once

#include <string>

namespace phonescan::wire {

/// The page without the values that name a person or a number. They become empty, all else stays as it is and in its
/// order, so a page never grows: `<phoneDN></phoneDN>`, `"ext":""`, `var g_displayName="";`, `"ext":` (a number).
/// Which names say so is the table of probes/wire/privacy/private_names.cpp. Read are, in HTML, XML, JSON, JavaScript
/// and plain text alike:
/// - elements of such a name, with all text inside them (`<label for=…>` is HTML's caption and stays),
/// - the value of form fields and the text of elements whose `name` or `id` is such a name,
/// - attributes, JSON members, assignments, `key=value` lines and query parameters of such a name,
/// - the table cell behind one that holds such a name in words (`Phone DN:`), one empty cell between them or not,
/// - the user part of `sip:`, `sips:`, `mailto:` and of any `user@host`; what follows `tel:`.
/// Linear time; doing it again changes nothing. A page in which each removal makes up new values is not kept at all: it
/// comes out empty.
std::string without_private_values(std::string page);

} // namespace phonescan::wire
