#pragma once

#include <cstddef>

namespace phonescan {

/// Is the descriptor a terminal that understands cursor movement (TERM is not `dumb`)?
bool is_terminal(int descriptor) noexcept;

/// May a descriptor get colours: a terminal, and NO_COLOR is unset or empty. Source: no-color.org.
bool colour_wanted(int descriptor) noexcept;

/// Columns of the terminal behind a descriptor; 80 when there is none or it does not say.
std::size_t terminal_width(int descriptor) noexcept;

} // namespace phonescan
