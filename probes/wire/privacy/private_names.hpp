#pragma once

#include <string_view>

namespace phonescan::wire::privacy {

/// Does a value of this name tell a person or a number? The name of an element, attribute, member or variable, or a
/// label in words; letter case, digits, blanks and punctuation do not count (`line1_displayName`, `Phone DN:`). Only
/// whole names do: `phoneName` and `serialNumber` are none.
bool is_private_name(std::string_view name) noexcept;

} // namespace phonescan::wire::privacy
