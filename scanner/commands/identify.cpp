#include "scanner/commands/command.hpp"
#include "scanner/commands/record_filter.hpp"
#include "scanner/commands/unknown_out.hpp"
#include "scanner/data_files.hpp"
#include "scanner/json_codec.hpp"
#include "scanner/report/explanation.hpp"
#include "scanner/terminal.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdio>

namespace phonescan {

namespace {

constexpr auto footer = R"(One JSON object a line in, one out, in the same order:
  {"id":"7","sip.user_agent":"Acme Desk 300 2.1.7"}
  {"id":"8","lldp.med.model":"300","http.title":["A",{"path":"/","value":"B"}]}
Any field names of observations; a field may be a list; "id" comes back as it
is. Unknown is null. A bad line is named on stderr, answered by
{"id":null,"error":"..."}, and makes the exit status 1.

Examples:
  echo '{"sip.user_agent":"Acme Desk 300 2.1.7"}' | phonescan identify
  phonescan identify < banners.jsonl > identities.jsonl
  phonescan identify --explain < banners.jsonl | less
  phonescan identify --unknown-out new.xml < banners.jsonl > identities.jsonl
  phonescan identify --fingerprints ./our-phones.xml < banners.jsonl)";

struct IdentifyOptions {
    DataOptions data;
    std::string unknown_out;
    bool explain = false;
};

void write_identity(std::string& line, const InventoryRecord& record, const Identity& identity)
{
    JsonWriter json{line};
    json.begin_object();
    json.key("id");
    json.raw(record.id);
    write_identity_members(json, identity);
    json.end_object();
    line += '\n';
}

void explain(std::string& out, std::uint64_t line, const InventoryRecord& record, const Identity& identity,
             const FingerprintDb& fingerprints, const ExplanationLayout& layout)
{
    Explained explained{line, record.id, record.observations, identity, {}};
    for (const auto& observation : record.observations)
        if (is_banner(observation.field) && !fingerprints.is_recognised(observation, identity))
            explained.unrecognised.push_back(&observation);
    append_explanation(out, explained, layout);
}

ExitStatus identify(const IdentifyOptions& options)
{
    const auto fingerprints = load_fingerprints(options.data);
    tell_left_out(fingerprints);
    UnknownOut unknown{options.unknown_out};
    announce_terminal_input("JSON Lines");
    ByteOutput output{STDOUT_FILENO, "standard output"};
    InputWindow input{flushing_source(STDIN_FILENO, "standard input", output)};
    expect_utf8(input);
    const ExplanationLayout layout{terminal_width(STDOUT_FILENO), colour_wanted(STDOUT_FILENO)};
    const auto answer = [&](const InventoryRecord& record, std::uint64_t line, std::string& out) {
        const auto identity = fingerprints.identify(record.observations);
        unknown.add(record.observations, identity, fingerprints);
        if (options.explain)
            explain(out, line, record, identity, fingerprints, layout);
        else
            write_identity(out, record, identity);
    };
    const auto refuse = [&](std::uint64_t line, std::string_view why, std::string& out) {
        if (options.explain)
            append_unreadable(out, line, why, layout);
        else
            append_error_line(out, why);
    };
    const auto status = until_reader_ends([&] {
        return answer_lines(input, output, Vocabulary::observations, {answer, refuse});
    });
    if (unknown.is_wanted()) fmt::print(stderr, "phonescan: {}\n", unknown.write());
    return status;
}

} // namespace

void add_identify_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("identify", "Observations on stdin, identities on stdout (JSON Lines)");
    const auto options = std::make_shared<IdentifyOptions>();
    command->add_flag("--explain", options->explain,
                      "Text for people in place of JSON: what each line is, why, and what is missing");
    add_unknown_out_option(*command, options->unknown_out, "Options");
    add_fingerprint_options(*command, options->data);
    command->footer(footer);
    command->callback([options, &status] { status = identify(*options); });
}

} // namespace phonescan
