#pragma once

#include <string>
#include <string_view>

namespace phonescan {

/// Text from outside in the one form that patterns match and reports show: valid UTF-8 stays, every other byte and
/// every control (C0 but TAB, LF, CR; DEL; C1) becomes `\xNN` in lower case, and a literal backslash before `x`
/// becomes `\x5c`, so the bytes can be told back.
std::string printable(std::string_view bytes);

/// The same for text that may already be in that form (input of `identify`): backslashes stay as they are.
std::string printable_again(std::string_view text);

} // namespace phonescan
