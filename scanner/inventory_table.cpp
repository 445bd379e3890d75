#include "scanner/inventory_table.hpp"

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

/// A column's name in the spelling of term_named().
std::string column_name(std::string_view cell)
{
    std::string name = direct_value(cell);
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return name;
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

} // namespace

InventoryTable::InventoryTable(const RecordJudge& judge, ByteOutput& output, char delimiter,
                               std::function<void(std::uint64_t, std::string_view)> report)
    : judge_{judge}, output_{output}, dialect_{.delimiter = delimiter}, report_{std::move(report)}, platforms_{
                                                                                                        judge.platforms}
{
}

ExitStatus InventoryTable::run(CsvReader& rows)
{
    const auto* row = rows.next();
    while (row != nullptr && row->error.empty() && std::ranges::all_of(row->cells, is_blank))
        row = rows.next();
    if (row == nullptr) return ExitStatus::done;
    if (!row->error.empty()) throw UsageError{fmt::format("line {}: {}", row->line, row->error)};
    read_header(row->cells, row->line);

    auto status = ExitStatus::done;
    InventoryRecord record;
    while ((row = rows.next()) != nullptr) {
        const auto error = read_row(*row, record);
        auto cells = row->cells;
        cells.resize(terms_.size());
        cells.resize(width_);
        if (error.empty()) {
            write_verdicts(judge_.judge(record).verdicts, cells);
        } else {
            for (const auto place : places_)
                cells[place].clear();
            report_(row->line, error);
            status = ExitStatus::runtime_error;
        }
        write_row(cells);
        output_.commit();
    }
    output_.flush();
    return status;
}

void InventoryTable::read_header(const std::vector<std::string>& cells, std::uint64_t line)
{
    IgnoredNames ignored;
    bool any_known = false;
    for (const auto& cell : cells) {
        const auto name = column_name(cell);
        const auto term = term_named(name, Vocabulary::inventory);
        const bool is_direct = term.kind == Term::Kind::attribute || term.kind == Term::Kind::platform;
        const auto same = [&term](const Term& other) {
            return other.kind == term.kind && other.attribute == term.attribute;
        };
        if (is_direct && std::ranges::any_of(terms_, same))
            throw UsageError{fmt::format("line {}: two columns are called {}", line, name)};
        any_known |= term.kind == Term::Kind::attribute || term.kind == Term::Kind::field;
        if (term.kind == Term::Kind::unknown && !name.empty()) ignored.add(name);
        terms_.push_back(term);
    }
    if (!any_known)
        throw UsageError{fmt::format("line {}: neither JSON nor a CSV header with a known column: vendor, model, "
                                     "firmware, edition, or a field name such as sip.user_agent",
                                     line)};
    if (std::ranges::find(terms_, Term::Kind::platform, &Term::kind) != terms_.end())
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
    write_row(columns);
}

/// Returns what is wrong with the row, empty when nothing is.
std::string InventoryTable::read_row(const CsvRow& row, InventoryRecord& record) const
{
    record = {};
    if (!row.error.empty()) return row.error;
    const auto count = row.cells.size();
    const auto surplus = std::span{row.cells}.subspan(std::min(count, terms_.size()));
    if (count < terms_.size() || !std::ranges::all_of(surplus, is_blank))
        return fmt::format("{} cells where the header has {}", count, terms_.size());
    for (std::size_t i = 0; i < terms_.size(); ++i) {
        const auto& term = terms_[i];
        if (term.kind == Term::Kind::field) add_observation(record, term.field, row.cells[i]);
        if (term.kind == Term::Kind::attribute) record.*term.attribute = direct_value(row.cells[i]);
        if (term.kind == Term::Kind::platform && !add_platforms(record.platforms, row.cells[i]))
            return "the platform's name is not made of lower-case letters, digits and dashes";
    }
    for (const auto& platform : record.platforms)
        if (std::ranges::find(platforms_, platform) == platforms_.end())
            return fmt::format("no catalog covers the platform {}; --platform {} gives it columns", platform, platform);
    return {};
}

/// Platforms that the row was not judged for stay empty.
void InventoryTable::write_verdicts(const std::vector<Verdict>& verdicts, std::vector<std::string>& cells) const
{
    auto place = places_.begin();
    for (const auto& platform : platforms_) {
        const auto found = std::ranges::find(verdicts, platform, &Verdict::platform);
        for (auto& cell : verdict_cells(found == verdicts.end() ? nullptr : &*found))
            cells[*place++] = std::move(cell);
    }
}

void InventoryTable::write_row(std::span<const std::string> cells)
{
    append_csv_record(output_.pending(), cells, dialect_);
}

} // namespace phonescan
