#include "scanner/commands/command.hpp"
#include "scanner/commands/heard_run.hpp"
#include "scanner/heard_files.hpp"
#include "scanner/interruption.hpp"

#include <fmt/format.h>

#include <memory>

namespace phonescan {

namespace {

constexpr auto footer = R"(Reads what a network said by itself, and sends nothing. Files, in any mix:
  captures       pcap and pcapng: LLDP, LLDP-MED, CDP, ARP, DHCP, SIP, plug and
                 play, HTTP requests; under VLAN tags, in GRE and ERSPAN
  lldpctl        the output of lldpctl -f json, -f json0 or -f keyvalue
  tables         CSV or JSON Lines headed with field names: ip, mac,
                 dhcp.host_name, dhcp.vendor_class, sip.user_agent, ...
each as it is or compressed with gzip; - is standard input. What they say of one
device, by its MAC address or its address, is put together.
Damage is told with its place, what the rest holds is read, and the exit status
is 4.

Examples:
  phonescan read uplink.pcapng
  phonescan read mirror.pcap.gz --csv phones.csv
  phonescan read monday.pcap arp-table.csv --site HQ --csv hq.csv
  phonescan read mirror.pcap --filter 'vlan 200'
  lldpctl -f json | phonescan read -
  tcpdump -i eth0 -w - | phonescan read -)";

struct ReadArguments {
    std::vector<std::string> files;
    std::string filter;
    HeardArguments heard;
};

std::string what_of(const std::vector<std::string>& files)
{
    if (files.size() > 1) return fmt::format("{} files", files.size());
    return files.front() == "-" ? "standard input" : files.front();
}

ExitStatus read_and_report(const ReadArguments& arguments)
{
    HeardRun run{arguments.heard};
    HeardStore store;
    LinkLayer link_layer{store};
    HeardFiles files{store, link_layer, arguments.filter};
    watch_interruptions();
    run.begin("read", what_of(arguments.files));
    for (const auto& file : arguments.files)
        if (!was_interrupted()) files.read(file);
    link_layer.finish();
    const HeardBy by{.tables = files.rows() != 0};
    return run.finish(store, link_layer.counts(), files.rows(), files.damages(), interruption(), by);
}

} // namespace

void add_read_command(CLI::App& app, ExitStatus& status)
{
    auto* const command =
        app.add_subcommand("read", "Find the phones in captures, neighbour lists and tables; send nothing");
    const auto arguments = std::make_shared<ReadArguments>();
    command->add_option("FILE", arguments->files, "Captures, lldpctl output, tables; - for standard input")->required();
    command
        ->add_option("--filter", arguments->filter,
                     "Of captures, read only the packets that pcap-filter(7) describes so")
        ->option_text("EXPRESSION");
    add_heard_options(*command, arguments->heard);
    command->footer(footer);
    command->callback([arguments, &status] { status = read_and_report(*arguments); });
}

} // namespace phonescan
