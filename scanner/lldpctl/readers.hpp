#pragma once

#include "scanner/lldpctl/neighbour.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace phonescan::lldpctl {

/// The neighbours of `lldpctl -f json` or `json0`. Errors: throws DataError naming `file` and the line.
std::vector<Neighbour> read_json(std::string_view text, const std::string& file);

/// The neighbours of `lldpctl -f keyvalue`. Errors: as above.
std::vector<Neighbour> read_keyvalue(std::string_view text, const std::string& file);

/// A text of JSON in which the names of objects and lists, each alone on its line, are escaped as JSON asks for:
/// lldpctl writes them as they are. So are line breaks and the like behind a backslash, which its older versions write.
std::string with_escaped_names(std::string_view text);

} // namespace phonescan::lldpctl
