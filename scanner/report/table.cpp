#include "scanner/report/table.hpp"

#include "scanner/report/row.hpp"
#include "scanner/report/summary.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <ostream>
#include <tuple>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t most_rows = 200; // of phones; above, the table is of models
constexpr std::size_t gap = 2;

/// A table's cell. Colour is a hint on top of a text that says the same.
struct Cell {
    std::string text; ///< as terminal_text()
    std::string_view colour{};
};

struct Line {
    std::vector<Cell> cells;
    std::string below; ///< a remark on a line of its own
};

struct Column {
    std::string title;
    std::size_t least; ///< how narrow it may become
    std::size_t width = 0;
};

/// SGR parameters.
std::string_view colour_of(Status status)
{
    switch (status) {
    case Status::ready:
        return "32";
    case Status::upgrade:
        return "33";
    case Status::newer:
        return "36";
    case Status::not_listed:
        return "31";
    case Status::check:
        return "35";
    case Status::uncovered:
        break;
    }
    return "2";
}

/// Natural widths, then narrower from the widest down until everything fits.
void lay_out(std::vector<Column>& columns, const std::vector<Line>& lines, std::size_t width)
{
    std::size_t total = gap * (columns.size() - 1);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns[i].width = display_width(columns[i].title);
        for (const auto& line : lines)
            columns[i].width = std::max(columns[i].width, display_width(line.cells[i].text));
        total += columns[i].width;
    }
    while (total > width) {
        const auto spare = [](const Column& column) { return column.width - std::min(column.width, column.least); };
        auto& widest = *std::ranges::max_element(columns, {}, spare);
        if (spare(widest) == 0) return;
        const auto cut = std::min(total - width, std::max<std::size_t>(spare(widest) / 2, 1));
        widest.width -= cut;
        total -= cut;
    }
}

std::string painted(const Cell& cell, std::size_t width, bool colour)
{
    if (!colour || cell.colour.empty() || cell.text.empty()) return fitted(cell.text, width);
    const std::string text = shortened(cell.text, width);
    const std::string blanks(width - display_width(text), ' ');
    return "\x1b[" + std::string{cell.colour} + "m" + text + "\x1b[0m" + blanks;
}

void write_line(std::ostream& out, const std::vector<Column>& columns, const std::vector<Cell>& cells, bool colour)
{
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) line.append(gap, ' ');
        line += painted(cells[i], columns[i].width, colour);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
}

void write_lines(std::ostream& out, std::vector<Column> columns, const std::vector<Line>& lines,
                 const ReportOptions& options, std::size_t width)
{
    lay_out(columns, lines, width);
    std::vector<Cell> titles;
    for (const auto& column : columns)
        titles.push_back({column.title, {}});
    write_line(out, columns, titles, options.colour);
    for (const auto& line : lines) {
        write_line(out, columns, line.cells, options.colour);
        if (!line.below.empty()) out << "    " << shortened(line.below, width - 4) << '\n';
    }
}

Cell status_cell(const Finding& finding, std::string_view platform)
{
    const auto* const verdict = verdict_for(finding, platform);
    if (verdict == nullptr) return {};
    return {std::string{label_of(verdict->status)}, colour_of(verdict->status)};
}

std::string_view first_platform(const RunSummary& run)
{
    return run.platforms.empty() ? std::string_view{} : std::string_view{run.platforms.front()};
}

Line line_of(const Finding& finding, const RunSummary& run)
{
    const auto& device = finding.device;
    std::string address = device.address.is_unspecified() ? device.key : device.address.to_string();
    const bool is_decoy = finding.stands_for && finding.stands_for->kind == EqualAnswers::Kind::decoy;
    if (is_decoy) address = finding.stands_for->place;
    Line line{{{terminal_text(address)},
               {phone_name(finding)},
               {terminal_text(device.identity->firmware)},
               status_cell(finding, first_platform(run))},
              terminal_text(finding.action)};
    for (std::size_t i = 1; i < run.platforms.size(); ++i) {
        const auto* const verdict = verdict_for(finding, run.platforms[i]);
        line.cells.push_back(
            verdict == nullptr ? Cell{} : Cell{std::string{name_of(verdict->status)}, colour_of(verdict->status)});
    }
    return line;
}

