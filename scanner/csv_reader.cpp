#include "scanner/csv_reader.hpp"

#include "probes/observation/printable.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr auto npos = std::string_view::npos;

/// Length of the line end that stands at `position`: 2 for CRLF, 1 for LF, else 0.
std::size_t line_end(std::string_view text, std::size_t position)
{
    const auto rest = text.substr(position);
    return rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
}

} // namespace

std::string& CsvReader::add_cell()
{
    if (used_ == row_.cells.size()) row_.cells.emplace_back();
    auto& cell = row_.cells[used_++];
    cell.clear();
    return cell;
}

/// `length` is counted up to and including the closing quote.
CsvReader::Record CsvReader::read_quoted_cell(std::string_view text, std::size_t quote, bool at_end)
{
    auto& cell = add_cell();
    std::size_t position = quote + 1;
    while (true) {
        const auto next = text.find('"', position);
        if (next == npos) {
            row_.error = "a quoted cell is never closed";
            return {at_end ? Outcome::bad : Outcome::more, 0};
        }
        if (next + 1 == text.size() && !at_end) return {Outcome::more, 0};
        cell.append(text, position, next - position);
        position = next + 1;
        if (position == text.size() || text[position] != '"') return {Outcome::row, position};
        cell += '"';
        ++position;
    }
}

CsvReader::Record CsvReader::read_record(std::string_view text, bool at_end)
{
    const std::array<char, 2> cell_ends = {delimiter_, '\n'};
    used_ = 0;
    row_.error.clear();
    for (std::size_t position = 0;;) {
        if (position < text.size() && text[position] == '"') {
            const auto quoted = read_quoted_cell(text, position, at_end);
            if (quoted.outcome != Outcome::row) return quoted;
            position = quoted.length;
            if (!at_end && text.size() - position < 2) return {Outcome::more, 0};
            if (position < text.size() && text[position] != delimiter_ && line_end(text, position) == 0) {
                row_.error = "text follows the closing quote of a cell";
                return {Outcome::bad, 0};
            }
        } else {
            const auto end = text.find_first_of({cell_ends.data(), cell_ends.size()}, position);
            if (end == npos && !at_end) return {Outcome::more, 0};
            auto& cell = add_cell();
            cell.assign(text, position, end == npos ? npos : end - position);
            position = std::min(end, text.size());
            if ((end == npos || text[end] == '\n') && cell.ends_with('\r')) cell.pop_back();
        }
        if (position == text.size()) return {Outcome::row, position};
        const auto newline = line_end(text, position);
        if (newline != 0) return {Outcome::row, position + newline};
        ++position; // the delimiter
    }
}

void CsvReader::finish(std::size_t length)
{
    const auto text = input_.pending().substr(0, length);
    row_.cells.resize(used_);
    row_.line = line_;
    line_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    const auto front = text.substr(0, longest_); // of a line that is longer; how the bytes arrived does not matter
    if (front.find('\0') != npos) row_.error = "a NUL byte";
    if (!row_.error.empty()) row_.cells = {printable_again(front.substr(0, front.find_last_not_of("\r\n") + 1))};
    input_.consume(length);
}

/// Makes a row of the line that cannot be read, so that reading goes on behind it.
void CsvReader::give_up_line()
{
    used_ = 0;
    std::size_t newline = npos;
    while ((newline = input_.pending().find('\n')) == npos && input_.pending().size() <= longest_)
        if (!input_.fill()) break;
    if (newline != npos) return finish(newline + 1);
    const auto kept = std::min(longest_, input_.pending().size());
    finish(kept);
    ++line_;
    input_.skip_line();
}

const CsvRow* CsvReader::next()
{
    while (true) {
        const auto text = input_.pending();
        const auto record = read_record(text.substr(0, longest_), false);
        if (record.outcome == Outcome::bad) {
            give_up_line();
        } else if (record.outcome == Outcome::row) {
            finish(record.length);
        } else if (text.size() > longest_) {
            if (row_.error.empty()) row_.error = "a row longer than accepted";
            give_up_line();
        } else if (input_.fill()) {
            continue;
        } else if (input_.pending().empty()) {
            return nullptr;
        } else if (const auto last = read_record(input_.pending(), true); last.outcome == Outcome::row) {
            finish(last.length);
        } else {
            give_up_line();
        }
        const bool blank = row_.cells.size() == 1 && row_.cells[0].empty();
        if (!blank || !row_.error.empty()) return &row_;
    }
}

char delimiter_of(std::string_view header_line)
{
    constexpr std::string_view delimiters = ",;\t|";
    std::array<std::size_t, delimiters.size()> seen{};
    bool quoted = false;
    for (const char c : header_line) {
        if (c == '"') quoted = !quoted;
        if (const auto which = delimiters.find(c); which != npos && !quoted) ++seen[which];
    }
    return delimiters[static_cast<std::size_t>(std::ranges::max_element(seen) - seen.begin())];
}

char delimiter_told_by(std::string_view line)
{
    if (line.size() > 2 && line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
    if (line.size() != 5 || line[3] != '=') return '\0';
    constexpr std::string_view word = "sep";
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(line.substr(0, word.size()), word, {}, lower) ? line[4] : '\0';
}

} // namespace phonescan
