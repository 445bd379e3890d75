#include "probes/tcp_heads.hpp"

#include "probes/wire/http_request.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

namespace {

std::array<std::uint8_t, 36> key_of(const wire::IpPacket& packet, const wire::TcpSegment& segment)
{
    std::array<std::uint8_t, 36> key{};
    auto* out = key.begin();
    const auto put_address = [&out](const boost::asio::ip::address& address) {
        const auto bytes =
            address.is_v4() ? boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes()
                            : address.to_v6().to_bytes();
        out = std::ranges::copy(bytes, out).out;
    };
    put_address(packet.source);
    put_address(packet.destination);
    for (const auto port : {segment.source_port, segment.destination_port}) {
        *out++ = static_cast<std::uint8_t>(port >> 8);
        *out++ = static_cast<std::uint8_t>(port);
    }
    return key;
}

bool is_complete(std::string_view text)
{
    return text.find("\r\n\r\n") != std::string_view::npos || text.find("\n\n") != std::string_view::npos;
}

} // namespace

std::string_view TcpHeads::take(const wire::IpPacket& packet, const wire::TcpSegment& segment)
{
    auto text = wire::text_of(segment.payload);
    if (text.empty() && !segment.fin_or_rst) return {};
    const bool begins = wire::may_be_sip(text) || wire::may_be_http_request(text);
    if (begins && heads_.empty() && is_complete(text)) return text;
    if (!begins && heads_.empty()) return {};

    const auto key = key_of(packet, segment);
    const auto found = heads_.find(key);
    if (found == heads_.end()) return begins ? begin(key, packet, segment) : std::string_view{};
    auto& head = found->second;
    const std::int64_t distance = static_cast<std::int32_t>(segment.sequence - head.next);
    if (begins && is_of_another(head, distance)) {
        drop(key);
        return begin(key, packet, segment);
    }
    if (distance > 0) {                               // before its turn
        if (begins && is_complete(text)) return text; // the next message, behind a segment that is missing
        if (head.ahead.size() < most_ahead && text.size() <= longest_head) head.ahead.emplace(segment.sequence, text);
        return {};
    }
    const auto known = static_cast<std::size_t>(-distance); // octets that are sent again
    if (known != 0 && known >= text.size()) return {};
    text.remove_prefix(known);
    append(head, text);
    for (auto next = head.ahead.find(head.next); next != head.ahead.end(); next = head.ahead.find(head.next)) {
        append(head, next->second);
        head.ahead.erase(next);
    }
    if (!is_complete(head.text) && head.text.size() < longest_head && !segment.fin_or_rst) return {};
    done_ = std::move(head.text);
    drop(key);
    return done_;
}

/// Does a message that begins that far behind the end of the head belong to a later connection, or stand behind
/// segments that will not come any more?
bool TcpHeads::is_of_another(const Head& head, std::int64_t distance) noexcept
{
    if (distance <= 0) return -distance > static_cast<std::int64_t>(head.length);
    return distance > static_cast<std::int64_t>(longest_head) || head.ahead.size() == most_ahead;
}

void TcpHeads::append(Head& head, std::string_view text)
{
    head.text += text.substr(0, longest_head - std::min(longest_head, head.text.size()));
    head.next += static_cast<std::uint32_t>(text.size());
    head.length += text.size();
}

std::string_view TcpHeads::begin(const Key& key, const wire::IpPacket& packet, const wire::TcpSegment& segment)
{
    const auto text = wire::text_of(segment.payload);
    if (is_complete(text) || text.size() >= longest_head || segment.fin_or_rst) return text;
    if (heads_.size() == most_heads) drop(Key{ages_.front()});
    ages_.push_back(key);
    auto& head = heads_[key];
    head.sender = packet.source;
    head.next = segment.sequence + static_cast<std::uint32_t>(text.size());
    head.length = text.size();
    head.text = text;
    head.age = std::prev(ages_.end());
    return {};
}

void TcpHeads::drop(const Key& key)
{
    const auto found = heads_.find(key);
    ages_.erase(found->second.age);
    heads_.erase(found);
}

void TcpHeads::give_up(const std::function<void(const boost::asio::ip::address&, std::string_view)>& read)
{
    for (const auto& key : ages_) {
        const auto& head = heads_.at(key);
        read(head.sender, head.text);
    }
    heads_.clear();
    ages_.clear();
}

} // namespace phonescan
