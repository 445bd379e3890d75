#include "fingerprints/device.hpp"

#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

namespace phonescan {

namespace {

using Address = boost::asio::ip::address;

/// What observations are grouped by: the address they came from; the row, or the sender of the frame, where there was
/// no address. Sorts IPv4, IPv6, none.
using Origin = std::tuple<int, Address, std::uint32_t, std::optional<MacAddress>>;

Origin origin_of(const Source& source)
{
    if (!source.address.is_unspecified()) return {source.address.is_v6() ? 1 : 0, source.address, 0, std::nullopt};
    if (source.record != 0) return {2, {}, source.record, std::nullopt};
    return {2, {}, 0, source.mac};
}

std::optional<MacAddress> observed_mac(const Observation& observation)
{
    if (observation.source.mac) return observation.source.mac;
    if (observation.field != Field::mac) return std::nullopt;
    const auto mac = MacAddress::parse(observation.value);
    if (!mac) return std::nullopt;
    return *mac;
}

/// One group of observations on its way to a device.
struct Group {
    Address address; ///< unspecified when there was none
    Observations observations;
    Identity identity;

    bool has_address() const { return !address.is_unspecified(); }
    std::optional<MacAddress> mac() const
    {
        return identity.mac && is_plausible_mac(*identity.mac) ? identity.mac : std::nullopt;
    }
};

/// Who claims a value: by address, one of IPv4 and one of IPv6 may be one device.
template <class Value>
class Claims {
public:
    void add(const Value& value, const Address& address)
    {
        if (!address.is_unspecified()) claims_[value][address.is_v6() ? 1 : 0].insert(address);
    }

    bool is_shared(const Value& value) const
    {
        const auto found = claims_.find(value);
        return found != claims_.end() &&
               std::ranges::any_of(found->second, [](const auto& addresses) { return addresses.size() > 1; });
    }

private:
    std::map<Value, std::array<std::set<Address>, 2>> claims_;
};

/// The observations without the MACs that a router lends to many addresses (proxy ARP): those say nothing of the
/// device. A frame of the device's own lends nothing.
Observations without_lent_macs(const Group& group, const Claims<MacAddress>& macs,
                               const std::set<MacAddress>& lent_macs)
{
    if (!group.has_address()) return group.observations;
    Observations kept;
    for (const auto& observation : group.observations) {
        const auto mac = observed_mac(observation);
        const bool lent = mac && (macs.is_shared(*mac) || lent_macs.contains(*mac));
        if (lent && observation.field == Field::mac) continue;
        kept.push_back(observation);
        if (lent) kept.back().source.mac.reset();
    }
    return kept;
}

/// The addresses that a frame or a row says its device has.
std::vector<Address> stated_addresses(const Group& group)
{
    std::vector<Address> stated;
    for (const auto& observation : group.observations) {
        const auto field = observation.field;
        if (field != Field::lldp_management_address && field != Field::lldp_chassis_id && field != Field::cdp_address &&
            field != Field::ip)
            continue;
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(observation.value, error);
        if (!error && !address.is_unspecified()) stated.push_back(address);
    }
    return stated;
}

/// Which groups are one device: a disjoint-set forest.
class Forest {
public:
    explicit Forest(std::size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }

    std::size_t root(std::size_t index)
    {
        while (parents_[index] != index)
            index = parents_[index] = parents_[parents_[index]];
        return index;
    }

    /// The lower index stays the root, so that the order of groups decides the order of devices.
    void join(std::size_t left, std::size_t right)
    {
        left = root(left);
        right = root(right);
        parents_[std::max(left, right)] = std::min(left, right);
    }

private:
    std::vector<std::size_t> parents_;
};

class Joiner {
public:
    Joiner(std::vector<Group> groups, const FingerprintDb& fingerprints, const std::set<MacAddress>& lent_macs)
        : groups_{std::move(groups)}, fingerprints_{fingerprints}, lent_macs_{lent_macs}, forest_{groups_.size()},
          macs_of_roots_(groups_.size())
    {
    }

    std::vector<Device> devices(std::string_view site);

private:
    void identify_groups();
    void join_by_mac();
    void join_by_stated_address();
    void join_by_serial();
    void join(std::size_t left, std::size_t right);
    std::vector<Group> joined();
    std::string key_of(const Group& group, std::string_view site) const;

