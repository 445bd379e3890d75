#include "probes/link_neighbours.hpp"

#include "probes/announcement.hpp"
#include "probes/observation/printable.hpp"

#include <algorithm>

namespace phonescan {

namespace {

constexpr std::size_t most_named = 8;

LinkNeighbour neighbour_of(const wire::Lldpdu& lldpdu)
{
    constexpr std::uint16_t bridge = 1U << 2;
    constexpr std::uint16_t router = 1U << 4;
    constexpr std::uint8_t network_connectivity = 4;
    const auto enabled = enabled_capabilities(lldpdu);
    const bool is_endpoint = lldpdu.med.device_class >= 1 && lldpdu.med.device_class < network_connectivity;
    LinkNeighbour neighbour;
    neighbour.is_network_device =
        (enabled & wire::lldp_capability_telephone) == 0 && !is_endpoint &&
        ((enabled & (bridge | router)) != 0 || lldpdu.med.device_class == network_connectivity);
    constexpr std::uint8_t communication_device = 3;
    neighbour.is_telephone =
        (enabled & wire::lldp_capability_telephone) != 0 || lldpdu.med.device_class == communication_device;
    if (!neighbour.is_network_device) return neighbour; // nobody asks for its name
    Observations said;
    append_observations(lldpdu, {}, {}, said);
    const auto text_of = [&said](Field field) {
        const auto found = std::ranges::find(said, field, &Observation::field);
        return found == said.end() ? std::string{} : found->value;
    };
    neighbour.name = text_of(Field::lldp_system_name);
    if (neighbour.name.empty()) neighbour.name = text_of(Field::lldp_chassis_id);
    neighbour.port = text_of(Field::lldp_port_id);
    neighbour.voice_vlan = voice_vlan(lldpdu.med);
    return neighbour;
}

LinkNeighbour neighbour_of(const wire::Cdp& cdp)
{
    constexpr std::uint32_t router_bridge_or_switch = 0x01 | 0x02 | 0x04 | 0x08;
    const auto capabilities = cdp.capabilities.value_or(0);
    LinkNeighbour neighbour;
    neighbour.is_network_device =
        (capabilities & wire::cdp_capability_phone) == 0 && (capabilities & router_bridge_or_switch) != 0;
    neighbour.is_telephone = (capabilities & wire::cdp_capability_phone) != 0;
    if (!neighbour.is_network_device) return neighbour;
    neighbour.name = printable(cdp.device_id);
    neighbour.port = printable(cdp.port_id);
    neighbour.voice_vlan = cdp.voice_vlan;
    return neighbour;
}

} // namespace

LinkNeighbours link_neighbours(const HeardStore& store)
{
    LinkNeighbours neighbours;
    const auto add = [&neighbours](LinkNeighbour neighbour) {
        if (!neighbour.is_network_device) {
            ++neighbours.endpoints;
            if (neighbour.is_telephone) ++neighbours.telephones;
            return;
        }
        const bool is_known = std::ranges::find(neighbours.network_devices, neighbour.name, &LinkNeighbour::name) !=
                              neighbours.network_devices.end();
        if (!is_known && neighbours.network_devices.size() < most_named)
            neighbours.network_devices.push_back(std::move(neighbour));
    };
    store.for_each_announcer([&](Channel channel, wire::Bytes announcement) {
        if (channel == Channel::lldp) {
            ++neighbours.by_lldp;
            if (const auto lldpdu = wire::read_lldpdu(announcement)) add(neighbour_of(*lldpdu));
        } else {
            ++neighbours.by_cdp;
            if (const auto cdp = wire::read_cdp(announcement)) add(neighbour_of(*cdp));
        }
    });
    return neighbours;
}

} // namespace phonescan
