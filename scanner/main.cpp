#include "probes/observation/error.hpp"
#include "scanner/commands/command.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using phonescan::ExitStatus;

/// One line for each command, in the order of --help.
constexpr phonescan::AddCommand commands[] = {
    phonescan::add_scan_command,
    phonescan::add_identify_command,
    phonescan::add_judge_command,
    phonescan::add_catalog_command,
    phonescan::add_demo_command,
};

constexpr auto footer =
    R"(Data goes to stdout, messages to stderr. Exit status: 0 done, 1 runtime error, 2 usage or configuration.
'phonescan COMMAND --help' is complete and has examples.)";

ExitStatus fail(ExitStatus status, const char* what)
{
    fmt::print(stderr, "phonescan: {}\n", what);
    return status;
}

/// The arguments in the order that CLI11 wants, last first, with the two-letter options that users know from nmap
/// spelled out: CLI11 would take each for two options.
std::vector<std::string> arguments(int argc, char** argv)
{
    const std::map<std::string_view, std::string_view> long_names = {
        {"-sL", "--list-targets"}, {"-iL", "--input-list"}, {"-oA", "--output-all"}};
    std::vector<std::string> all;
    for (int i = argc - 1; i > 0; --i) {
        const auto known = long_names.find(argv[i]);
        all.emplace_back(known == long_names.end() ? std::string_view{argv[i]} : known->second);
    }
    return all;
}

ExitStatus run(CLI::App& app, ExitStatus& status, std::vector<std::string> arguments)
{
    try {
        app.parse(std::move(arguments));
        if (app.get_subcommands().empty()) fmt::print("{}", app.help());
        return status;
    } catch (const CLI::Success& help_or_version) {
        app.exit(help_or_version);
        return ExitStatus::done;
    } catch (const CLI::ParseError& error) {
        fmt::print(stderr, "phonescan: {}\n", error.what());
        const auto parsed = app.get_subcommands();
        fmt::print(stderr, "'phonescan {}--help' says more\n", parsed.empty() ? "" : parsed.front()->get_name() + " ");
        return ExitStatus::usage;
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

    CLI::App app{"Finds the IP phones on a network and judges each against a qualification catalog.", "phonescan"};
    app.set_version_flag("--version", "phonescan " PHONESCAN_VERSION);
    app.footer(footer);
    app.require_subcommand(0, 1);

    auto status = ExitStatus::done;
    for (const auto add : commands)
        add(app, status);
    status = run(app, status, arguments(argc, argv));
    if (std::fflush(stdout) != 0) status = fail(ExitStatus::runtime_error, "cannot write to standard output");
    return static_cast<int>(status);
}
