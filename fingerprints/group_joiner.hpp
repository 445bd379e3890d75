#pragma once

#include "fingerprints/claims.hpp"
#include "fingerprints/device.hpp"
#include "fingerprints/forest.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace phonescan {

/// Joins groups of observations to devices: the rules of devices_of(). Holds of each group what joins it, no more.
class GroupJoiner {
public:
    /// Borrows groups and fingerprints.
    GroupJoiner(const ObservationGroups& groups, const FingerprintDb& fingerprints, std::set<MacAddress> lent_macs);

    /// How much of a device is kept in it.
    enum class Keep : bool { what_it_is, everything };

    /// Gives the devices, in the order of their first groups. To be called once.
    void join(std::string_view site, Keep keep, const std::function<void(Device)>& take);

    /// What the groups of one device said together, and what that makes it.
    void read(std::span<const std::uint32_t> groups, Observations& observations, Identity& identity,
              Identifier& identifier) const;

private:
    using Address = boost::asio::ip::address;

    /// A group on its way to a device.
    struct Group {
        Address address;                        ///< unspecified when there was none
        std::uint32_t scan = 0;                 ///< 0 is the newest
        SharedIdentity identity;                ///< until it is the device's
        WallClock::time_point firmware_heard{}; ///< where `words` is set and nothing is known yet, when they were said
        const void* words = nullptr;            ///< SameWords::words, where there are
        Answering answering;
        std::vector<Address> stated; ///< by a group without an address: those it says it has
        bool is_silent = false;      ///< nothing is left of what it said

        bool has_address() const { return !address.is_unspecified(); }
        std::optional<MacAddress> mac() const;
    };

    /// An address in one of the scans.
    struct Place {
        std::uint32_t scan = 0;
        Address address;

        bool operator==(const Place&) const = default;
    };
    struct HashOfPlace {
        std::size_t operator()(const Place& place) const noexcept
        {
            return std::hash<Address>{}(place.address) ^ place.scan * std::size_t{0x9e3779b97f4a7c15};
        }
    };

    void claim_observed_macs();
    void identify_groups();
    std::vector<std::uint32_t> different_groups();
    void identify_each(std::span<const std::uint32_t> groups);
    void identify_same();
    void join_by_mac();
    void join_by_address();
    void join_scan_by_address(std::size_t begin, std::size_t end, std::unordered_map<Address, std::size_t>* newer);
    void join_by_stated_address();
    void join_by_serial();
    void join_groups(std::size_t left, std::size_t right);
    bool has_several_scans() const { return !groups_.empty() && groups_.back().scan != groups_.front().scan; }
    std::size_t end_of_scan(std::size_t group) const;
    bool join_places(std::size_t left, std::size_t right);
    Device device_of(std::span<const std::uint32_t> members, std::string_view site, Identifier& identifier);
    Address own_address(std::span<const std::uint32_t> members) const;
    Address address_in_scan(std::span<const std::uint32_t> members) const;
    std::string key_of(const Device& device, std::string_view site) const;
    void drop_lent_macs(Observations& observations) const;

    const ObservationGroups& source_;
    const FingerprintDb& fingerprints_;
    std::set<MacAddress> lent_macs_;
    std::vector<Group> groups_;
    Forest forest_;
    std::vector<std::optional<MacAddress>> macs_of_roots_; ///< of the groups joined so far, by root
    std::vector<std::vector<Place>> places_of_roots_;      ///< as those; empty when there is one scan
    MacClaims observed_macs_;
    MacClaims macs_;
    Claims<std::string> serials_;

    struct Statement {
        std::size_t root = 0;
        std::size_t group = 0;   ///< the first that states it
        bool by_several = false; ///< devices: then the address is neither's
    };
    std::unordered_map<Place, Statement, HashOfPlace> stated_;      ///< what is stated holds in its own scan
    std::unordered_map<const void*, std::uint32_t> first_of_words_; ///< by Group::words
    Keep keep_ = Keep::what_it_is;
};

} // namespace phonescan
