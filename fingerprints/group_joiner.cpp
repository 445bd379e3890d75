#include "fingerprints/group_joiner.hpp"

#include "fingerprints/identifier.hpp"
#include "fingerprints/observed_mac.hpp"
#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace phonescan {

namespace {

using Address = boost::asio::ip::address;

/// The addresses that a frame or a row says its device has.
std::vector<Address> stated_addresses(const Observations& observations)
{
    std::vector<Address> stated;
    for (const auto& observation : observations) {
        const auto field = observation.field;
        if (field != Field::lldp_management_address && field != Field::lldp_chassis_id && field != Field::cdp_address &&
            field != Field::ip)
            continue;
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(observation.value, error);
        if (!error && !address.is_unspecified() && std::ranges::find(stated, address) == stated.end())
            stated.push_back(address);
    }
    return stated;
}

} // namespace

std::optional<MacAddress> GroupJoiner::Group::mac() const
{
    return identity->mac && is_plausible_mac(*identity->mac) ? identity->mac : std::nullopt;
}

GroupJoiner::GroupJoiner(const ObservationGroups& groups, const FingerprintDb& fingerprints,
                         std::set<MacAddress> lent_macs)
    : source_{groups}, fingerprints_{fingerprints}, lent_macs_{std::move(lent_macs)},
      groups_(groups.size()), forest_{groups.size()}, macs_of_roots_(groups.size())
{
}

/// A MAC that a router lends to many addresses (proxy ARP) says nothing of the device. A frame of the device's own
/// lends nothing.
void GroupJoiner::drop_lent_macs(Observations& observations) const
{
    const auto is_lent = [this](const Observation& observation) {
        if (observation.source.address.is_unspecified()) return false;
        const auto mac = observed_mac(observation);
        return mac && (observed_macs_.is_shared(*mac) || lent_macs_.contains(*mac));
    };
    std::erase_if(observations, [&](const Observation& observation) {
        return observation.field == Field::mac && is_lent(observation);
    });
    for (auto& observation : observations)
        if (is_lent(observation)) observation.source.mac.reset();
}

void GroupJoiner::claim_observed_macs()
{
    Observations said;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        groups_[i].address = source_.address_of(i);
        groups_[i].scan = static_cast<std::uint32_t>(source_.scan_of(i));
        if (!groups_[i].has_address()) continue;       // claims nothing
        if (const auto same = source_.same_words(i)) { // nor do they
            groups_[i].words = same->words;
            groups_[i].firmware_heard = same->time;
            continue;
        }
        source_.read(i, said);
        for (const auto& observation : said)
            if (const auto mac = observed_mac(observation))
                observed_macs_.add(*mac, groups_[i].address, groups_[i].scan);
    }
}

/// The groups without those that say the same as one before.
std::vector<std::uint32_t> GroupJoiner::different_groups()
{
    std::vector<std::uint32_t> different;
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        const auto* const words = keep_ == Keep::what_it_is ? groups_[i].words : nullptr;
        if (words == nullptr || first_of_words_.try_emplace(words, i).second) different.push_back(i);
    }
    return different;
}

void GroupJoiner::identify_each(std::span<const std::uint32_t> groups)
{
    Identifier identifier{fingerprints_};
    Observations said;
    for (const auto i : groups) {
        auto& group = groups_[i];
        source_.read(i, said);
        drop_lent_macs(said);
        group.is_silent = said.empty();
        group.answering = answering_of(said);
        auto identity = identifier.identify(said);
        group.firmware_heard = identity.firmware_heard;
        if (keep_ == Keep::what_it_is)
            identity.evidence = std::vector<Evidence>{}; // gives its memory back, which = {} does not
        group.identity = std::move(identity);
        if (!group.has_address()) group.stated = stated_addresses(said);
    }
}

/// Those that say the same as one that is identified.
void GroupJoiner::identify_same()
{
    if (first_of_words_.empty()) return;
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        auto& group = groups_[i];
        if (group.words == nullptr) continue;
        const auto& first = groups_[first_of_words_.at(group.words)];
        if (&first == &group) continue;
        group.identity = first.identity;
        group.answering = first.answering;
        if (first.firmware_heard == WallClock::time_point{}) group.firmware_heard = {};
    }
    first_of_words_.clear();
}

/// Every group by itself, on all cores: what one is does not depend on another.
void GroupJoiner::identify_groups()
{
    claim_observed_macs();
    constexpr std::size_t worth_a_thread = 2'000; // groups
    const std::size_t most = std::max(std::thread::hardware_concurrency(), 1U);
    const auto different = different_groups();
    const auto threads = std::clamp<std::size_t>(different.size() / worth_a_thread, 1, most);
    const auto part = [&](std::size_t thread) {
        const auto begin = different.size() * thread / threads;
        return std::span{different}.subspan(begin, different.size() * (thread + 1) / threads - begin);
    };
    std::vector<std::jthread> others;
    for (std::size_t thread = 1; thread < threads; ++thread)
        others.emplace_back([this, groups = part(thread)] { identify_each(groups); });
    identify_each(part(0));
    others.clear();
    identify_same();

    macs_ = observed_macs_;
    for (auto& group : groups_) {
        if (!group.has_address()) continue;
        if (group.identity->mac) macs_.add(*group.identity->mac, group.address, group.scan);
        if (!group.identity->serial.empty()) serials_.add(group.identity->serial, group.address, group.scan);
    }
}

