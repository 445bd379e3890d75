#include "probes/neighbours.hpp"

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>

namespace phonescan {

namespace {

constexpr unsigned resolved_states = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;

std::optional<Neighbour> read_entry(const nlmsghdr& message)
{
    const auto& header = family_header<ndmsg>(message);
    if (header.ndm_family != AF_INET || (header.ndm_state & NUD_NOARP) != 0) return std::nullopt;
    Neighbour entry;
    entry.state = (header.ndm_state & resolved_states) != 0  ? Neighbour::State::resolved
                  : (header.ndm_state & NUD_INCOMPLETE) != 0 ? Neighbour::State::resolving
                                                             : Neighbour::State::failed;
    entry.address = ntohl(attribute_u32(message, sizeof(ndmsg), NDA_DST).value_or(0));
    const auto octets = attribute(message, sizeof(ndmsg), NDA_LLADDR);
    if (octets && octets->size() == 6 && entry.state == Neighbour::State::resolved) {
        std::array<std::uint8_t, 6> mac{};
        std::ranges::copy(*octets, mac.begin());
        entry.mac = MacAddress{mac};
    }
    if (entry.address == 0) return std::nullopt;
    return entry;
}

} // namespace

std::vector<Neighbour> NeighbourTable::read()
{
    std::vector<Neighbour> entries;
    netlink_.prepare<ndmsg>(RTM_GETNEIGH, NLM_F_DUMP).ndm_family = AF_INET;
    netlink_.exchange([&](const nlmsghdr& message) {
        if (const auto entry = read_entry(message)) entries.push_back(*entry);
    });
    return entries;
}

} // namespace phonescan
