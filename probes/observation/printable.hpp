#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace phonescan {

/// Text from outside in the one form that patterns match and reports show: valid UTF-8 stays, every other byte and
/// every control (C0 but TAB, LF, CR; DEL; C1) becomes `\xNN` in lower case, and a literal backslash before `x`
/// becomes `\x5c`, so the bytes can be told back.
std::string printable(std::string_view bytes);

/// The same for text that may already be in that form (input of `identify`): backslashes stay as they are.
std::string printable_again(std::string_view text);

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none: overlong forms, surrogates
/// and code points over U+10FFFF are none. Source: Unicode 15, table 3-7.
std::size_t utf8_sequence(std::string_view text) noexcept;

/// Whether the whole text is such sequences.
bool is_utf8(std::string_view text) noexcept;

} // namespace phonescan
