#include "scanner/commands/command.hpp"
#include "scanner/commands/scan_and_report.hpp"
#include "scanner/output_file.hpp"
#include "scanner/report/table.hpp"
#include "scanner/simulated_site.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace phonescan {

namespace {

constexpr auto folder = "phonescan-demo";
constexpr auto network = "127.42.0.0/24";

constexpr auto footer = R"(Plays a site of phones on this machine's loopback network (127.42.0.0/24), scans
it with the default rates and writes every report, marked SIMULATED, into
./phonescan-demo/. Nothing leaves this machine. It takes about 15 seconds.)";

constexpr auto next_steps = R"(
SIMULATED: none of these phones exists. The reports are in {0}/:
{1}
Next, on a network of yours:
  {2} scan 192.168.1.0/24 --dry-run
      what it would send; sends nothing
  {2} scan 192.168.1.0/24
      the table
  {2} scan 192.168.1.0/24 --csv site.csv
      a file for Excel and scripts
  {2} judge < inventory.csv > verdicts.csv
      no network: phones you know of, by columns vendor, model, firmware
)";

/// How the user calls this program: by the launcher that says so, or by its name.
std::string own_name()
{
    const char* const launcher = std::getenv("PHONESCAN_LAUNCHER");
    return launcher == nullptr ? "phonescan" : launcher;
}

/// The scan that a newcomer would run, and one platform the shipped list says nothing about.
ScanOptions demo_options()
{
    ScanOptions options;
    options.targets.targets = {network};
    options.site = "demo";
    options.simulated = true;
    options.seed = 1;
    options.ports.connections = {
        .sip = {5060}, .sips = {}, .http = {8042}, .https = {8043}}; // whoever runs it may open these
    options.patience.wait = std::chrono::seconds{10}; // nobody waits half a minute for a demo's lost packets
    options.user_agent = default_sip_user_agent();
    return options;
}

ExitStatus demo()
{
    auto options = demo_options();
    options.data.platforms = platforms_to_judge(options.data, load_catalogs(options.data));
    options.data.platforms.emplace_back("teams");
    std::filesystem::create_directories(folder);
    std::string files;
    for (const auto& format : report_formats()) {
        if (format.option.empty()) continue;
        options.output.reports.push_back({&format, fmt::format("{}/demo.{}", folder, format.name)});
        files += fmt::format("  {}\n", options.output.reports.back().path.string());
    }
    options.output.table = true;
    options.output.store.file = fmt::format("{}/demo.db", folder);
    const SimulatedSite site{data_directory() / "sites" / "demo.site"};
    const auto status = scan_and_report(options);
    print_listing(std::string_view{fmt::format(fmt::runtime(next_steps), folder, files, own_name())});
    return status;
}

} // namespace

void add_demo_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("demo", "A simulated site on this machine, scanned and reported");
    command->footer(footer);
    command->callback([&status] { status = demo(); });
}

} // namespace phonescan
