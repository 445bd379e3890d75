#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace phonescan {

/// Text from outside as one line that a terminal shows and does not obey: every control (TAB, LF and CR too), every
/// mark that reorders or hides text (bidirectional controls, zero-width characters, line separators, tags), whatever is
/// not UTF-8, and a third combining mark in a row become `\xNN`.
std::string terminal_text(std::string_view text);

/// Columns that terminal_text() takes: 2 for wide East Asian characters and emoji, 0 for combining marks.
std::size_t display_width(std::string_view text);

/// `text` cut to at most `width` columns, its end replaced by `…` when it was longer. width > 0.
std::string shortened(std::string_view text, std::size_t width);

/// shortened(), then filled with blanks to exactly `width` columns.
std::string fitted(std::string_view text, std::size_t width);

/// Words in lines of at most `width` columns, each ended by LF. The first line begins with `lead`, the others with as
/// many blanks. A longer word is shortened(). width > display_width(lead).
std::string wrapped(std::string_view text, std::size_t width, std::string_view lead = {});

} // namespace phonescan
