#pragma once

#include "scanner/report/report.hpp"
#include "scanner/store/store_options.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace phonescan {

/// A report to write: its format and where to; `-` is standard output.
struct ReportRequest {
    const ReportFormat* format = nullptr;
    std::filesystem::path path;
};

/// What a command that finds devices was told of its output, checked; the same in every such command.
struct OutputOptions {
    std::vector<ReportRequest> reports;
    ReportOptions report;
    bool table = false; ///< the terminal's table even when other reports are written
    bool quiet = false;
    std::string fail_on;
    std::filesystem::path coverage; ///< --coverage, empty without
    std::string unknown_out;        ///< --unknown-out, empty without
    StoreOptions store;
};

} // namespace phonescan