void GroupJoiner::read(std::span<const std::uint32_t> groups, Observations& observations, Identity& identity,
                       Identifier& identifier) const
{
    source_.read(groups.front(), observations);
    const auto lends_nothing = [this](const Observation& observation) {
        return observation.source.address.is_unspecified() || !observed_mac(observation);
    };
    if (groups.size() == 1 && std::ranges::all_of(observations, lends_nothing)) { // the usual case, without a copy
        identity = identifier.identify(observations);
        return;
    }
    Observations said;
    for (const auto group : groups.subspan(1)) {
        source_.read(group, said);
        observations.insert(observations.end(), std::make_move_iterator(said.begin()),
                            std::make_move_iterator(said.end()));
    }
    auto heard = observations;
    drop_lent_macs(heard);
    if (groups.size() > 1) std::ranges::stable_sort(observations, {}, &Observation::time);
    identity = identifier.identify(heard);
}

/// Of the newest scan that has one; the members are in the order of scans.
GroupJoiner::Address GroupJoiner::own_address(std::span<const std::uint32_t> members) const
{
    while (!members.empty()) {
        const auto scan = groups_[members.front()].scan;
        const auto next = std::ranges::find_if(members, [&](auto member) { return groups_[member].scan != scan; });
        const auto of_scan = members.first(static_cast<std::size_t>(next - members.begin()));
        if (const auto address = address_in_scan(of_scan); !address.is_unspecified()) return address;
        members = members.subspan(of_scan.size());
    }
    return {};
}

/// Where the device answered from; else the one address that it states and no other device does.
GroupJoiner::Address GroupJoiner::address_in_scan(std::span<const std::uint32_t> members) const
{
    for (const auto member : members)
        if (groups_[member].has_address()) return groups_[member].address;
    for (const auto member : members)
        for (const auto& address : groups_[member].stated)
            if (const auto found = stated_.find({groups_[member].scan, address});
                found != stated_.end() && !found->second.by_several)
                return address;
    return {};
}

std::string GroupJoiner::key_of(const Device& device, std::string_view site) const
{
    const auto& [mac, serial] = std::tie(device.identity->mac, device.identity->serial);
    const bool is_known = mac && !macs_.is_shared(*mac);
    if (is_known && is_plausible_mac(*mac)) return "mac:" + mac->to_string();
    if (is_plausible_serial(serial) && !serials_.is_shared(serial)) return "serial:" + serial;
    if (is_known && device.address.is_unspecified()) return "mac:" + mac->to_string(); // there is no better one
    std::string key = "ip:";
    if (!device.address.is_unspecified()) key += device.address.to_string();
    return key.append("@").append(site);
}

Device GroupJoiner::device_of(std::span<const std::uint32_t> members, std::string_view site, Identifier& identifier)
{
    Device device;
    device.address = own_address(members);
    if (members.size() == 1) {
        device.identity = std::move(groups_[members.front()].identity);
        device.firmware_heard = groups_[members.front()].firmware_heard;
        if (keep_ == Keep::everything) source_.read(members.front(), device.observations);
    } else {
        Identity identity;
        read(members, device.observations, identity, identifier);
        device.firmware_heard = identity.firmware_heard;
        if (keep_ == Keep::what_it_is) {
            device.observations = Observations{};
            identity.evidence = std::vector<Evidence>{};
        }
        device.identity = std::move(identity);
    }
    device.key = key_of(device, site);
    device.group = members.front();
    device.more_groups.assign(members.begin() + 1, members.end());
    for (const auto member : members) {
        device.answering.add(groups_[member].answering);
        groups_[member].identity = {};
    }
    return device;
}

void GroupJoiner::join(std::string_view site, Keep keep, const std::function<void(Device)>& take)
{
    keep_ = keep;
    identify_groups();
    join_by_mac();
    join_by_address();
    join_by_stated_address();
    join_by_serial();
    constexpr auto none = ~std::uint32_t{0};
    std::vector<std::uint32_t> next(groups_.size(), none); // group of the same device
    std::vector<std::uint32_t> last(groups_.size(), none); // of the device, by root
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        auto& previous = last[forest_.root(i)];
        if (previous != none) next[previous] = i;
        previous = i;
    }
    Identifier identifier{fingerprints_};
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < groups_.size(); ++i) {
        if (forest_.root(i) != i) continue;
        members.clear();
        for (auto member = i; member != none; member = next[member])
            members.push_back(member);
        if (std::ranges::all_of(members, [this](auto member) { return groups_[member].is_silent; })) continue;
        take(device_of(members, site, identifier));
    }
    groups_ = std::vector<Group>{};
}

} // namespace phonescan
