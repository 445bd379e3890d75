#include "fingerprints/fingerprint.hpp"
#include "fingerprints/fingerprint_check.hpp"
#include "scanner/commands/command.hpp"
#include "scanner/data_files.hpp"
#include "scanner/json_codec.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace phonescan {

namespace {

namespace fs = std::filesystem;

constexpr auto footer = R"(Examples:
  phonescan fingerprints list
  phonescan fingerprints list --fingerprints ./recog/xml --json
  phonescan fingerprints check
  phonescan fingerprints check ./our-phones.xml
  phonescan fingerprints check ./recog/xml --verbose

Output of check is FILE:LINE: CODE: what is wrong. The codes:
  schema        not of the form that fingerprints.xsd describes
  pattern       RE2 refuses it
  group         a param's position is beyond the groups of the pattern
  reference     a value names a param that is not there, or itself
  example       does not match, cannot be read (its file is missing, its base64
                is none), or yields something else than it declares
  probe         a web page that must not be asked for: its path is none, or
                does more than read, or has a query string in a file that is
                not shipped; or it is not said for whose devices it is
  taken         another fingerprint, which goes first, takes the example
  unused-group  a group captures what no param uses
  unused-part   no pattern refers to it
  duplicate     a description or pattern that is there already
  too-broad     matches a text that says nothing, such as 'phone', or makes a
                phone of what only has a field's form, such as 'CN=x', or of
                any text with one bare word in it: '^Acme'. A whole
                text ('^Acme$'), a hint (certainty below 0.5) and what is no
                phone, or only possibly one, may be known by one word
  no-example, no-source, no-kind
                nothing shows that it works, where a text was seen or a web
                page is shown to be read alone, what it is
  placeholder   TODO and the like
  private       an @: a SIP or mail address
In files of the recog project only the first five count; how they are written
is not ours to say, and --verbose shows it.)";

struct FingerprintsOptions {
    DataOptions data;
    std::vector<std::string> paths;
    bool json = false;
    bool verbose = false;
};

/// What `list` says of one file.
struct ListedFile {
    FingerprintFile file;
    std::size_t left_out = 0; ///< fingerprints that cannot be used
    std::set<std::string_view> fields;
    std::set<std::string> vendors;
};

/// parts: of the folders of the files before it; gets those of its own.
ListedFile listed(const fs::path& path, PatternParts& parts)
{
    parts.add_beside(path);
    ListedFile listed{read_fingerprint_file(path, Examples::skip, parts), 0, {}, {}};
    for (const auto& element : listed.file.elements) {
        try {
            const Fingerprint checked{element, path};
        } catch (const FingerprintError&) {
            ++listed.left_out;
        }
        for (const Field field : element.fields)
            listed.fields.insert(name_of(field));
        for (const auto& param : element.params)
            if (param.name == "hw.vendor" && param.position == 0) listed.vendors.insert(param.value);
    }
    return listed;
}

/// {file, form, matches, fingerprints, left_out, takes_part, fields, vendors, probes}
void write_file(const ListedFile& listed)
{
    std::string line;
    JsonWriter json{line};
    json.begin_object();
    json.key("file");
    json.string(listed.file.path.string());
    json.key("form");
    json.string(listed.file.form == FileForm::recog ? "recog" : "phonescan");
    json.key("matches");
    json.string_or_null(listed.file.database);
    json.key("fingerprints");
    json.number(listed.file.elements.size());
    json.key("left_out");
    json.number(listed.left_out);
    json.key("takes_part");
    json.raw(listed.file.takes_part() ? "true" : "false");
    json.key("fields");
    write_json_array(json, std::vector<std::string>{listed.fields.begin(), listed.fields.end()});
    json.key("vendors");
    write_json_array(json, std::vector<std::string>{listed.vendors.begin(), listed.vendors.end()});
    json.key("probes");
    std::vector<std::string> paths;
    for (const auto& probe : listed.file.probes)
        paths.push_back(probe.path);
    write_json_array(json, paths);
    json.end_object();
    print_listing("{}\n", line);
}

/// Fields, then vendors: all of a few, the number of many.
std::string says(const ListedFile& listed)
{
    constexpr std::size_t few = 6;
    if (!listed.file.takes_part())
        return fmt::format("takes part in nothing: phonescan does not observe {}", terminal_text(listed.file.database));
    auto text = fmt::format("{}", fmt::join(listed.fields, " "));
    if (listed.vendors.size() > few)
        text += fmt::format(": {} vendors", listed.vendors.size());
    else if (!listed.vendors.empty())
        text += fmt::format(": {}", terminal_text(fmt::format("{}", fmt::join(listed.vendors, ", "))));
    if (const auto count = listed.file.probes.size(); count != 0)
        text += fmt::format(" ({} web {})", count, count == 1 ? "probe" : "probes");
    if (listed.left_out != 0) text += fmt::format(" ({} left out, see 'fingerprints check')", listed.left_out);
    return text;
}

