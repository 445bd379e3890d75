#include "tests/field/site.hpp"

#include <algorithm>

namespace phonescan::field {

double unit_interval(std::uint64_t mixed_value) noexcept
{
    return static_cast<double>(mixed_value >> 11) * 0x1.0p-53;
}

bool SipService::tells_mac() const noexcept
{
    return user_agent.needs_mac() || server.needs_mac() ||
           std::any_of(headers.begin(), headers.end(), [](const auto& header) { return header.needs_mac(); });
}

bool SipService::speaks_on_streams() const noexcept
{
    return !off && stream != SipStream::silent && stream != SipStream::closes;
}

bool Behaviour::answers_sip_over_udp() const noexcept
{
    return state == HostState::answers && !sip.off && sip.udp == SipUdp::on;
}

bool Behaviour::answers_sip_over_tcp() const noexcept
{
    return serves_web() && sip.speaks_on_streams() && !web.sip_ports.empty();
}

bool Behaviour::answers_sip_over_tls() const noexcept
{
    return serves_web() && sip.speaks_on_streams() && !web.sips_ports.empty() &&
           web.tls.client != ClientCertificate::required && web.tls.most != TlsVersion::old;
}

bool Behaviour::answers_sip() const noexcept
{
    return answers_sip_over_udp() || answers_sip_over_tcp() || answers_sip_over_tls();
}

bool Behaviour::answers_anything() const noexcept
{
    if (state != HostState::answers) return false;
    const bool certificate = !web.sips_ports.empty() && (sip.off || sip.speaks_on_streams());
    return answers_sip() || certificate || !web.http_ports.empty() || !web.https_ports.empty();
}

const Behaviour* Population::at(Address address) const noexcept
{
    const auto dice = mixed(mixed(seed, 0x70686f6e65U), address.seed());
    if (unit_interval(dice) >= share) return nullptr;
    const auto draw = unit_interval(mixed(dice, 0x6b696e64U));
    const auto kind = std::find_if(mix.begin(), mix.end(), [draw](const Kind& k) { return draw < k.upto; });
    return kind == mix.end() ? mix.back().behaviour.get() : kind->behaviour.get();
}

DeviceFacts PlayedDevice::facts() const noexcept
{
    std::uint64_t mac = 0;
    if (behaviour->first_mac != 0)
        mac = behaviour->first_mac + number;
    else if (behaviour->oui != 0)
        mac = std::uint64_t{behaviour->oui} << 24 | (address.low64() & 0xffffffU);
    return {address, mac, number, behaviour->truth.model, behaviour->truth.firmware};
}

bool Site::plays(Address address) const noexcept
{
    return std::any_of(play.begin(), play.end(), [address](const auto& block) { return block.contains(address); });
}

bool Site::plays(AddressBlock block) const noexcept
{
    std::uint64_t played = 0;
    for (const auto& part : play)
        if (part.first <= block.last && block.first <= part.last)
            played += AddressBlock{std::max(part.first, block.first), std::min(part.last, block.last)}.size();
    return played == block.size();
}

bool Site::all_loopback() const noexcept
{
    return std::all_of(play.begin(), play.end(),
                       [](const AddressBlock& block) { return block.first.is_loopback() && block.last.is_loopback(); });
}

std::optional<PlayedDevice> Site::at(Address address) const noexcept
{
    const auto after = std::upper_bound(devices.begin(), devices.end(), address,
                                        [](Address a, const DeviceBlock& d) { return a < d.addresses.first; });
    if (after != devices.begin()) {
        const auto& block = *std::prev(after);
        if (block.addresses.contains(address)) {
            const auto number = block.first_number + (address - block.addresses.first);
            return PlayedDevice{address, number, block.behaviour.get()};
        }
    }
    for (const auto& population : populations) {
        if (!population.addresses.contains(address)) continue;
        const auto* behaviour = population.at(address);
        if (behaviour == nullptr) return std::nullopt;
        return PlayedDevice{address, address - population.addresses.first, behaviour};
    }
    return std::nullopt;
}

bool Bottleneck::leads_to(Address address) const noexcept
{
    return std::any_of(addresses.begin(), addresses.end(), [&](const auto& block) { return block.contains(address); });
}

void Site::set_density(double share) noexcept
{
    for (auto& population : populations)
        population.share = share;
}

void Site::reseed(std::uint64_t new_seed) noexcept
{
    seed = new_seed;
    for (std::size_t i = 0; i < populations.size(); ++i)
        populations[i].seed = mixed(new_seed, i);
}

} // namespace phonescan::field
