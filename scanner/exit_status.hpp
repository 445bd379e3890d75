#pragma once

namespace phonescan {

/// How a command ended. Where several apply, the order of precedence is usage, runtime_error, interrupted, busy,
/// incomplete, failed_on, done.
enum class ExitStatus : int {
    done = 0,
    runtime_error = 1,
    usage = 2,     ///< wrong options, targets or data files: nothing was sent
    failed_on = 3, ///< --fail-on matched a verdict
    incomplete = 4,
    busy = 5, ///< another run holds this site
    interrupted = 130,
    terminated = 143,
};

} // namespace phonescan