bool fits(std::vector<Column> columns, const std::vector<Line>& lines, std::size_t width)
{
    lay_out(columns, lines, width);
    std::size_t total = gap * (columns.size() - 1);
    for (const auto& column : columns)
        total += column.width;
    return total <= width;
}

/// How narrow address, phone, firmware and status may become: first so that all can be read, then for narrow terminals.
constexpr std::size_t always_shown = 4;
constexpr std::array<std::size_t, always_shown> least_widths[] = {{39, 16, 11, 24}, {39, 8, 7, 10}, {9, 8, 7, 10}};

/// Makes the table fit: drops platforms from the end until the first ones can be read, then narrows those. Returns the
/// names of the platforms that were dropped.
std::vector<std::string> make_fit(std::vector<Column>& columns, std::vector<Line>& lines, std::size_t width)
{
    std::vector<std::string> dropped;
    for (const auto& least : least_widths) {
        for (std::size_t i = 0; i < always_shown; ++i)
            columns[i].least = least[i];
        while (columns.size() > always_shown && !fits(columns, lines, width)) {
            dropped.insert(dropped.begin(), columns.back().title);
            columns.pop_back();
            for (auto& line : lines)
                line.cells.pop_back();
        }
        if (fits(columns, lines, width)) break;
    }
    return dropped;
}

void write_devices(std::ostream& out, const RunSummary& run, const std::vector<const Finding*>& rows,
                   const ReportOptions& options, std::size_t width)
{
    constexpr std::size_t compact = 10; // the longest name of a status
    std::vector<Column> columns = {{"ADDRESS", 0}, {"PHONE", 0}, {"FIRMWARE", 0}, {"STATUS", 0}};
    for (std::size_t i = 1; i < run.platforms.size(); ++i) {
        const auto title = terminal_text(run.platforms[i]);
        columns.push_back({title, std::max(compact, display_width(title))});
    }
    std::vector<Line> lines;
    for (const auto* finding : rows)
        lines.push_back(line_of(*finding, run));
    const auto dropped = make_fit(columns, lines, width);
    write_lines(out, columns, lines, options, width);
    if (dropped.empty()) return;
    const auto note = fmt::format("No room here for {}: see the summary, and every verdict with --csv FILE.",
                                  fmt::join(dropped, ", "));
    out << '\n' << wrapped(note, width);
}

void write_models(std::ostream& out, const RunSummary& run, const std::vector<const Finding*>& rows,
                  const ReportOptions& options, std::size_t width)
{
    using Group = std::tuple<std::string, std::string, std::string, std::string_view>;
    std::map<Group, std::size_t> groups;
    for (const auto* finding : rows) {
        const auto& identity = *finding->device.identity;
        auto status = status_cell(*finding, first_platform(run));
        ++groups[{phone_name(*finding), terminal_text(identity.firmware), std::move(status.text), status.colour}];
    }
    std::vector<std::pair<Group, std::size_t>> sorted(groups.begin(), groups.end());
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &std::pair<Group, std::size_t>::second);
    std::vector<Line> lines;
    for (const auto& [group, count] : sorted) {
        const auto& [phone, firmware, status, colour] = group;
        lines.push_back({{{phone}, {firmware}, {std::to_string(count)}, {status, colour}}, {}});
    }
    write_lines(out, {{"PHONE", 8}, {"FIRMWARE", 7}, {"COUNT", 5}, {"STATUS", 10}}, lines, options, width);
    out << '\n' << wrapped("Models and firmware, because there are many phones: every one with --csv FILE.", width);
}

} // namespace

void write_table(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                 const ReportOptions& options)
{
    const auto width = std::max(options.width, narrowest);
    const auto rows = report_rows(findings, options.all_devices);
    if (rows.empty()) return;
    if (rows.size() > most_rows)
        write_models(out, run, rows, options, width);
    else
        write_devices(out, run, rows, options, width);
}

void write_terminal_report(std::ostream& out, const RunSummary& run, std::span<const Finding> findings,
                           const ReportOptions& options)
{
    write_summary(out, run, findings, options);
    if (report_rows(findings, options.all_devices).empty()) return;
    out << '\n';
    write_table(out, run, findings, options);
}

} // namespace phonescan