    std::vector<Group> groups_;
    const FingerprintDb& fingerprints_;
    const std::set<MacAddress>& lent_macs_;
    Forest forest_;
    std::vector<std::optional<MacAddress>> macs_of_roots_; ///< of the groups joined so far, by root
    Claims<MacAddress> observed_macs_;
    Claims<MacAddress> macs_;
    Claims<std::string> serials_;
};

void Joiner::identify_groups()
{
    for (const auto& group : groups_)
        for (const auto& observation : group.observations)
            if (const auto mac = observed_mac(observation)) observed_macs_.add(*mac, group.address);
    macs_ = observed_macs_;
    for (auto& group : groups_) {
        group.identity = fingerprints_.identify(without_lent_macs(group, observed_macs_, lent_macs_));
        if (group.identity.mac) macs_.add(*group.identity.mac, group.address);
        if (!group.identity.serial.empty()) serials_.add(group.identity.serial, group.address);
    }
}

void Joiner::join_by_mac()
{
    std::map<MacAddress, std::size_t> first;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto mac = groups_[i].mac();
        macs_of_roots_[i] = mac;
        if (mac && !macs_.is_shared(*mac)) join(first.try_emplace(*mac, i).first->second, i);
    }
}

/// Unless their MACs differ: then they are two devices, whatever else they share, like a phone and the PC behind it.
void Joiner::join(std::size_t left, std::size_t right)
{
    const auto left_mac = macs_of_roots_[forest_.root(left)];
    const auto right_mac = macs_of_roots_[forest_.root(right)];
    if (left_mac && right_mac && *left_mac != *right_mac) return;
    forest_.join(left, right);
    macs_of_roots_[forest_.root(left)] = left_mac ? left_mac : right_mac;
}

void Joiner::join_by_stated_address()
{
    std::map<Address, std::size_t> answered;
    std::map<Address, std::set<std::size_t>> stated_by; // roots
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        if (groups_[i].has_address()) {
            answered.emplace(groups_[i].address, i);
            continue;
        }
        for (const auto& address : stated_addresses(groups_[i]))
            stated_by[address].insert(forest_.root(i));
    }
    for (const auto& [address, roots] : stated_by) {
        const auto found = answered.find(address);
        if (found == answered.end() || roots.size() != 1) continue; // an address that two devices state is neither's
        join(found->second, *roots.begin());
    }
}

void Joiner::join_by_serial()
{
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_serial;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto& [vendor, serial] = std::tie(groups_[i].identity.vendor, groups_[i].identity.serial);
        if (!vendor.empty() && is_plausible_serial(serial) && !serials_.is_shared(serial))
            by_serial[{vendor, serial}].push_back(i);
    }
    for (const auto& [serial, claimants] : by_serial)
        for (const auto other : claimants)
            join(claimants.front(), other);
}

/// The groups of one device put together, identified anew from all that was said.
std::vector<Group> Joiner::joined()
{
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < groups_.size(); ++i)
        members[forest_.root(i)].push_back(i);
    std::vector<Group> devices;
    for (const auto& [root, indices] : members) {
        Group device = std::move(groups_[root]);
        if (indices.size() == 1) {
            devices.push_back(std::move(device));
            continue;
        }
        auto heard = without_lent_macs(device, observed_macs_, lent_macs_);
        for (const auto index : indices) {
            if (index == root) continue;
            const auto more = without_lent_macs(groups_[index], observed_macs_, lent_macs_);
            heard.insert(heard.end(), more.begin(), more.end());
            std::ranges::move(groups_[index].observations, std::back_inserter(device.observations));
        }
        std::ranges::stable_sort(device.observations, {}, &Observation::time);
        device.identity = fingerprints_.identify(heard);
        devices.push_back(std::move(device));
    }
    return devices;
}

std::string Joiner::key_of(const Group& group, std::string_view site) const
{
    const auto& serial = group.identity.serial;
    if (const auto mac = group.mac(); mac && !macs_.is_shared(*mac)) return "mac:" + mac->to_string();
    if (is_plausible_serial(serial) && !serials_.is_shared(serial)) return "serial:" + serial;
    return "ip:" + (group.has_address() ? group.address.to_string() : std::string{}) + "@" + std::string{site};
}

std::vector<Device> Joiner::devices(std::string_view site)
{
    identify_groups();
    join_by_mac();
    join_by_stated_address();
    join_by_serial();
    std::vector<Device> devices;
    for (auto& group : joined()) {
        auto key = key_of(group, site);
        devices.push_back({std::move(key), group.address, std::move(group.identity), std::move(group.observations)});
    }
    return devices;
}

} // namespace

std::vector<Device> devices_of(Observations observations, const FingerprintDb& fingerprints, std::string_view site,
                               const std::set<MacAddress>& lent_macs)
{
    std::map<Origin, Group> by_origin;
    for (auto& observation : observations) {
        auto& group = by_origin[origin_of(observation.source)];
        group.address = observation.source.address;
        group.observations.push_back(std::move(observation));
    }
    std::vector<Group> groups;
    groups.reserve(by_origin.size());
    for (auto& [origin, group] : by_origin)
        groups.push_back(std::move(group));
    return Joiner{std::move(groups), fingerprints, lent_macs}.devices(site);
}

} // namespace phonescan
