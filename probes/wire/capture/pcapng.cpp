#include "probes/wire/capture/pcapng.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace phonescan::wire::capture {

namespace {

enum : std::uint32_t {
    section_header = 0x0a0d0d0a, // the same in either byte order
    interface_description = 1,
    obsolete_packet = 2,
    simple_packet = 3,
    name_resolution = 4,
    interface_statistics = 5,
    enhanced_packet = 6,
    decryption_secrets = 10,
};

constexpr std::size_t frame_length = 12; // of a block without its body
constexpr std::uint32_t options_believed = 65'536;
constexpr std::size_t longest_held = CaptureReader::longest_packet + options_believed; // the block of a packet
constexpr std::uint32_t longest_believed = 16 * 1024 * 1024;
static_assert(longest_held + 2 * frame_length <= Window::reach);

bool is_known(std::uint32_t type) noexcept
{
    return type == section_header || (type >= interface_description && type <= enhanced_packet) ||
           type == decryption_secrets;
}

/// The byte order of the section that begins here.
std::optional<std::endian> section_order(Bytes block) noexcept
{
    ByteReader reader{block};
    if (reader.u32() != section_header || !reader.take(4)) return std::nullopt;
    const auto magic = reader.u32();
    if (magic == 0x1a2b3c4d) return std::endian::big;
    if (magic == 0x4d3c2b1a) return std::endian::little;
    return std::nullopt;
}

std::size_t shortest_of(std::uint32_t type) noexcept
{
    switch (type) {
    case section_header:
        return 28;
    case interface_description:
        return 20;
    case simple_packet:
        return 16;
    case obsolete_packet:
    case enhanced_packet:
        return 32;
    default:
        return frame_length;
    }
}

bool can_be_true(std::uint32_t type, std::uint32_t length) noexcept
{
    return length % 4 == 0 && length >= shortest_of(type) && length <= longest_believed;
}

} // namespace

bool Pcapng::begins_like(Bytes stream) noexcept
{
    return section_order(stream).has_value();
}

bool Pcapng::next(CapturedPacket& packet)
{
    while (!cut_) {
        const auto next = read_block(packet);
        if (next != Next::on) return next == Next::packet;
    }
    return false;
}

Pcapng::Next Pcapng::read_block(CapturedPacket& packet)
{
    auto& window = walk_.window();
    record_ = window.offset();
    const auto head = window.ahead(frame_length);
    if (head.empty()) return walk_.end(), Next::end;
    if (!walk_.has(frame_length, record_, "a block")) return Next::end;
    if (number_at<std::uint32_t, 0>(head.first<4>(), order_) == section_header) {
        const auto order = section_order(head);
        if (!order) return find_block("a section header without a byte-order magic");
        order_ = *order;
    }
    const auto type = number_at<std::uint32_t, 0>(head.first<8>(), order_);
    const auto length = number_at<std::uint32_t, 4>(head.first<8>(), order_);
    if (!can_be_true(type, length)) return find_block("a block of " + std::to_string(length) + " octets");
    if (length > longest_held) return pass_over(type, length);

    const auto ahead = window.ahead(length);
    if (ahead.size() < length) return read_cut(type, length, packet);
    const auto block = ahead.first(length);
    if (number_at<std::uint32_t, 0>(block.last<4>(), order_) != length) {
        const auto what = "a block of " + std::to_string(length) + " octets with another length at its end";
        if (!goes_on_behind(length)) return find_block(what);
        walk_.tell(record_, what);
    }
    const auto body = window.ahead(length).first(length).subspan(8).first(length - frame_length);
    const bool gave = read_body(type, body, packet);
    window.consume(length);
    return gave ? Next::packet : Next::on;
}

/// A block that the file ends in: what is left of its packet, then the end is told.
Pcapng::Next Pcapng::read_cut(std::uint32_t type, std::uint32_t length, CapturedPacket& packet)
{
    cut_ = true;
    ByteReader reader{walk_.window().ahead(length)};
    (void)reader.take(8);
    const bool is_packet = type == enhanced_packet || type == simple_packet || type == obsolete_packet;
    const bool gave = is_packet && read_body(type, reader.rest(), packet);
    walk_.has(length, record_, "a block");
    return gave ? Next::packet : Next::end;
}

