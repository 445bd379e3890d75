#pragma once

#include "scanner/output_options.hpp"

#include <map>
#include <string>

namespace CLI {
class App;
}

namespace phonescan {

inline constexpr auto report_options_group = "Reports"; ///< heading in --help

/// The options about reports as text; checked and turned into OutputOptions before anything happens.
struct ReportArguments {
    OutputOptions options;
    std::string csv_profile = "plain";
    std::string csv_delimiter = ",";
    std::map<std::string, std::string> reports; ///< format's name to path
    std::string output_base;                    ///< -oA
    bool no_store = false;
};

/// Adds --csv, --jsonl, --oA, --csv-profile, --csv-delimiter, --all-devices, --fail-on, -q, --unknown-out, --no-store:
/// the same in every command that finds devices.
void add_report_options(CLI::App& command, ReportArguments& arguments);

/// Errors: throws UsageError for what means nothing, or cannot be written.
OutputOptions checked(const ReportArguments& arguments);

} // namespace phonescan
