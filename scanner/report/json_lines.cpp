#include "scanner/report/json_lines.hpp"

#include "scanner/json_codec.hpp"
#include "scanner/report/row.hpp"

#include <ostream>

namespace phonescan {

namespace {

/// A cell that joined_list() wrote of names without a `;`.
void write_names(JsonWriter& json, std::string_view cell)
{
    json.begin_array();
    while (!cell.empty()) {
        const auto name = cell.substr(0, cell.find(';'));
        json.string(name);
        cell.remove_prefix(std::min(name.size() + 1, cell.size()));
    }
    json.end_array();
}

/// Where a report is made from several runs, when each thing was said is a part of it.
void write_dated_evidence(JsonWriter& json, const std::vector<Evidence>& evidence)
{
    json.begin_array();
    for (const auto& one : evidence) {
        json.begin_object();
        write_members(json, one);
        json.key("time");
        json.string_or_null(iso_time(one.time));
        json.end_object();
    }
    json.end_array();
}

void write_column(JsonWriter& json, std::string_view column, std::string_view cell, const Finding& finding,
                  const Identity& identity, const RunSummary& run)
{
    json.key(column);
    if (column == "channels")
        write_names(json, cell);
    else if (column == "evidence" && !run.runs.empty())
        write_dated_evidence(json, identity.evidence);
    else if (column == "evidence")
        write_json_array(json, identity.evidence);
    else if (column == "conflicts")
        write_json_array(json, identity.conflicts);
    else if (column == "findings")
        write_json_array(json, finding.codes);
    else
        json.string_or_null(cell);
}

} // namespace

void write_json_lines(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                      const ReportOptions& options)
{
    const auto columns = row_columns({}); // the device's; the verdicts have a member of their own
    std::string line;
    DeviceDetails details;
    for (const auto* finding : report_rows(findings, options.all_devices)) {
        if (!out) return;
        details.read(finding->device);
        const auto cells = device_cells(*finding, details, run);
        line.clear();
        JsonWriter json{line};
        json.begin_object();
        for (std::size_t i = 0; i < columns.size(); ++i)
            write_column(json, columns[i], cells[i], *finding, details.identity(), run);
        json.key("observations");
        write_json_array(json, details.observations());
        json.key("verdicts");
        write_json_array(json, finding->verdicts.all());
        json.end_object();
        line += '\n';
        out << line;
    }
}

} // namespace phonescan
