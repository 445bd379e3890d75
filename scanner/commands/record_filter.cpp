#include "scanner/commands/record_filter.hpp"

#include "scanner/json_writer.hpp"
#include "scanner/line_reader.hpp"
#include "scanner/usage_error.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <system_error>

namespace phonescan {

void report_bad_line(std::uint64_t number, std::string_view why)
{
    fmt::print(stderr, "phonescan: line {}: {}\n", number, why);
}

void announce_terminal_input(std::string_view what)
{
    if (isatty(STDIN_FILENO) == 1) fmt::print(stderr, "phonescan: reading {} from the terminal, until Ctrl-D\n", what);
}

void expect_utf8(InputWindow& input)
{
    input.skip_byte_order_mark();
    const auto start = input.pending().substr(0, 2);
    // With its mark, or by the NUL in every character of ASCII.
    if (start == "\xff\xfe" || start == "\xfe\xff" || (start.size() == 2 && (start[0] == '\0') != (start[1] == '\0')))
        throw UsageError{"standard input: this is UTF-16, expected UTF-8: save it as that (in Excel: \"CSV UTF-8\")"};
}

void append_error_line(std::string& out, std::string_view why)
{
    JsonWriter json{out};
    json.begin_object();
    json.key("id");
    json.null();
    json.key("error");
    json.string(why);
    json.end_object();
    out += '\n';
}

ExitStatus until_reader_ends(const std::function<ExitStatus()>& filter)
{
    try {
        return filter();
    } catch (const std::system_error& error) {
        if (error.code() != std::errc::broken_pipe) throw;
        return ExitStatus::runtime_error;
    }
}

ExitStatus answer_lines(InputWindow& input, ByteOutput& output, Vocabulary vocabulary, const LineAnswers& answers)
{
    auto status = ExitStatus::done;
    LineReader lines{input};
    IgnoredNames ignored{answers.quiet};
    InventoryRecord record;
    while (const auto line = lines.next()) {
        if (!line->too_long && line->text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const auto error = line->too_long ? fmt::format("longer than {} bytes", longest_line)
                                          : read_json_record(line->text, vocabulary, ignored, record);
        if (error) {
            status = ExitStatus::runtime_error;
            report_bad_line(line->number, *error);
            answers.bad(line->number, *error, output.pending());
        } else {
            answers.good(record, line->number, output.pending());
        }
        output.commit();
    }
    output.flush();
    return status;
}

ExitStatus answer_json_lines(InputWindow& input, ByteOutput& output, Vocabulary vocabulary,
                             const std::function<void(const InventoryRecord&, std::string&)>& answer)
{
    const auto good = [&answer](const InventoryRecord& record, std::uint64_t, std::string& out) {
        answer(record, out);
        out += '\n';
    };
    const auto bad = [](std::uint64_t, std::string_view why, std::string& out) { append_error_line(out, why); };
    return answer_lines(input, output, vocabulary, {good, bad});
}

} // namespace phonescan
