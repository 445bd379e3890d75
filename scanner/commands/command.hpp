#pragma once

#include "scanner/exit_status.hpp"

#include <CLI/CLI.hpp>

namespace phonescan {

/// Adds one subcommand to the program. Its callback runs the command and leaves how it ended in `status`; it may throw
/// UsageError or DataError (exit 2) and any other std::exception (exit 1), whose text main() prints.
using AddCommand = void (*)(CLI::App& app, ExitStatus& status);

void add_scan_command(CLI::App& app, ExitStatus& status);
void add_identify_command(CLI::App& app, ExitStatus& status);
void add_judge_command(CLI::App& app, ExitStatus& status);
void add_catalog_command(CLI::App& app, ExitStatus& status);
void add_demo_command(CLI::App& app, ExitStatus& status);

/// A wrong option, argument or file: what() says which one and what to do. Exit 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace phonescan
