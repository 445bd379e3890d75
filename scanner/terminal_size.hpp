#pragma once

#include <sys/ioctl.h>

#include <cstddef>

namespace phonescan {

/// Columns of the terminal behind a descriptor; 80 when it is none.
inline std::size_t terminal_width(int descriptor)
{
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

} // namespace phonescan
