#include "fingerprints/device.hpp"

#include "fingerprints/claims.hpp"
#include "fingerprints/group_joiner.hpp"
#include "fingerprints/identifier.hpp"

#include <utility>

namespace phonescan {

DeviceDetails::DeviceDetails() = default;
DeviceDetails::~DeviceDetails() = default;

DeviceDetails::DeviceDetails(const Device& device)
{
    read(device);
}

void DeviceDetails::read(const Device& device)
{
    observations_ = &device.observations;
    identity_ = &*device.identity;
    if (device.source == nullptr) return;
    if (source_ != device.source) {
        identifier_ = std::make_unique<Identifier>(device.source->fingerprints());
        source_ = device.source;
    }
    device.source->read(device, read_observations_, read_identity_, *identifier_);
    observations_ = &read_observations_;
    identity_ = &read_identity_;
}

struct DeviceSource::Impl {
    const ObservationGroups& groups;
    const FingerprintDb& fingerprints;
    GroupJoiner joiner;
};

DeviceSource::DeviceSource(const ObservationGroups& groups, const FingerprintDb& fingerprints,
                           const std::set<MacAddress>& lent_macs)
    : impl_{std::make_unique<Impl>(Impl{groups, fingerprints, {groups, fingerprints, lent_macs}})}
{
}

DeviceSource::~DeviceSource() = default;

void DeviceSource::for_each_device(std::string_view site, const std::function<void(Device)>& take)
{
    impl_->joiner.join(site, GroupJoiner::Keep::what_it_is, [&](Device device) {
        device.source = this;
        take(std::move(device));
    });
}

std::size_t DeviceSource::groups() const noexcept
{
    return impl_->groups.size();
}

const FingerprintDb& DeviceSource::fingerprints() const noexcept
{
    return impl_->fingerprints;
}

std::optional<SameWords> DeviceSource::same_words(const Device& device) const
{
    return device.more_groups.empty() ? impl_->groups.same_words(device.group) : std::nullopt;
}

std::size_t DeviceSource::scan_of(const Device& device) const
{
    return impl_->groups.scan_of(device.group);
}

void DeviceSource::read(const Device& device, Observations& observations, Identity& identity,
                        Identifier& identifier) const
{
    std::vector<std::uint32_t> groups{device.group};
    groups.insert(groups.end(), device.more_groups.begin(), device.more_groups.end());
    impl_->joiner.read(groups, observations, identity, identifier);
}

std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site,
                               const std::set<MacAddress>& lent_macs)
{
    const GroupedObservations groups{std::move(observations)};
    std::vector<Device> devices;
    GroupJoiner{groups, fingerprints, lent_macs}.join(
        site, GroupJoiner::Keep::everything, [&devices](Device device) { devices.push_back(std::move(device)); });
    return devices;
}

} // namespace phonescan
