#include "scanner/heard_table.hpp"

#include "scanner/csv_reader.hpp"
#include "scanner/inventory_record.hpp"
#include "scanner/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace phonescan {

namespace {

std::string lower(std::string_view text)
{
    std::string out{text};
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string_view without_blanks(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// The field that a column of that name holds, in any case.
std::optional<Field> field_of_column(std::string_view name)
{
    return field_named(lower(without_blanks(name)));
}

/// Puts the observations of one row into the store. Returns what is wrong with the row, empty when nothing is.
std::string keep_row(const Observations& observations, std::uint32_t record, HeardStore& store)
{
    Source source;
    for (const auto& said : observations) {
        const auto& value = said.value;
        if (said.field == Field::ip && source.address.is_unspecified()) {
            boost::system::error_code error;
            source.address = boost::asio::ip::make_address(value, error);
            if (error || source.address.is_unspecified()) return fmt::format("ip: \"{}\" is no address", value);
        }
        if (said.field == Field::mac && !source.mac) {
            const auto mac = MacAddress::parse(value);
            if (!mac) return fmt::format("mac: \"{}\" is no MAC address", value);
            source.mac = *mac;
        }
    }
    if (source.address.is_unspecified() && !source.mac) source.record = record;
    for (auto observation : observations) {
        observation.source = source;
        observation.channel = Channel::imported;
        if (observation.field == Field::mac) observation.value = source.mac->to_string();
        store.add(observation);
    }
    return {};
}

class TableReader {
public:
    TableReader(std::uint64_t rows_before, HeardStore& store, const TableListener& listener)
        : store_{store}, listener_{listener}, rows_before_{rows_before}
    {
    }

    std::uint64_t read_csv(CsvReader& rows);
    std::uint64_t read_json(InputWindow& input);

private:
    bool read_header(const CsvRow& row);
    void keep(std::uint64_t line, const Observations& observations);

    HeardStore& store_;
    const TableListener& listener_;
    std::uint64_t rows_before_;
    std::uint64_t kept_ = 0;
    std::vector<std::optional<Field>> columns_;
};

void TableReader::keep(std::uint64_t line, const Observations& observations)
{
    if (observations.empty()) return; // all its cells are empty
    const auto why = keep_row(observations, static_cast<std::uint32_t>(rows_before_ + kept_ + 1), store_);
    if (!why.empty()) return listener_.bad(line, why);
    ++kept_;
}

bool TableReader::read_header(const CsvRow& row)
{
    std::string unknown;
    for (const auto& cell : row.cells) {
        columns_.push_back(field_of_column(cell));
        if (!columns_.back() && !without_blanks(cell).empty())
            unknown += fmt::format("{}\"{}\"", unknown.empty() ? "" : ", ", without_blanks(cell));
    }
    if (!unknown.empty()) listener_.note(fmt::format("columns that are no field names are left out: {}", unknown));
    return std::ranges::any_of(columns_, [](const auto& column) { return column.has_value(); });
}

std::uint64_t TableReader::read_csv(CsvReader& rows)
{
    const auto* row = rows.next();
    if (row == nullptr) return 0;
    if (!row->error.empty() || !read_header(*row)) {
        listener_.bad(row->line, row->error.empty() ? "no column has the name of a field" : row->error);
        return 0;
    }
    InventoryRecord record;
    while ((row = rows.next()) != nullptr) {
        if (!row->error.empty()) {
            listener_.bad(row->line, row->error);
            continue;
        }
        record.observations.clear();
        for (std::size_t i = 0; i < std::min(columns_.size(), row->cells.size()); ++i)
            if (columns_[i]) add_observation(record, *columns_[i], without_blanks(row->cells[i]));
        keep(row->line, record.observations);
    }
    return kept_;
}

std::uint64_t TableReader::read_json(InputWindow& input)
{
    LineReader lines{input};
    IgnoredNames ignored{true};
    InventoryRecord record;
    while (const auto line = lines.next()) {
        if (!line->too_long && without_blanks(line->text).empty()) continue;
        const auto error = line->too_long ? fmt::format("longer than {} bytes", longest_line)
                                          : read_json_record(line->text, Vocabulary::observations, ignored, record);
        if (error)
            listener_.bad(line->number, *error);
        else
            keep(line->number, record.observations);
    }
    return kept_;
}

} // namespace

TableForm table_form(std::string_view start)
{
    const auto begin = start.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return TableForm::none;
    start.remove_prefix(begin);
    if (start.front() == '{') return TableForm::json_lines;
    auto header = start.substr(0, start.find('\n'));
    const auto delimiter = delimiter_of(header);
    while (!header.empty()) {
        const auto end = std::min(header.find(delimiter), header.size());
        auto cell = without_blanks(header.substr(0, end));
        if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
        if (field_of_column(cell)) return TableForm::csv;
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return TableForm::none;
}

std::uint64_t hear_table(InputWindow& input, TableForm form, std::uint64_t rows_before, HeardStore& store,
                         const TableListener& listener)
{
    TableReader reader{rows_before, store, listener};
    if (form == TableForm::json_lines) return reader.read_json(input);
    const auto start = input.pending();
    const auto begin = std::min(start.find_first_not_of(" \t\r\n"), start.size());
    CsvReader rows{input, delimiter_of(start.substr(begin, start.find('\n', begin) - begin))};
    return reader.read_csv(rows);
}

} // namespace phonescan
