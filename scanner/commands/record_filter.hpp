#pragma once

#include "scanner/byte_stream.hpp"
#include "scanner/exit_status.hpp"
#include "scanner/inventory_record.hpp"

#include <functional>

namespace phonescan {

/// Says on standard error what is wrong with a line of the input.
void report_bad_line(std::uint64_t number, std::string_view why);

/// Tells a user who started a filter by hand that it waits for input.
void announce_terminal_input(std::string_view what);

/// Consumes a byte order mark at the start of the input. Errors: throws UsageError for UTF-16, which is not taken.
void expect_utf8(InputWindow& input);

/// Appends {"id":null,"error":…}, the answer to a line that cannot be read.
void append_error_line(std::string& out, std::string_view why);

/// What comes out for a line of JSON Lines; each appends to `out`.
struct LineAnswers {
    std::function<void(const InventoryRecord& record, std::uint64_t number, std::string& out)> good;
    std::function<void(std::uint64_t number, std::string_view why, std::string& out)> bad;
    bool quiet = false; ///< nothing is said of names that mean nothing
};

/// Runs a filter. When the reader of its output ends first, the rest of the input is left unread: that is a
/// runtime_error, and nothing is said of it, as whoever ended the reader knows.
ExitStatus until_reader_ends(const std::function<ExitStatus()>& filter);

/// Answers every line in order; blank lines are skipped, bad ones reported as well. Returns runtime_error when a line
/// was bad.
ExitStatus answer_lines(InputWindow& input, ByteOutput& output, Vocabulary vocabulary, const LineAnswers& answers);

/// Answers every line of JSON Lines with a line, in order: what `answer` writes, or {"id":null,"error":…} for a line
/// that cannot be read. Blank lines are skipped. Returns runtime_error when a line was bad.
ExitStatus answer_json_lines(InputWindow& input, ByteOutput& output, Vocabulary vocabulary,
                             const std::function<void(const InventoryRecord& record, std::string& line)>& answer);

} // namespace phonescan
