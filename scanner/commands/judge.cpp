#include "scanner/commands/command.hpp"
#include "scanner/commands/record_filter.hpp"
#include "scanner/data_files.hpp"
#include "scanner/inventory_table.hpp"
#include "scanner/json_codec.hpp"
#include "scanner/line_reader.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace phonescan {

namespace {

constexpr auto footer =
    R"(JSON Lines: the lines of identify, or "vendor", "model", "firmware", "edition"
given directly, which win over what observations say, each for itself;
"platform" (a name or a list) replaces --platform for its line. Out: the line of
identify with "verdicts".
CSV (a header line with such names, in any case; comma, semicolon or tab): the
same rows and columns, and for each platform PLATFORM.status, .verdict, .listed,
.wanted, .row, .cell, .reason, .flags, .catalog, .revision.
"edition" matters where a vendor's lines share numbers: without it, or a
firmware that names it (UC_2.0.1), such a version is compared with none.
A bad line or row is named on stderr, comes out without verdicts, and makes the
exit status 1.

Examples:
  phonescan judge < inventory.csv > judged.csv
  phonescan judge --platform lync-server-2013 < inventory.csv > judged.csv
  phonescan judge --catalog lync --as-of 2022-01-01 < observations.jsonl
  echo '{"vendor":"Acme","model":"300","firmware":"2.1.7"}' | phonescan judge)";

RecordJudge load_judge(const DataOptions& options)
{
    const auto day = day_to_judge(options);
    auto catalogs = load_catalogs(options);
    auto platforms = platforms_to_judge(options, catalogs);
    return {load_fingerprints(options), std::move(catalogs), std::move(platforms), day};
}

/// The first line that is not blank, as far as it is bounded; nothing is consumed.
std::string_view first_line(InputWindow& input)
{
    while (true) {
        const auto text = input.pending();
        const auto begin = text.find_first_not_of(" \t\r\n");
        const auto end = begin == std::string_view::npos ? begin : text.find('\n', begin);
        if (end == std::string_view::npos && text.size() <= longest_line && input.fill()) continue;
        return begin == std::string_view::npos ? std::string_view{} : input.pending().substr(begin, end - begin);
    }
}

ExitStatus judge_table(InputWindow& input, ByteOutput& output, const RecordJudge& judge, char delimiter)
{
    CsvReader rows{input, delimiter};
    return InventoryTable{judge, output, delimiter, report_bad_line}.run(rows);
}

ExitStatus judge_lines(InputWindow& input, ByteOutput& output, const RecordJudge& judge)
{
    return answer_json_lines(input, output, Vocabulary::inventory,
                             [&judge](const InventoryRecord& record, std::string& line) {
                                 const auto judged = judge.judge(record);
                                 JsonWriter json{line};
                                 json.begin_object();
                                 json.key("id");
                                 json.raw(record.id);
                                 write_identity_members(json, judged.identity);
                                 json.key("verdicts");
                                 write_json_array(json, judged.verdicts);
                                 json.end_object();
                             });
}

ExitStatus judge(const DataOptions& options)
{
    const auto judge = load_judge(options);
    tell_left_out(judge.fingerprints);
    for (const auto& warning : warnings_of_uncovered(judge.platforms, judge.catalogs))
        fmt::print(stderr, "phonescan: {}\n", warning);
    announce_terminal_input("JSON Lines or CSV");
    ByteOutput output{STDOUT_FILENO, "standard output"};
    InputWindow input{flushing_source(STDIN_FILENO, "standard input", output)};
    expect_utf8(input);
    const auto first = first_line(input);
    const bool has_lines = first.empty() || first.starts_with('{') || first.starts_with('[');
    const auto delimiter = has_lines ? '\0' : delimiter_of(first);
    return until_reader_ends(
        [&] { return has_lines ? judge_lines(input, output, judge) : judge_table(input, output, judge, delimiter); });
}

} // namespace

void add_judge_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("judge", "An inventory on stdin (JSON Lines or CSV), verdicts on stdout");
    const auto options = std::make_shared<DataOptions>();
    add_data_options(*command, *options);
    command->footer(footer);
    command->callback([options, &status] { status = judge(*options); });
}

} // namespace phonescan
