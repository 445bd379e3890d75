#include "scanner/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace phonescan {

bool is_terminal(int descriptor) noexcept
{
    const char* const kind = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && (kind == nullptr || std::string_view{kind} != "dumb");
}

bool colour_wanted(int descriptor) noexcept
{
    const char* const no_color = std::getenv("NO_COLOR");
    return is_terminal(descriptor) && (no_color == nullptr || *no_color == '\0');
}

std::size_t terminal_width(int descriptor) noexcept
{
    constexpr std::size_t usual = 80;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
    return size.ws_col;
}

} // namespace phonescan
