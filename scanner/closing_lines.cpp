#include "scanner/closing_lines.hpp"

#include "scanner/report/standing.hpp"
#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace phonescan {

namespace {

/// `sw-12 Gi1/0/7, voice VLAN 200`
std::string described(const LinkNeighbour& neighbour)
{
    auto text = terminal_text(neighbour.name);
    if (!neighbour.port.empty()) text += " " + terminal_text(neighbour.port);
    if (neighbour.voice_vlan) text += fmt::format(", voice VLAN {}", *neighbour.voice_vlan);
    return text;
}

constexpr auto way_out =
    "use a mirror port (--promiscuous), the switch's own neighbour table (phonescan read), or scan";

void tell_of_link_layer(const LinkNeighbours& neighbours, const HearingCounts& counts, const HeardBy& by,
                        std::vector<std::string>& lines)
{
    if (neighbours.by_lldp + neighbours.by_cdp == 0) {
        if (by.tables || counts.lldp + counts.cdp != 0) return; // good-byes have a line of their own
        lines.push_back(by.live
                            ? fmt::format("No LLDP and no CDP: nothing on this wire announces itself, or the switch "
                                          "keeps it to itself; {}.",
                                          way_out)
                            : std::string{"No LLDP and no CDP: the capture was made where no phone's own frames pass; "
                                          "a mirror port of the phones' switch has them."});
        return;
    }
    if (neighbours.telephones != 0 || neighbours.network_devices.empty()) return;
    std::string names;
    for (const auto& neighbour : neighbours.network_devices)
        names += (names.empty() ? "" : "; ") + described(neighbour);
    const auto* const what = neighbours.network_devices.size() < 2 ? "switch" : "switches";
    lines.push_back(
        neighbours.endpoints == 0
            ? fmt::format("You hear only your {} ({}): switches do not forward phones' LLDP; {}.", what, names, way_out)
            : fmt::format("You hear your {} ({}), and no phone that announces itself: switches do not forward "
                          "phones' LLDP; {}.",
                          what, names, way_out));
}

void tell_of_sip(const HearingCounts& counts, const HeardBy& by, std::vector<std::string>& lines)
{
    if (counts.sip_tls != 0)
        lines.push_back(
            fmt::format("SIP over TLS: {} with port 5061. What those phones say there cannot be read; a scan "
                        "asks them itself.",
                        counted(counts.sip_tls, "handshake", "handshakes")));
    else if (counts.sip == 0 && !by.tables)
        lines.emplace_back("No SIP in clear: no phone registered here meanwhile, or its SIP is TLS on another port.");
    if (counts.passed_on != 0)
        lines.push_back(fmt::format("{} had been passed on by a proxy: whose words they are is not known, so they name "
                                    "nobody.",
                                    counted(counts.passed_on, "request", "requests")));
    if (by.live && !by.joined_pnp && counts.pnp == 0)
        lines.emplace_back("No plug and play: a switch with IGMP snooping delivers 224.0.1.75 only to members; --join "
                           "becomes one (that sends IGMP).");
}

} // namespace

std::string heard_sentence(const HearingCounts& counts, const LinkNeighbours& neighbours, std::uint64_t rows)
{
    std::string text = fmt::format("{}, {:.1f} MB", counted(counts.frames, "frame", "frames"),
                                   static_cast<double>(counts.octets) / 1e6);
    std::string channels;
    const auto add = [&channels](std::string_view name, std::uint64_t count, std::uint64_t senders = 0) {
        if (count == 0) return;
        channels += fmt::format("{}{} {}", channels.empty() ? ": " : ", ", name, count);
        if (senders != 0) channels += fmt::format(" from {}", counted(senders, "sender", "senders"));
    };
    add("LLDP", counts.lldp, neighbours.by_lldp);
    add("CDP", counts.cdp, neighbours.by_cdp);
    add("DHCP", counts.dhcp);
    add("ARP", counts.arp);
    add("SIP", counts.sip);
    add("plug and play", counts.pnp);
    add("HTTP", counts.http);
    text += channels;
    if (rows != 0) text += fmt::format("; {} of tables", counted(rows, "row", "rows"));
    return text;
}

std::vector<std::string> closing_lines(const HearingCounts& counts, const LinkNeighbours& neighbours, const HeardBy& by)
{
    std::vector<std::string> lines;
    if (counts.frames == 0) {
        if (by.live) lines.push_back(fmt::format("Nothing was heard at all; {}.", way_out));
        return lines;
    }
    tell_of_link_layer(neighbours, counts, by, lines);
    tell_of_sip(counts, by, lines);
    if (counts.goodbyes != 0)
        lines.push_back(fmt::format("{} said good-bye (TTL 0): what announced itself so is not listed any more.",
                                    counted(counts.goodbyes, "announcement", "announcements")));
    if (counts.other_links != 0)
        lines.push_back(fmt::format("{} of link types that cannot be read: Ethernet, Linux cooked and raw IP can.",
                                    counted(counts.other_links, "frame", "frames")));
    if (counts.unreadable != 0)
        lines.push_back(
            fmt::format("{} cut short or damaged on the way.", counted(counts.unreadable, "frame was", "frames were")));
    return lines;
}

} // namespace phonescan
