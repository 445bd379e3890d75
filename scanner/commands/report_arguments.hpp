#pragma once

#include "scanner/output_options.hpp"

#include <map>
#include <string>

namespace CLI {
class App;
}

namespace phonescan {

inline constexpr auto report_options_group = "Reports"; ///< headings in --help
inline constexpr auto store_options_group = "Store";

/// The options about reports as text; checked and turned into OutputOptions before anything happens.
struct ReportArguments {
    OutputOptions options;
    std::string csv_profile = "plain";
    std::string csv_delimiter = ",";
    std::map<std::string, std::string> reports; ///< format's name to path
    std::string output_base;                    ///< -oA
    std::string keep;                           ///< --keep
};

enum class ReportsOf : bool {
    run,   ///< that finds devices, and is kept
    store, ///< what is kept already: without --no-store and --keep
};

/// Adds --csv, --jsonl, --oA, --csv-profile, --csv-delimiter, --all-devices, --fail-on, -q, --unknown-out, --db,
/// --no-store, --keep: the same in every command that finds devices.
void add_report_options(CLI::App& command, ReportArguments& arguments, ReportsOf reports_of = ReportsOf::run);

/// Adds --db: the same in every command that uses the store.
void add_store_option(CLI::App& command, StoreOptions& options);

/// Errors: throws UsageError for what means nothing, or cannot be written.
OutputOptions checked(const ReportArguments& arguments);

} // namespace phonescan
