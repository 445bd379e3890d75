#include "scanner/commands/command.hpp"
#include "scanner/commands/judge_explain.hpp"
#include "scanner/commands/record_filter.hpp"
#include "scanner/data_files.hpp"
#include "scanner/inventory_summary.hpp"
#include "scanner/inventory_table.hpp"
#include "scanner/json_codec.hpp"
#include "scanner/line_reader.hpp"
#include "scanner/output_file.hpp"
#include "scanner/terminal.hpp"
#include "scanner/text_decoding.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>
#include <sstream>

namespace phonescan {

namespace {

constexpr auto footer =
    R"(JSON Lines: the lines of identify, or "vendor", "model", "firmware", "edition"
given directly, which win over what observations say, each for itself;
"platform" (a name or a list) replaces --platform for its line. Out: the line of
identify with "verdicts".
CSV (a header line; comma, semicolon, tab or vertical bar; "sep=;" in front is
understood): the same rows and columns, and for each platform PLATFORM.status,
.verdict, .listed, .wanted, .row, .cell, .reason, .flags, .catalog, .revision.
Columns are known by these names and by what inventories call them, in any case
(Manufacturer, Device Model, Hardware version, Firmware Version, Active Load ID,
User agent, MAC address, ...); stderr says which was taken for what. Of two that
mean the same the more exact name counts.
Text is UTF-8, or UTF-16 with or without its mark; out comes UTF-8, with a byte
order mark where the input had one. Other bytes of a CSV file stay as they are.
"edition" matters where a vendor's lines share numbers: without it, or a
firmware that names it (UC_2.0.1), such a version is compared with none.
A bad line or row is named on stderr, comes out without verdicts, and makes the
exit status 1.
--summary answers which models can move: for each platform a sentence and a
table of models by what becomes of them. --summary=FILE writes it to a file
beside the rows.
--explain shows in place of the rows how each verdict came about: which lists
were asked, which row and cell, how the firmware compares, and what to do.

Examples:
  phonescan judge < inventory.csv > judged.csv
  phonescan judge --summary --platform lync-server-2013 < inventory.csv
  phonescan judge --summary=summary.txt < inventory.csv > judged.csv
  phonescan judge --catalog lync --as-of 2022-01-01 < observations.jsonl
  echo '{"vendor":"Acme","model":"300","firmware":"2.1.7"}' | phonescan judge
  phonescan judge --explain --platform teams < inventory.csv | less)";

struct JudgeOptions {
    DataOptions data;
    bool wants_summary = false;
    std::string summary; ///< file; empty or `-`: standard output, in place of the rows
    bool quiet = false;
    bool explain = false; ///< in place of the rows

    /// Rows or explanations on standard output?
    bool wants_rows() const { return !wants_summary || (!summary.empty() && summary != "-"); }
};

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

/// One run of the command.
class Judging {
public:
    explicit Judging(const JudgeOptions& options)
        : options_{options}, judge_{load_judge(options.data)}, summary_{judge_, load_model_names()}
    {
        if (!options.quiet) tell_left_out(judge_.fingerprints);
        for (const auto& warning : warnings_of_uncovered(judge_.platforms, judge_.catalogs))
            note(warning);
    }

    ExitStatus run()
    {
        announce_terminal_input("JSON Lines or CSV");
        DecodedText text{flushing_source(STDIN_FILENO, "standard input", output_), [this](std::uint64_t line) {
                             report_bad_line(line, "broken UTF-16: U+FFFD stands where it was");
                             damaged_ = true;
                         }};
        InputWindow input{text.decoded()};
        if (text.form().encoding != Encoding::utf8) note("standard input is UTF-16; what comes out is UTF-8");
        const auto first = first_line(input);
        const bool is_json = first.empty() || first.starts_with('{') || first.starts_with('[');
        const bool marked = text.form().marked;
        return until_reader_ends([&] {
            const auto status = is_json ? judge_lines(input) : judge_table(input, marked);
            if (options_.wants_summary) write_summary();
            return damaged_ ? ExitStatus::runtime_error : status;
        });
    }

private:
    void note(std::string_view text) const
    {
        if (!options_.quiet) fmt::print(stderr, "phonescan: {}\n", text);
    }

