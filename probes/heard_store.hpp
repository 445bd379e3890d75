#pragma once

#include "probes/observation/observation.hpp"
#include "probes/octet_hash.hpp"
#include "probes/wire/byte_reader.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace phonescan {

/// When and where a frame was heard.
struct HeardFrame {
    WallClock::time_point time{};
    std::optional<MacAddress> sender;  ///< source address of the frame
    std::optional<std::uint16_t> vlan; ///< of its innermost tag
};

/// What was heard, by who said it: the address and the MAC address that spoke for it, the MAC address of a sender
/// without one, the row of a table. One address may be two devices', one after the other. Of LLDP and CDP the
/// announcements themselves are kept and read when asked for, equal ones once, so that a hundred thousand neighbours
/// fit into some forty megabytes. Bounded, whatever is heard.
class HeardStore {
public:
    static constexpr std::size_t most_groups = std::size_t{1} << 20;
    static constexpr std::size_t most_texts = 16; ///< different ones of a field, of one sender; later ones are not kept
    static constexpr std::size_t most_announcements = 4; ///< different ones of a sender; the oldest goes

    enum class Kept : std::uint8_t { fresh, again, not_kept };

    /// most: senders that are kept.
    explicit HeardStore(std::size_t most = most_groups) : most_{most} {}

    /// An announcement of `device`: the chassis where its MAC address is told, else the sender of the frame. Channel:
    /// lldp or cdp. nullopt: nobody's MAC address is known; then the announcement is kept by its own bytes.
    Kept announce(Channel channel, const std::optional<MacAddress>& device, wire::Bytes announcement,
                  const HeardFrame& frame);

    /// Is this an announcement that announce() has kept already? Then it is noted as heard again, without reading it.
    /// sender: of the frame. Of senders whose chassis has another MAC address: false.
    bool announce_again(Channel channel, wire::Bytes announcement, const HeardFrame& frame);

    /// The neighbour says good-bye (TTL 0): its announcements are forgotten. device: as of announce(). Returns
    /// whether there were any.
    bool forget(Channel channel, const MacAddress& device, const HeardFrame& frame);

    /// Whose words an observation gives.
    enum class Words : std::uint8_t {
        own,
        perhaps_another_s, ///< not its own where the address passes on what others say
    };

    /// Any other thing said.
    Kept add(const Observation& observation, Words words = Words::own);

    /// This address passes on what others say: a SIP proxy, a registrar behind which phones are.
    void mark_passes_on(const boost::asio::ip::address& address);

    std::size_t size() const noexcept { return groups_.size(); }

    /// Of the group's sender; unspecified where it is told by its MAC address or a row.
    const boost::asio::ip::address& address_of(std::size_t group) const noexcept { return groups_[group].address; }

    /// Clears `into` and fills it with what the group's sender said, decoded anew: each value once with the time it was
    /// heard last. May be called from several threads as long as nothing is added. A group that was forgotten is empty.
    void read(std::size_t group, Observations& into) const;

    /// Calls with the newest announcement of each sender, by each of lldp and cdp.
    void for_each_announcer(const std::function<void(Channel channel, wire::Bytes announcement)>& visit) const;

    /// The group that the last announce() or add() went to.
    std::size_t last_group() const noexcept { return last_group_; }
    /// What senders said that could not be kept because there were too many senders.
    std::uint64_t not_kept() const noexcept { return not_kept_; }

private:
    using Key = std::array<std::uint8_t, 23>; ///< an address of any kind, the frame's MAC address, and which kind
    struct Record {
        Channel channel{};
        Field field{}; ///< of a text
        bool is_announcement = false;
        Words words = Words::own;
        std::uint16_t port = 0;
        std::uint16_t vlan = 0;        ///< 0: none
        std::optional<MacAddress> mac; ///< of the frame
        WallClock::time_point time{};  ///< heard last
        WallClock::time_point since{}; ///< heard first
        std::string bytes;             ///< the announcement, or the text
    };
    struct Group {
        Key key{};
        boost::asio::ip::address address;
        std::optional<MacAddress> device;
        std::uint32_t record = 0;
        std::vector<Record> records;
    };

    static Key key_of(const Source& source);
    /// Where the key's group is, or would be.
    std::size_t slot_of(const Key& key) const noexcept;
    Group* find(const Key& key) noexcept;
    Group* group_for(const Key& key, const Source& source);
    void grow();
    Kept keep(Group& group, Record record);
    static bool speaks_for_several(const Group& group);
    static bool is_known_again(Group& group, Channel channel, std::string_view bytes, const HeardFrame& frame);

    std::size_t most_;
    std::vector<Group> groups_;
    std::vector<std::uint32_t> slots_; ///< by hash of the key, open addressing: a group's number and 1, or 0
    std::size_t last_group_ = 0;
    std::uint32_t nameless_ = 0; ///< announcements of nobody so far
    std::uint64_t not_kept_ = 0;
    std::unordered_set<boost::asio::ip::address> passing_on_; ///< see mark_passes_on()
};

} // namespace phonescan