void print_table(const std::vector<ListedFile>& files)
{
    std::size_t widest = 4;
    std::size_t total = 0;
    std::size_t used = 0;
    std::set<std::string> vendors;
    for (const auto& listed : files) {
        const auto count = listed.file.elements.size();
        widest = std::max(widest, display_width(listed.file.path.filename().string()));
        total += count;
        if (!listed.file.takes_part()) continue;
        used += count - listed.left_out;
        vendors.insert(listed.vendors.begin(), listed.vendors.end());
    }
    print_listing("{}  {:>5}  {}\n", fitted("FILE", widest), "COUNT", "FIELDS: VENDORS");
    for (const auto& listed : files)
        print_listing("{}  {:>5}  {}\n", fitted(listed.file.path.filename().string(), widest),
                      listed.file.elements.size(), says(listed));
    print_listing("\n{} fingerprints in {} files, {} in use, {} vendors\n", total, files.size(), used, vendors.size());
}

ExitStatus list(const FingerprintsOptions& options)
{
    std::vector<ListedFile> files;
    PatternParts parts;
    for (const auto& path : fingerprint_paths(options.data))
        if (path.extension() != ".csv") files.push_back(listed(path, parts));
    if (!options.json) print_table(files);
    for (const auto& listed : files)
        if (options.json) write_file(listed);
    return ExitStatus::done;
}

/// The shipped files; without those that are named by the user, under whatever path.
std::vector<fs::path> shipped_beside(const std::vector<fs::path>& named)
{
    auto shipped = fingerprint_paths({});
    const auto is_named = [&named](const fs::path& file) {
        std::error_code error;
        const auto is_same = [&](const fs::path& other) { return fs::equivalent(file, other, error); };
        return file.extension() == ".csv" || std::ranges::any_of(named, is_same);
    };
    std::erase_if(shipped, is_named);
    return shipped;
}

/// `12 no-source, 3 taken`
std::string counted(const std::map<CheckCode, std::size_t>& counts)
{
    std::vector<std::string> parts;
    parts.reserve(counts.size());
    for (const auto& [code, count] : counts)
        parts.push_back(fmt::format("{} {}", count, name_of(code)));
    return fmt::format("{}", fmt::join(parts, ", "));
}

void print_finding(const CheckFinding& finding)
{
    const auto line = finding.line == 0 ? std::string{} : fmt::format(":{}", finding.line);
    print_listing("{}{}: {}: {}\n", terminal_text(finding.file.string()), line, name_of(finding.code),
                  terminal_text(finding.message));
}

/// What is good to know of a file of recog's and no finding.
void print_notes(const CheckReport& report, const CheckedFile& file, bool verbose)
{
    const auto name = terminal_text(file.path.string());
    if (!file.takes_part)
        print_listing("{}: phonescan does not observe {}: takes part in nothing\n", name, terminal_text(file.database));
    std::map<CheckCode, std::size_t> style;
    for (const auto& finding : report.findings)
        if (finding.is_style && finding.file == file.path) ++style[finding.code];
    if (!style.empty() && !verbose)
        print_listing("{}: not counted, as the file is recog's: {} (--verbose shows them)\n", name, counted(style));
}

ExitStatus print(const CheckReport& report, bool verbose)
{
    std::map<CheckCode, std::size_t> counts;
    for (const auto& finding : report.findings) {
        if (!finding.is_style) ++counts[finding.code];
        if (!finding.is_style || verbose) print_finding(finding);
    }
    std::size_t fingerprints = 0;
    std::size_t passed = 0;
    std::size_t examples = 0;
    std::size_t probes = 0;
    for (const auto& file : report.files) {
        print_notes(report, file, verbose);
        fingerprints += file.fingerprints;
        passed += file.examples;
        examples += file.examples_in_all;
        probes += file.probes;
    }
    print_listing("{} files, {} fingerprints, {}{} of {} examples pass: {}\n", report.files.size(), fingerprints,
                  probes == 0 ? "" : fmt::format("{} web probes, ", probes), passed, examples,
                  counts.empty() ? "no findings" : counted(counts));
    return counts.empty() ? ExitStatus::done : ExitStatus::runtime_error;
}

ExitStatus check(const FingerprintsOptions& options)
{
    std::vector<fs::path> files;
    for (const auto& path : options.paths)
        append_fingerprint_paths(files, path);
    std::erase_if(files, [](const fs::path& file) { return file.extension() == ".csv"; });
    auto beside = shipped_beside(files);
    if (files.empty()) files.swap(beside);
    return print(check_fingerprints(files, beside, fingerprint_schema()), options.verbose);
}

} // namespace

void add_fingerprints_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("fingerprints", "What phones are recognised by: list it, check it");
    const auto options = std::make_shared<FingerprintsOptions>();
    command->require_subcommand(1);
    command->footer(footer);

    auto* const list_command =
        command->add_subcommand("list", "Fingerprints, fields, vendors and web probes of each file");
    list_command->add_flag("--json", options->json, "One JSON object for each file");
    add_fingerprint_options(*list_command, options->data);
    list_command->callback([options, &status] { status = list(*options); });

    auto* const check_command = command->add_subcommand(
        "check", "Whether files of fingerprints are right; exit status 1 when something is found");
    check_command
        ->add_option("FILE", options->paths,
                     "Files, or directories of *.xml, each beside the shipped ones (default: the shipped ones)")
        ->option_text("FILE|DIR ...");
    check_command->add_flag("--verbose", options->verbose, "Also how the files of recog are written");
    check_command->callback([options, &status] { status = check(*options); });
}

} // namespace phonescan
