#include "scanner/commands/command.hpp"
#include "scanner/commands/record_filter.hpp"
#include "scanner/data_files.hpp"
#include "scanner/json_codec.hpp"

#include <unistd.h>

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
  phonescan identify --fingerprints ./our-phones.xml < banners.jsonl)";

ExitStatus identify(const DataOptions& options)
{
    const auto fingerprints = load_fingerprints(options);
    tell_left_out(fingerprints);
    announce_terminal_input("JSON Lines");
    ByteOutput output{STDOUT_FILENO, "standard output"};
    InputWindow input{flushing_source(STDIN_FILENO, "standard input", output)};
    expect_utf8(input);
    return answer_json_lines(input, output, Vocabulary::observations,
                             [&fingerprints](const InventoryRecord& record, std::string& line) {
                                 JsonWriter json{line};
                                 json.begin_object();
                                 json.key("id");
                                 json.raw(record.id);
                                 write_identity_members(json, fingerprints.identify(record.observations));
                                 json.end_object();
                             });
}

} // namespace

void add_identify_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("identify", "Observations on stdin, identities on stdout (JSON Lines)");
    const auto options = std::make_shared<DataOptions>();
    add_fingerprint_options(*command, *options);
    command->footer(footer);
    command->callback([options, &status] { status = identify(*options); });
}

} // namespace phonescan
