// What stands in the blocks of pcapng.

#include "probes/wire/capture/pcapng.hpp"

#include <algorithm>
#include <string>

namespace phonescan::wire::capture {

namespace {

constexpr std::size_t most_interfaces = 65'536; // the memory that a file may ask for

enum : std::uint16_t {
    option_end = 0,
    option_resolution = 9,
    option_offset = 14,
};

} // namespace

/// Link type (2), reserved (2), snaplen (4), options.
void Pcapng::read_interface(ByteReader body)
{
    const auto link_type = take_number<std::uint16_t>(body, order_);
    (void)body.take(2);
    const auto snaplen = take_number<std::uint32_t>(body, order_);
    if (!link_type || !snaplen) return;
    if (interfaces_.size() == most_interfaces)
        return walk_.tell(record_, "more than " + std::to_string(most_interfaces) + " interfaces in a section");
    Interface interface;
    interface.link_type = static_cast<LinkType>(*link_type);
    interface.snaplen = *snaplen;
    read_options(body, interface);
    interfaces_.push_back(interface);
}

/// Options of code (2), length (2), value and padding to four octets.
void Pcapng::read_options(ByteReader options, Interface& interface)
{
    while (!options.empty()) {
        const auto code = take_number<std::uint16_t>(options, order_);
        const auto length = take_number<std::uint16_t>(options, order_);
        if (code == option_end) return;
        const auto value = code && length ? options.take(*length) : std::nullopt;
        if (!value) return walk_.tell(record_, "an option that does not end inside its interface's block");
        ByteReader reader{*value};
        if (*code == option_resolution) {
            if (const auto resolution = reader.u8()) interface.timestamps.set_resolution(*resolution);
        } else if (*code == option_offset) {
            if (const auto seconds = take_number<std::uint64_t>(reader, order_))
                interface.timestamps.set_offset(static_cast<std::int64_t>(*seconds));
        }
        (void)options.take((4U - *length % 4U) % 4U);
    }
}

/// Interface (4), then as below.
bool Pcapng::read_enhanced(ByteReader body, CapturedPacket& packet)
{
    const auto number = take_number<std::uint32_t>(body, order_);
    return number && read_timed(*number, body, packet);
}

/// Interface (2), drops (2), then as below.
bool Pcapng::read_obsolete(ByteReader body, CapturedPacket& packet)
{
    const auto number = take_number<std::uint16_t>(body, order_);
    return number && body.take(2) && read_timed(*number, body, packet);
}

/// Time (4 + 4), captured length (4), length on the wire (4), packet, options.
bool Pcapng::read_timed(std::uint32_t number, ByteReader body, CapturedPacket& packet)
{
    const auto* interface = interface_of(number);
    const auto head = body.take(16);
    if (interface == nullptr || !head) return false;
    const auto header = head->first<16>();
    const auto high = number_at<std::uint32_t, 0>(header, order_);
    const auto low = number_at<std::uint32_t, 4>(header, order_);
    packet.time = interface->timestamps.at(std::uint64_t{high} << 32 | low);
    return give(number, number_at<std::uint32_t, 8>(header, order_), number_at<std::uint32_t, 12>(header, order_), body,
                packet);
}

/// Length on the wire (4), packet: of the section's first interface, cut at its snaplen.
bool Pcapng::read_simple(ByteReader body, CapturedPacket& packet)
{
    const auto original = take_number<std::uint32_t>(body, order_);
    const auto* interface = interface_of(0);
    if (!original || interface == nullptr) return false;
    packet.time = {};
    const auto captured = interface->snaplen == 0 ? *original : std::min(*original, interface->snaplen);
    return give(0, captured, *original, body, packet);
}

/// number: of an interface that exists.
bool Pcapng::give(std::uint32_t number, std::uint32_t captured, std::uint32_t original, ByteReader octets,
                  CapturedPacket& packet)
{
    const auto room = octets.rest().size();
    const auto bytes = octets.take(cut_ ? std::min<std::size_t>(captured, room) : captured);
    if (cut_ && room == 0) return false;
    if (!bytes) {
        walk_.tell(record_, "a packet of " + std::to_string(captured) + " octets in a block that has " +
                                std::to_string(room) + " for it");
        return false;
    }
    if (captured > CaptureReader::longest_packet) return walk_.tell_too_long(record_, captured), false;
    packet.link_type = interfaces_[number].link_type;
    packet.interface = first_interface_ + number;
    packet.bytes = *bytes;
    packet.length_on_wire = std::max(original, captured);
    return true;
}

const Pcapng::Interface* Pcapng::interface_of(std::uint32_t number)
{
    if (number < interfaces_.size()) return &interfaces_[number];
    walk_.tell(record_, "a packet of interface " + std::to_string(number) + ", the section has " +
                            std::to_string(interfaces_.size()));
    return nullptr;
}

} // namespace phonescan::wire::capture
