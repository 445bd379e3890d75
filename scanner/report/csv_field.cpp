#include "scanner/report/csv_field.hpp"

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case)
{
    return std::ranges::equal(text, lower_case, {}, lower);
}

bool begins_like_a_formula(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return false;
    text.remove_prefix(first);
    if (std::string_view{"=+-@\t\r\n\xef"}.find(text.front()) == std::string_view::npos) return false;
    constexpr std::array<std::string_view, 11> starts = {
        "=", "+", "-", "@", "\t", "\r", "\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    return std::ranges::any_of(starts, [text](std::string_view start) { return text.starts_with(start); });
}

/// Four or more groups of digits: no locale reads a date or time there, and a number only where every group after the
/// first has three digits.
bool is_many_groups_but_no_thousands(std::string_view text)
{
    std::size_t groups = 0;
    bool thousands = true;
    std::size_t begin = 0;
    char separator = '\0';
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && is_digit(text[i])) continue;
        if (i == begin) return false;
        if (i < text.size() && separator != '\0' && text[i] != separator) return false;
        if (i < text.size()) separator = text[i];
        if (groups != 0 && i - begin != 3) thousands = false;
        ++groups;
        begin = i + 1;
    }
    return groups >= 4 && (!thousands || separator == ':' || separator == '-' || separator == '/');
}

/// Digits with nothing but what numbers, dates and times are written with.
bool reads_as_number_or_date(std::string_view text)
{
    static constexpr std::string_view marks = ".,:/-+ eE%()$'";
    if (std::ranges::none_of(text, is_digit) || text.find("::") != std::string_view::npos) return false;
    const auto fits = [](char c) { return is_digit(c) || marks.find(c) != std::string_view::npos; };
    return std::ranges::all_of(text, fits) && !is_many_groups_but_no_thousands(text);
}

/// One English month name, in full or short, with one or two numbers around it: `Mar-13`, `1 March 2019`.
bool reads_as_named_month(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                         "may",       "june",     "july",     "august",
                                                         "september", "october",  "november", "december"};
    std::string word;
    bool digits = false;
    bool word_ended = false;
    for (const char c : text) {
        const char letter = lower(c);
        if (letter >= 'a' && letter <= 'z') {
            if (word_ended) return false;
            word += letter;
        } else {
            word_ended = word_ended || !word.empty();
            digits = digits || is_digit(c);
            if (!is_digit(c) && std::string_view{" -./,"}.find(c) == std::string_view::npos) return false;
        }
    }
    if (!digits || word.size() < 3) return false;
    return std::ranges::any_of(months, [&word](std::string_view month) { return month.starts_with(word); });
}

bool a_spreadsheet_would_change_it(std::string_view text)
{
    constexpr std::size_t longest = 64; // no number, date or time is longer
    if (begins_like_a_formula(text)) return true;
    if (text.empty() || text.size() > longest) return false;
    return reads_as_number_or_date(text) || reads_as_named_month(text) || equals_ignoring_case(text, "true") ||
           equals_ignoring_case(text, "false");
}

/// The excel profile also quotes other countries' delimiters, so that a file opened with the wrong one keeps its cells.
bool needs_quotes(std::string_view text, CsvDialect dialect)
{
    if (text.empty()) return false;
    if (text.front() == ' ' || text.back() == ' ') return true;
    const auto special = [dialect](char c) {
        return c == '"' || c == '\n' || c == '\r' || c == dialect.delimiter ||
               (dialect.profile == CsvProfile::excel && (c == ',' || c == ';' || c == '\t'));
    };
    return std::ranges::any_of(text, special);
}

} // namespace

std::optional<char> csv_delimiter_named(std::string_view name) noexcept
{
    if (name == "," || name == ";" || name == "|") return name.front();
    if (name == "tab" || name == "\t") return '\t';
    return std::nullopt;
}

std::string_view csv_prologue(CsvDialect dialect) noexcept
{
    return dialect.profile == CsvProfile::excel ? "\xef\xbb\xbf" : "";
}

void append_csv_field(std::string& out, std::string_view text, CsvDialect dialect)
{
    const bool as_text = dialect.profile == CsvProfile::excel && a_spreadsheet_would_change_it(text);
    const bool quotes = needs_quotes(text, dialect);
    if (quotes) out += '"';
    if (as_text) out += '\'';
    if (!quotes) {
        out += text;
        return;
    }
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_csv_record(std::string& out, std::span<const std::string> fields, CsvDialect dialect)
{
    bool first = true;
    for (const auto& field : fields) {
        if (!first) out += dialect.delimiter;
        first = false;
        append_csv_field(out, field, dialect);
    }
    out += dialect.profile == CsvProfile::excel ? "\r\n" : "\n";
}

} // namespace phonescan
