#include "scanner/commands/command.hpp"
#include "scanner/commands/heard_run.hpp"
#include "scanner/listen_loop.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

namespace phonescan {

namespace {

constexpr auto footer = R"(Hears LLDP, LLDP-MED, CDP, ARP, DHCP, SIP, plug and play and HTTP requests on one or
several interfaces, shows devices as they appear, and reports at the end: after
--for or --until-quiet, or at Ctrl-C. Sends nothing (--join apart).
Switches do not forward LLDP: on an access port you hear the switch alone. Use a
mirror port (--promiscuous), or read what the switch heard: phonescan read.
Takes the capability CAP_NET_RAW until the interfaces are open:
  sudo setcap cap_net_raw+ep PROGRAM, or sudo.
TIME is 200ms, 12s, 2m or 1h. Exit status 4: frames were lost, or an interface
went away.

Examples:
  phonescan listen eth0 --for 90s
  phonescan listen eth0 eth1 --promiscuous --csv phones.csv
  phonescan listen eth0 --until-quiet 35s --site HQ
  phonescan listen eth0 --filter 'ether proto 0x88cc')";

struct ListenArguments {
    ListenOptions listen;
    std::string for_time;
    std::string until_quiet;
    HeardArguments heard;
};

ListenLimits limits_of(const ListenArguments& arguments)
{
    ListenLimits limits;
    if (!arguments.for_time.empty()) limits.duration = parse_duration("--for", arguments.for_time);
    if (!arguments.until_quiet.empty()) limits.quiet = parse_duration("--until-quiet", arguments.until_quiet);
    return limits;
}

std::string end_of(const ListenArguments& arguments)
{
    std::string text;
    if (!arguments.for_time.empty()) text = fmt::format(" for {}", arguments.for_time);
    if (!arguments.until_quiet.empty()) text += fmt::format(" until nothing new came for {}", arguments.until_quiet);
    return text.empty() ? " until Ctrl-C" : text;
}

ExitStatus listen_and_report(const ListenArguments& arguments)
{
    const auto limits = limits_of(arguments);
    HeardRun run{arguments.heard};
    auto captures = open_captures(arguments.listen, run.output());
    const auto interfaces = fmt::format("{}", fmt::join(arguments.listen.interfaces, ", "));
    run.begin("listen", interfaces);
    const bool joins = arguments.listen.live.join_pnp;
    if (!run.output().quiet)
        fmt::print(stderr, "phonescan: listening on {}{}{}\n", interfaces, end_of(arguments),
                   joins ? "; as a member of 224.0.1.75 (IGMP is sent)" : ", sending nothing");
    ListenLoop loop{std::move(captures), limits, run.fingerprints(), !run.output().quiet,
                    [&run](const HeardStore& store, const std::set<std::size_t>& groups) { run.keep(store, groups); }};
    const auto interrupted = loop.run();
    auto& hearing = loop.hearing();
    return run.finish(hearing.store(), hearing.link_layer().counts(), 0, hearing.listening().incomplete(), interrupted,
                      {.live = true, .joined_pnp = joins});
}

} // namespace

void add_listen_command(CLI::App& app, ExitStatus& status)
{
    auto* const command = app.add_subcommand("listen", "Hear phones announce themselves on an interface; send nothing");
    const auto arguments = std::make_shared<ListenArguments>();
    command->add_option("IFACE", arguments->listen.interfaces, "Interfaces, or any")->required();
    command->add_option("--for", arguments->for_time, "End after this time")->option_text("TIME");
    command->add_option("--until-quiet", arguments->until_quiet, "End when nothing new came for so long")
        ->option_text("TIME");
    command
        ->add_option("--filter", arguments->listen.live.filter,
                     "Hear only the frames that pcap-filter(7) describes so, in place of our own choice")
        ->option_text("EXPRESSION");
    command->add_flag("--promiscuous", arguments->listen.live.promiscuous,
                      "Hear what is for others, too: on a mirror port");
    command->add_flag("--join", arguments->listen.live.join_pnp,
                      "Become a member of 224.0.1.75 for plug and play; this sends IGMP");
    add_heard_options(*command, arguments->heard);
    command->footer(footer);
    command->callback([arguments, &status] { status = listen_and_report(*arguments); });
}

} // namespace phonescan
