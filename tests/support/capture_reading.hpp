#pragma once

#include "probes/wire/capture_file.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::test {

/// What a CaptureReader gave of some octets.
struct ReadCapture {
    struct Packet {
        unsigned link_type;
        std::uint32_t interface;
        std::int64_t nanoseconds; ///< since the epoch
        std::string octets;
        std::uint32_t on_wire;
        std::uint64_t offset;

        friend bool operator==(const Packet&, const Packet&) = default;
    };
    std::vector<Packet> packets;
    std::vector<wire::CaptureDamage> damages;
    std::string octets() const
    {
        std::string all;
        for (const auto& packet : packets)
            all += packet.octets + "|";
        return all;
    }
};

/// Hands out `octets` (which stay the caller's) in pieces of at most `piece`.
inline wire::CaptureReader::Source source_of(std::string_view octets, std::size_t piece = 1 << 20)
{
    return [octets, piece](std::span<std::byte> room) mutable {
        const auto count = std::min({room.size(), piece, octets.size()});
        if (count != 0) std::memcpy(room.data(), octets.data(), count);
        octets.remove_prefix(count);
        return count;
    };
}

inline ReadCapture read_capture(std::string_view octets, std::size_t piece = 1 << 20)
{
    ReadCapture read;
    wire::CaptureReader reader{source_of(octets, piece),
                               [&read](const wire::CaptureDamage& damage) { read.damages.push_back(damage); }};
    while (const auto* packet = reader.next()) {
        const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(packet->time.time_since_epoch()).count();
        read.packets.push_back({static_cast<unsigned>(packet->link_type), packet->interface, time,
                                std::string{wire::text_of(packet->bytes)}, packet->length_on_wire, reader.offset()});
    }
    return read;
}

} // namespace phonescan::test
