#pragma once

#include "probes/octet_hash.hpp"
#include "probes/wire/ip.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace phonescan {

/// Puts the heads of SIP and HTTP messages together that begin with one TCP segment and end in a later one. A message
/// is looked for where a segment begins: that is where phones begin theirs. Bounded: 1,024 heads under way of 16 KiB
/// each, the oldest gives way.
class TcpHeads {
public:
    static constexpr std::size_t most_heads = 1'024;
    static constexpr std::size_t longest_head = 16'384;
    static constexpr std::size_t most_ahead = 8; ///< segments of a head that came before their turn

    /// The head that the segment completes, up to its empty line or beyond; empty when there is none (yet). Valid until
    /// the next call.
    std::string_view take(const wire::IpPacket& packet, const wire::TcpSegment& segment);

    /// Every head that never ended, at the end of what was captured.
    void give_up(const std::function<void(const boost::asio::ip::address& sender, std::string_view head)>& read);

private:
    using Key = std::array<std::uint8_t, 36>; ///< addresses and ports
    struct Head {
        boost::asio::ip::address sender;
        std::uint32_t next = 0; ///< sequence number that goes on
        std::size_t length = 0; ///< octets before that, those that text has no room for too
        std::string text;
        std::map<std::uint32_t, std::string> ahead; ///< segments that came before their turn
        std::list<Key>::iterator age;
    };

    std::string_view begin(const Key& key, const wire::IpPacket& packet, const wire::TcpSegment& segment);
    static bool is_of_another(const Head& head, std::int64_t distance) noexcept;
    static void append(Head& head, std::string_view text);
    void drop(const Key& key);

    std::unordered_map<Key, Head, OctetHash> heads_;
    std::list<Key> ages_; ///< oldest first
    std::string done_;
};

} // namespace phonescan
