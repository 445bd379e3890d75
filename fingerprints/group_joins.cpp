#include "fingerprints/group_joiner.hpp"
#include "fingerprints/plausible.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

void GroupJoiner::join_by_mac()
{
    std::unordered_map<MacAddress, std::size_t, MacHash> first;
    if (has_several_scans()) places_of_roots_.resize(groups_.size());
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto mac = groups_[i].mac();
        macs_of_roots_[i] = mac;
        if (has_several_scans() && groups_[i].has_address())
            places_of_roots_[i].push_back({groups_[i].scan, groups_[i].address});
        if (mac && !macs_.is_shared(*mac)) join_groups(first.try_emplace(*mac, i).first->second, i);
    }
}

/// Unless their MACs differ: then they are two devices, whatever else they share, like a phone and the PC behind it.
void GroupJoiner::join_groups(std::size_t left, std::size_t right)
{
    const auto left_mac = macs_of_roots_[forest_.root(left)];
    const auto right_mac = macs_of_roots_[forest_.root(right)];
    if (left_mac && right_mac && *left_mac != *right_mac) return;
    if (!places_of_roots_.empty() && !join_places(left, right)) return;
    forest_.join(left, right);
    macs_of_roots_[forest_.root(left)] = left_mac ? left_mac : right_mac;
}

/// Where both answered from; false when groups of two scans would make a device that answered from two addresses of one
/// family in one scan: an address that was given to another phone while its old one moved on.
bool GroupJoiner::join_places(std::size_t left, std::size_t right)
{
    const bool of_two_scans = groups_[left].scan != groups_[right].scan;
    left = forest_.root(left);
    right = forest_.root(right);
    if (left == right) return true;
    auto& places = places_of_roots_[std::min(left, right)]; // the lower index stays the root
    auto& others = places_of_roots_[std::max(left, right)];
    const auto is_elsewhere = [&places](const Place& other) {
        return std::ranges::any_of(places, [&other](const Place& place) {
            return place.scan == other.scan && place.address.is_v6() == other.address.is_v6() &&
                   place.address != other.address;
        });
    };
    if (of_two_scans && std::ranges::any_of(others, is_elsewhere)) return false;
    for (const auto& other : std::exchange(others, {}))
        if (std::ranges::find(places, other) == places.end()) places.push_back(other);
    return true;
}

/// Scan by scan from the newest, each by itself; then what an address said before is of the next newer device there,
/// unless their MACs differ.
void GroupJoiner::join_by_address()
{
    std::unordered_map<Address, std::size_t> newer; // by address, the group that a device had in the scan after
    for (std::size_t begin = 0; begin < groups_.size();) {
        const auto end = end_of_scan(begin);
        join_scan_by_address(begin, end, has_several_scans() ? &newer : nullptr);
        begin = end;
    }
}

/// Groups of one address are one device, unless two MAC addresses spoke for it: then nobody knows whose the words
/// without one are.
void GroupJoiner::join_scan_by_address(std::size_t begin, std::size_t end,
                                       std::unordered_map<Address, std::size_t>* newer)
{
    const auto first = groups_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = groups_.begin() + static_cast<std::ptrdiff_t>(end);
    const auto does_not_ascend = [](const Group& a, const Group& b) {
        return b.has_address() && (!a.has_address() || !(a.address < b.address));
    };
    if (newer == nullptr && std::adjacent_find(first, last, does_not_ascend) == last) return; // each has one group
    struct Speaker {
        std::size_t first = 0;
        std::optional<MacAddress> mac;
        bool several = false;
    };
    std::unordered_map<Address, Speaker> speakers;
    for (std::size_t i = begin; i < end; ++i) {
        if (!groups_[i].has_address()) continue;
        auto& speaker = speakers.try_emplace(groups_[i].address, Speaker{i, {}, false}).first->second;
        const auto mac = groups_[i].mac();
        if (mac && speaker.mac && *mac != *speaker.mac) speaker.several = true;
        if (mac && !speaker.mac) speaker.mac = mac;
    }
    for (std::size_t i = begin; i < end; ++i) {
        if (!groups_[i].has_address()) continue;
        const auto& speaker = speakers.at(groups_[i].address);
        if (!speaker.several && speaker.first != i) join_groups(speaker.first, i);
    }
    if (newer == nullptr) return;
    for (std::size_t i = begin; i < end; ++i) {
        if (!groups_[i].has_address()) continue;
        const auto& speaker = speakers.at(groups_[i].address);
        if (speaker.several) {
            newer->erase(groups_[i].address); // nor is known whose the words of older scans are
        } else if (speaker.first == i) {
            const auto [known, fresh] = newer->try_emplace(groups_[i].address, i);
            if (!fresh) join_groups(std::exchange(known->second, i), i);
        }
    }
}

std::size_t GroupJoiner::end_of_scan(std::size_t group) const
{
    const auto is_newer = [](std::uint32_t scan, const Group& other) { return scan < other.scan; };
    const auto end = std::upper_bound(groups_.begin(), groups_.end(), groups_[group].scan, is_newer);
    return static_cast<std::size_t>(end - groups_.begin());
}

void GroupJoiner::join_by_stated_address()
{
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        for (const auto& address : groups_[i].stated) {
            const auto root = forest_.root(i);
            const auto [known, fresh] = stated_.try_emplace({groups_[i].scan, address}, Statement{root, i, false});
            if (!fresh && known->second.root != root) known->second.by_several = true;
        }
    }
    if (stated_.empty()) return;
    // In the order of the addresses that answered, so that the same groups are joined in any run.
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        if (!groups_[i].has_address()) continue;
        const auto stated = stated_.find({groups_[i].scan, groups_[i].address});
        if (stated != stated_.end() && !stated->second.by_several) join_groups(i, stated->second.group);
    }
}

void GroupJoiner::join_by_serial()
{
    std::unordered_map<std::string, std::size_t> first; // by vendor and serial
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto& vendor = groups_[i].identity->vendor;
        const auto& serial = groups_[i].identity->serial;
        if (vendor.empty() || !is_plausible_serial(serial) || serials_.is_shared(serial)) continue;
        join_groups(first.try_emplace(vendor + '\n' + serial, i).first->second, i);
    }
}

} // namespace phonescan
