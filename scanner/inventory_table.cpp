#include "scanner/inventory_table.hpp"

#include "probes/observation/printable.hpp"
#include "scanner/report/row.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace phonescan {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(blanks) == std::string_view::npos;
}

bool add_platforms(std::vector<std::string>& platforms, std::string_view cell)
{
    while (!is_blank(cell)) {
        const auto length = std::min(cell.find(';'), cell.size());
        if (!add_platform(platforms, direct_value(cell.substr(0, length)))) return false;
        cell.remove_prefix(std::min(length + 1, cell.size()));
    }
    return true;
}

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// `1.2`, `V08`, `rev. 3`, `12`: which hardware it is, and not what it is called. A number alone may be a model's name.
bool is_version_only(std::string_view text)
{
    if (text.size() > 2 && std::ranges::all_of(text, is_digit)) return false;
    const auto digit = std::ranges::find_if(text, is_digit);
    const std::string_view front{text.begin(), digit};
    const auto is_part = [](char c) { return is_digit(c) || c == '.'; };
    return std::ranges::all_of(digit, text.end(), is_part) && std::ranges::all_of(front, [](char c) {
               return std::string_view{"RrEeVv. "}.find(c) != std::string_view::npos;
           });
}

/// A MAC address however its digits are grouped, as `00:04:f2:aa:bb:cc`; any other text unchanged.
std::string one_mac_form(std::string_view text)
{
    constexpr std::string_view separators = ":-._ ";
    std::string digits;
    for (const char c : text)
        if (separators.find(c) == std::string_view::npos) digits += c;
    const auto address = MacAddress::parse(digits);
    return address && digits.size() == 12 ? address->to_string() : std::string{text};
}

/// A carriage return that no line feed follows: what once ended the lines of some systems.
bool has_bare_return(std::string_view cell)
{
    for (auto at = cell.find('\r'); at != std::string_view::npos; at = cell.find('\r', at + 1))
        if (cell.substr(at + 1, 1) != "\n") return true;
    return false;
}

} // namespace

InventoryTable::InventoryTable(const RecordJudge& judge, const ColumnNames& names, ByteOutput& output,
                               TableLayout layout, InventoryListener listener)
    : judge_{judge}, names_{names}, output_{output}, layout_{std::move(layout)}, listener_{std::move(listener)},
      platforms_{judge.platforms}
{
}

ExitStatus InventoryTable::run(CsvReader& rows)
{
    const auto* row = rows.next();
    while (row != nullptr && row->error.empty() && std::ranges::all_of(row->cells, is_blank))
        row = rows.next();
    if (row == nullptr) return ExitStatus::done;
    if (!row->error.empty()) throw UsageError{fmt::format("line {}: {}", row->line, row->error)};
    if (std::ranges::any_of(row->cells, has_bare_return))
        throw UsageError{fmt::format("line {}: its lines end in a carriage return alone, which is no line end in CSV: "
                                     "save it with LF or CRLF",
                                     row->line)};
    tell_of_other_bytes(*row);
    read_header(row->cells, row->line);

    auto status = ExitStatus::done;
    InventoryRecord record;
    while ((row = rows.next()) != nullptr) {
        if (!told_of_other_bytes_ && row->error.empty()) tell_of_other_bytes(*row);
        const auto error = read_row(*row, record);
        if (error.empty()) {
            const auto judged = judge_.judge(record);
            if (listener_.judged) listener_.judged(row->line, judged);
            write_judged(*row, &judged.verdicts);
        } else {
            listener_.bad(row->line, error);
            status = ExitStatus::runtime_error;
            write_judged(*row, nullptr);
        }
    }
    output_.flush();
    return status;
}

void InventoryTable::read_header(const std::vector<std::string>& cells, std::uint64_t line)
{
    auto header = read_inventory_header(cells, line, names_);
    for (const auto& message : header.messages)
        listener_.note(message);
    columns_ = std::move(header.columns);
    const auto names_platform = [](const ColumnUse& use) { return use.term.kind == Term::Kind::platform; };
    if (std::ranges::any_of(columns_, names_platform))
        for (const auto& platform : judge_.covered_platforms())
            add_platform(platforms_, platform);
    place_verdicts(cells);
}

