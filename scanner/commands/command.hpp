#pragma once

#include "scanner/exit_status.hpp"
#include "scanner/usage_error.hpp"

#include <CLI/CLI.hpp>

namespace phonescan {

/// Adds one subcommand to the program. Its callback runs the command and leaves how it ended in `status`; it may throw
/// UsageError or DataError (exit 2) and any other std::exception (exit 1), whose text main() prints.
using AddCommand = void (*)(CLI::App& app, ExitStatus& status);

void add_scan_command(CLI::App& app, ExitStatus& status);
void add_listen_command(CLI::App& app, ExitStatus& status);
void add_read_command(CLI::App& app, ExitStatus& status);
void add_report_command(CLI::App& app, ExitStatus& status);
void add_scans_command(CLI::App& app, ExitStatus& status);
void add_identify_command(CLI::App& app, ExitStatus& status);
void add_judge_command(CLI::App& app, ExitStatus& status);
void add_catalog_command(CLI::App& app, ExitStatus& status);
void add_fingerprints_command(CLI::App& app, ExitStatus& status);
void add_demo_command(CLI::App& app, ExitStatus& status);

} // namespace phonescan
