#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace phonescan {

/// The bytes that a base64 text stands for; blanks between the digits do not count. Nullopt when it is none.
/// Source: RFC 4648, 4.
std::optional<std::string> base64_decoded(std::string_view text);

/// What recog's `_filename` names: a file in the folder beside `fingerprints` that is called like it without `.xml`.
/// Nullopt when there is none, when it is over 1 MiB, or when the name leads out of that folder.
std::optional<std::string> example_file(const std::filesystem::path& fingerprints, const std::string& name);

} // namespace phonescan
