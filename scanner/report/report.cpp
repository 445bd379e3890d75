#include "scanner/report/report.hpp"

#include "scanner/report/csv.hpp"
#include "scanner/report/json_lines.hpp"
#include "scanner/report/table.hpp"

#include <algorithm>

namespace phonescan {

namespace {

/// One line for each format.
constexpr ReportFormat formats[] = {
    {"table", "", write_terminal_report},
    {"csv", "--csv", write_csv},
    {"jsonl", "--jsonl", write_json_lines},
};

} // namespace

std::span<const ReportFormat> report_formats() noexcept
{
    return formats;
}

const ReportFormat* report_format_named(std::string_view name) noexcept
{
    const auto* const found = std::ranges::find(formats, name, &ReportFormat::name);
    return found == std::end(formats) ? nullptr : found;
}

} // namespace phonescan