    ExitStatus judge_table(InputWindow& input, bool marked)
    {
        TableLayout layout{delimiter_of(first_line(input)), marked ? "\xef\xbb\xbf" : "",
                           options_.wants_rows() && !options_.explain};
        const auto start = input.pending().substr(0, input.pending().find_first_of("\r\n"));
        const bool is_told = delimiter_told_by(start) != '\0';
        if (is_told) {
            layout.delimiter = delimiter_told_by(start);
            if (!csv_delimiter_named({&layout.delimiter, 1}))
                throw UsageError{fmt::format("line 1: {} names none of comma, semicolon, tab and |", start)};
            layout.prologue += fmt::format("sep={}\n", layout.delimiter);
            input.skip_line();
        }
        CsvReader rows{input, layout.delimiter, longest_line, is_told ? 2U : 1U};
        InventoryListener listener{.bad =
                                       [this](std::uint64_t line, std::string_view why) {
                                           report_bad_line(line, why);
                                           summary_.add_bad();
                                       },
                                   .note = [this](std::string_view text) { note(text); },
                                   .judged = {}};
        listener.judged = [this](std::uint64_t line, const JudgedRecord& judged) {
            if (options_.wants_summary) summary_.add(judged);
            if (!options_.explain) return;
            explain_record(output_.pending(), line, "null", judged, judge_, layout_);
            output_.commit();
        };
        const auto names = load_column_names();
        return InventoryTable{judge_, names, output_, std::move(layout), std::move(listener)}.run(rows);
    }

    ExitStatus judge_lines(InputWindow& input)
    {
        const auto good = [this](const InventoryRecord& record, std::uint64_t line, std::string& out) {
            const auto judged = judge_.judge(record);
            if (options_.wants_summary) summary_.add(judged);
            if (options_.explain)
                explain_record(out, line, record.id, judged, judge_, layout_);
            else if (options_.wants_rows())
                write_judged(out, record, judged);
        };
        const auto bad = [this](std::uint64_t line, std::string_view why, std::string& out) {
            summary_.add_bad();
            if (options_.explain)
                append_unreadable(out, line, why, layout_);
            else if (options_.wants_rows())
                append_error_line(out, why);
        };
        return answer_lines(input, output_, Vocabulary::inventory, {good, bad, options_.quiet});
    }

    static void write_judged(std::string& line, const InventoryRecord& record, const JudgedRecord& judged)
    {
        JsonWriter json{line};
        json.begin_object();
        json.key("id");
        json.raw(record.id);
        write_identity_members(json, judged.identity);
        json.key("verdicts");
        write_json_array(json, judged.verdicts);
        json.end_object();
        line += '\n';
    }

    void write_summary()
    {
        if (options_.wants_rows()) {
            constexpr std::size_t file_width = 100;
            write_output(options_.summary, [this](std::ostream& out) { summary_.write(out, file_width); });
            return;
        }
        std::ostringstream text;
        summary_.write(text, terminal_width(STDOUT_FILENO));
        output_.pending() += text.str();
        output_.flush();
    }

    const JudgeOptions& options_;
    RecordJudge judge_;
    InventorySummary summary_;
    ExplanationLayout layout_{terminal_width(STDOUT_FILENO), colour_wanted(STDOUT_FILENO)};
    ByteOutput output_{STDOUT_FILENO, "standard output"};
    bool damaged_ = false; ///< some text of the input was lost
};

ExitStatus judge(const JudgeOptions& options)
{
    if (options.explain && !options.wants_rows())
        throw UsageError{"--explain and --summary both write to standard output; --summary=FILE does not"};
    if (options.wants_rows() && options.wants_summary)
        if (const auto why = why_not_writable(options.summary)) throw UsageError{*why};
    return Judging{options}.run();
}

} // namespace

void add_judge_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("judge", "An inventory on stdin (JSON Lines or CSV), verdicts on stdout");
    const auto options = std::make_shared<JudgeOptions>();
    // A flag: its file stands behind = only, so that no word is taken for one and no inventory is overwritten.
    auto* const summary = command->add_flag("--summary", options->summary,
                                            "A table of models by platform in place of the rows; with =FILE there, and "
                                            "the rows on stdout");
    summary->option_text("[=FILE]");
    command->add_flag("--explain", options->explain,
                      "Text for people in place of the rows: how each verdict came about");
    command->add_flag("-q,--quiet", options->quiet, "Nothing on standard error but errors");
    add_data_options(*command, options->data);
    command->footer(footer);
    command->callback([options, summary, &status] {
        options->wants_summary = summary->count() != 0;
        if (options->summary == "true") options->summary.clear(); // what CLI11 has for a flag without a value
        status = judge(*options);
    });
}

} // namespace phonescan
