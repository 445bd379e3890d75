#include "scanner/terminal.hpp"
#include "tests/support/catch.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

using namespace phonescan;

TEST_CASE("terminal: colours and the bar are for terminals, and NO_COLOR wins", "[scanner]")
{
    const int file = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    CHECK_FALSE(is_terminal(file));
    CHECK_FALSE(colour_wanted(file));
    CHECK(terminal_width(file) == 80);
    ::close(file);

    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    const winsize size{50, 132, 0, 0};
    REQUIRE(::ioctl(terminal, TIOCSWINSZ, &size) == 0);
    ::unsetenv("NO_COLOR");
    ::setenv("TERM", "xterm", 1);
    CHECK(is_terminal(terminal));
    CHECK(colour_wanted(terminal));
    CHECK(terminal_width(terminal) == 132);
    ::setenv("NO_COLOR", "", 1);
    CHECK(colour_wanted(terminal));
    ::setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(colour_wanted(terminal));
    ::unsetenv("NO_COLOR");
    ::setenv("TERM", "dumb", 1);
    CHECK_FALSE(colour_wanted(terminal));
    CHECK_FALSE(is_terminal(terminal));
    ::close(terminal);
}
