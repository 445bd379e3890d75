#include "scanner/interruption.hpp"

#include <signal.h>

namespace phonescan {

namespace {

volatile sig_atomic_t caught = 0;

extern "C" void catch_signal(int signal)
{
    caught = signal;
}

} // namespace

void watch_interruptions()
{
    struct sigaction action {};
    action.sa_handler = catch_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND); // and no SA_RESTART: a read that waits comes back
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() noexcept
{
    return caught != 0;
}

ExitStatus interruption() noexcept
{
    if (caught == 0) return ExitStatus::done;
    return caught == SIGINT ? ExitStatus::interrupted : ExitStatus::terminated;
}

} // namespace phonescan
