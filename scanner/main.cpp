#include "probes/observation/error.hpp"
#include "scanner/command_line.hpp"
#include "scanner/commands/command.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using phonescan::ExitStatus;

/// One line for each command, in the order of --help.
constexpr phonescan::AddCommand commands[] = {
    phonescan::add_scan_command,    phonescan::add_identify_command,     phonescan::add_judge_command,
    phonescan::add_catalog_command, phonescan::add_fingerprints_command, phonescan::add_demo_command,
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

ExitStatus run(CLI::App& app, ExitStatus& status, std::vector<std::string> words)
{
    try {
        app.parse(std::move(words));
        if (app.get_subcommands().empty()) fmt::print("{}", phonescan::short_help(app));
        return status;
    } catch (const CLI::Success& help_or_version) {
        app.exit(help_or_version);
        return ExitStatus::done;
    } catch (const CLI::ParseError& error) {
        return fail(ExitStatus::usage, phonescan::explain(app, error));
    } catch (const phonescan::UsageError& error) {
        return fail(ExitStatus::usage, error.what());
    } catch (const phonescan::DataError& error) {
        return fail(ExitStatus::usage, error.what());
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
    if (std::fflush(stdout) != 0) status = fail(ExitStatus::runtime_error, "cannot write to standard output");
    return static_cast<int>(status);
}
