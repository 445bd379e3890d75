#include "probes/observation/error.hpp"
#include "scanner/command_line.hpp"
#include "scanner/commands/command.hpp"
#include "scanner/output_file.hpp"
#include "scanner/store/database.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using phonescan::ExitStatus;

/// One line for each command, in the order of --help.
constexpr phonescan::AddCommand commands[] = {
    phonescan::add_scan_command,   phonescan::add_listen_command,  phonescan::add_read_command,
    phonescan::add_report_command, phonescan::add_scans_command,   phonescan::add_identify_command,
    phonescan::add_judge_command,  phonescan::add_catalog_command, phonescan::add_fingerprints_command,
    phonescan::add_demo_command,
};

constexpr auto footer = R"(Data goes to stdout, messages to stderr. Exit status: 0 done; 1 runtime error;
2 usage or configuration; 3 --fail-on matched; 4 incomplete; 130 or 143
interrupted.
'phonescan COMMAND --help' is complete and has examples.)";

ExitStatus fail(ExitStatus status, std::string_view what)
{
    fmt::print(stderr, "phonescan: {}\n", what);
    return status;
}

/// Parses, and runs the command. Returns false when help or the version was asked for; it is printed then.
bool parse(CLI::App& app, std::vector<std::string> words)
{
    try {
        app.parse(std::move(words));
        return true;
    } catch (const CLI::Success& help_or_version) {
        std::ostringstream text;
        app.exit(help_or_version, text);
        phonescan::print_listing(text.str());
        return false;
    }
}

/// A status that only what was printed at last can change.
ExitStatus flushed(ExitStatus status)
{
    if (std::fflush(stdout) == 0 || errno == EPIPE) return status; // whoever closed the pipe has read enough
    return fail(ExitStatus::runtime_error, phonescan::OutputError{"-", errno}.what());
}

ExitStatus run(CLI::App& app, ExitStatus& status, std::vector<std::string> words)
{
    try {
        if (!parse(app, std::move(words))) return ExitStatus::done;
        if (app.get_subcommands().empty()) phonescan::print_listing(phonescan::short_help(app));
        return status;
    } catch (const CLI::ParseError& error) {
        return fail(ExitStatus::usage, phonescan::explain(app, error));
    } catch (const phonescan::UsageError& error) {
        return fail(ExitStatus::usage, error.what());
    } catch (const phonescan::DataError& error) {
        return fail(ExitStatus::usage, error.what());
    } catch (const phonescan::StoreError& error) {
        return fail(error.is_of_the_file() ? ExitStatus::usage : ExitStatus::runtime_error, error.what());
    } catch (const std::exception& error) {
        return fail(ExitStatus::runtime_error, error.what());
    }
}

} // namespace

int main(int argc, char** argv)
{
    // A reader that went away, or a file at its limit, is an error of the write.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);

    CLI::App app{"Finds IP phones on a network and judges each against a qualification catalog.", "phonescan"};
    phonescan::lay_out_help(app);
    app.set_version_flag("--version", "phonescan " PHONESCAN_VERSION, "The version")->group("Help");
    app.footer(footer);
    app.require_subcommand(0, 1);

    auto status = ExitStatus::done;
    for (const auto add : commands)
        add(app, status);
    phonescan::arrange_help(app);
    status = run(app, status, phonescan::words_of_command_line(argc, argv));
    return static_cast<int>(flushed(status));
}