/// Decides where each verdict column goes, and writes the header.
void InventoryTable::place_verdicts(const std::vector<std::string>& header)
{
    auto columns = header;
    for (const auto& platform : platforms_)
        for (const auto& name : verdict_columns(platform)) {
            const auto found = std::ranges::find(columns, name);
            places_.push_back(static_cast<std::size_t>(found - columns.begin()));
            if (found == columns.end()) columns.push_back(name);
        }
    width_ = columns.size();
    if (!layout_.rows) return;
    output_.pending() += layout_.prologue;
    write_row(columns);
}

/// Says once that the table is not all UTF-8.
void InventoryTable::tell_of_other_bytes(const CsvRow& row)
{
    if (std::ranges::all_of(row.cells, is_utf8)) return;
    told_of_other_bytes_ = true;
    listener_.note(fmt::format("line {} is not UTF-8 (Windows-1252?): bytes that are not come out as they are, and in "
                               "what is judged as \\xNN",
                               row.line));
}

/// Returns what is wrong with the row, empty when nothing is.
std::string InventoryTable::read_row(const CsvRow& row, InventoryRecord& record) const
{
    record = {};
    if (!row.error.empty()) return row.error;
    const auto count = row.cells.size();
    const auto surplus = std::span{row.cells}.subspan(std::min(count, columns_.size()));
    if (count < columns_.size() || !std::ranges::all_of(surplus, is_blank))
        return fmt::format("{} cells where the header has {}", count, columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i].term.kind == Term::Kind::platform) {
            if (!add_platforms(record.platforms, row.cells[i]))
                return "the platform's name is not made of lower-case letters, digits and dashes";
        } else {
            read_cell(columns_[i], row.cells[i], record);
        }
    }
    for (const auto& platform : record.platforms)
        if (std::ranges::find(platforms_, platform) == platforms_.end())
            return fmt::format("no catalog covers the platform {}; --platform {} gives it columns", platform, platform);
    return {};
}

void InventoryTable::read_cell(const ColumnUse& use, std::string_view cell, InventoryRecord& record) const
{
    if (use.term.kind == Term::Kind::field) {
        if (use.term.field == Field::mac)
            add_observation(record, use.term.field, one_mac_form(cell));
        else
            add_observation(record, use.term.field, cell);
    } else if (use.term.kind == Term::Kind::attribute) {
        auto value = direct_value(cell);
        if (names_.says_nothing(value) || (use.may_be_version && is_version_only(value))) value.clear();
        record.*use.term.attribute = std::move(value);
    }
}

/// verdicts: nullptr for a row that has none.
void InventoryTable::write_judged(const CsvRow& row, const std::vector<Verdict>* verdicts)
{
    if (!layout_.rows) return;
    auto cells = row.cells;
    cells.resize(columns_.size());
    cells.resize(width_);
    write_verdicts(verdicts, cells);
    write_row(cells);
    output_.commit();
}

/// Platforms that the row was not judged for stay empty.
void InventoryTable::write_verdicts(const std::vector<Verdict>* verdicts, std::vector<std::string>& cells) const
{
    auto place = places_.begin();
    for (const auto& platform : platforms_) {
        const Verdict* verdict = nullptr;
        if (verdicts != nullptr) {
            const auto found = std::ranges::find(*verdicts, platform, &Verdict::platform);
            if (found != verdicts->end()) verdict = &*found;
        }
        for (auto& cell : verdict_cells(verdict))
            cells[*place++] = std::move(cell);
    }
}

void InventoryTable::write_row(std::span<const std::string> cells)
{
    append_csv_record(output_.pending(), cells, {.delimiter = layout_.delimiter});
}

} // namespace phonescan
