#pragma once

#include "scanner/exit_status.hpp"

namespace phonescan {

/// For work that is no event loop: the first SIGINT or SIGTERM ends it where it looks, the second takes its usual
/// course.
void watch_interruptions();

bool was_interrupted() noexcept;

/// interrupted or terminated, after which signal came; else done.
ExitStatus interruption() noexcept;

} // namespace phonescan
