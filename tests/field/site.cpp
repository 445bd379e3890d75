#include "tests/field/site.hpp"

#include <algorithm>

namespace phonescan::field {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept
{
    std::uint64_t value = a * 0x9e3779b97f4a7c15U + b + 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

double unit_interval(std::uint64_t mixed_value) noexcept
{
    return static_cast<double>(mixed_value >> 11) * 0x1.0p-53;
}

bool SipService::tells_mac() const noexcept
{
    return user_agent.needs_mac() || server.needs_mac() ||
           std::any_of(headers.begin(), headers.end(), [](const auto& header) { return header.needs_mac(); });
}

const Behaviour* Population::at(std::uint32_t address) const noexcept
{
    const auto dice = mixed(mixed(seed, 0x70686f6e65U), address);
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
        mac = std::uint64_t{behaviour->oui} << 24 | (address & 0xffffffU);
    return {address, mac, number, behaviour->truth.model, behaviour->truth.firmware};
}

bool Site::plays(std::uint32_t address) const noexcept
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
    constexpr std::uint32_t loopback = 127;
    return std::all_of(play.begin(), play.end(), [](const AddressBlock& block) {
        return block.first >> 24 == loopback && block.last >> 24 == loopback;
    });
}

std::optional<PlayedDevice> Site::at(std::uint32_t address) const noexcept
{
    const auto after = std::upper_bound(devices.begin(), devices.end(), address,
                                        [](std::uint32_t a, const DeviceBlock& d) { return a < d.addresses.first; });
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

void Site::reseed(std::uint64_t new_seed) noexcept
{
    seed = new_seed;
    for (std::size_t i = 0; i < populations.size(); ++i)
        populations[i].seed = mixed(new_seed, i);
}

} // namespace phonescan::field