/// A block that is longer than a packet's may be: nothing that is read here, unless it lies.
Pcapng::Next Pcapng::pass_over(std::uint32_t type, std::uint32_t length)
{
    auto& window = walk_.window();
    const auto what = "a block of " + std::to_string(length) + " octets";
    if (is_long_packet(type, length))
        walk_.tell_too_long(record_, length);
    else if (is_known(type) && type != name_resolution && type != decryption_secrets)
        return find_block(what);
    const auto rest = length - 4;
    if (window.skip(rest) < rest || window.ahead(4).size() < 4) return walk_.has(4, record_, "a block"), Next::end;
    if (number_at<std::uint32_t, 0>(window.ahead(4).first<4>(), order_) != length)
        walk_.tell(record_, what + " with another length at its end");
    window.consume(4);
    return Next::on;
}

/// Is the block as long as it is because its packet is? Then the length is believed.
bool Pcapng::is_long_packet(std::uint32_t type, std::uint32_t length)
{
    constexpr std::size_t captured_at = 20;
    const auto head = walk_.window().ahead(captured_at + 4);
    if (type != enhanced_packet || head.size() < captured_at + 4) return false;
    const auto captured = number_at<std::uint32_t, captured_at>(head.first<captured_at + 4>(), order_);
    return captured > CaptureReader::longest_packet && captured < length && length - captured < options_believed;
}

/// Tells what is wrong with the block here and goes to the next octets that are one.
Pcapng::Next Pcapng::find_block(std::string what)
{
    auto& window = walk_.window();
    window.consume(1);
    while (true) {
        const auto ahead = window.ahead(Window::reach);
        const bool last = ahead.size() < Window::reach;
        ByteReader reader{ahead};
        while (!reader.empty() && (last || reader.rest().size() > longest_held)) {
            if (is_block(reader.rest())) {
                window.consume(ahead.size() - reader.rest().size());
                walk_.tell(record_, what + "; read on at octet " + std::to_string(window.offset()));
                return Next::on;
            }
            (void)reader.take(1);
        }
        if (last) return walk_.tell_end(record_, std::move(what)), Next::end;
        window.consume(ahead.size() - reader.rest().size());
    }
}

/// Does a block of a type that is read here stand here, with its length at both ends?
bool Pcapng::is_block(Bytes stream) const noexcept
{
    if (stream.size() < frame_length) return false;
    auto order = order_;
    const auto type = number_at<std::uint32_t, 0>(stream.first<4>(), order);
    if (!is_known(type)) return false;
    if (type == section_header) {
        const auto section = section_order(stream);
        if (!section) return false;
        order = *section;
    }
    const auto length = number_at<std::uint32_t, 4>(stream.first<8>(), order);
    if (!can_be_true(type, length) || length > stream.size()) return false;
    return number_at<std::uint32_t, 0>(stream.first(length).last<4>(), order) == length;
}

/// Is what follows the block of this length another one, or the end?
bool Pcapng::goes_on_behind(std::size_t length)
{
    ByteReader reader{walk_.window().ahead(length + frame_length)};
    if (!reader.take(length)) return false;
    if (reader.empty()) return true;
    const auto type = take_number<std::uint32_t>(reader, order_);
    const auto next = take_number<std::uint32_t>(reader, order_);
    return type && next && is_known(*type) && can_be_true(*type, *next);
}

/// True when there was a packet in it.
bool Pcapng::read_body(std::uint32_t type, Bytes body, CapturedPacket& packet)
{
    switch (type) {
    case enhanced_packet:
        return read_enhanced(ByteReader{body}, packet);
    case simple_packet:
        return read_simple(ByteReader{body}, packet);
    case obsolete_packet:
        return read_obsolete(ByteReader{body}, packet);
    case section_header:
        return begin_section(ByteReader{body}), false;
    case interface_description:
        return read_interface(ByteReader{body}), false;
    default:
        return false;
    }
}

/// Byte-order magic (4), major and minor version (2 each), length (8), options.
void Pcapng::begin_section(ByteReader body)
{
    first_interface_ += static_cast<std::uint32_t>(interfaces_.size());
    interfaces_.clear();
    (void)body.take(4);
    const auto major = take_number<std::uint16_t>(body, order_);
    if (major && *major != 1)
        walk_.tell(record_, "a section of version " + std::to_string(*major) + ", read as version 1");
}

} // namespace phonescan::wire::capture
