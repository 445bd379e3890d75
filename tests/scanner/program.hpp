#pragma once

#include <string>
#include <vector>

namespace phonescan {

/// How a run of the built program ended.
struct ProgramRun {
    int status = -1; ///< exit status, or minus the signal that ended it
    std::string out;
    std::string err;
};

/// Runs bin/phonescan of the build tree with its shipped data. `input` is its stdin.
/// extra_environment: `NAME=VALUE`.
ProgramRun run_program(const std::vector<std::string>& arguments, const std::string& input,
                       const std::vector<std::string>& extra_environment = {});

/// The same with standard output going to a path, `/dev/full` for instance; `out` stays empty.
ProgramRun run_program_into(const std::string& path, const std::vector<std::string>& arguments,
                            const std::string& input);

/// The same with nobody reading standard output: a pipe whose other end is closed.
ProgramRun run_program_unread(const std::vector<std::string>& arguments, const std::string& input);

} // namespace phonescan
