// Any octets as a capture: packets keep to the input and to their bounds, offsets ascend, and it does not matter in
// which pieces the octets come.

#include "tests/support/capture_reading.hpp"

#include <cstdint>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

void check(const test::ReadCapture& read, std::uint64_t octets, bool packed)
{
    std::uint64_t offset = 0;
    for (const auto& packet : read.packets) {
        require(packet.octets.size() <= wire::CaptureReader::longest_packet);
        require(packet.on_wire >= packet.octets.size());
        require(packet.offset >= offset && (packed || packet.offset + packet.octets.size() <= octets));
        offset = packet.offset + packet.octets.size();
    }
    for (std::size_t i = 0; i < read.damages.size(); ++i) {
        require(!read.damages[i].what.empty() && (packed || read.damages[i].offset <= octets));
        require(!read.damages[i].ends || i + 1 == read.damages.size()); // nothing is told behind the end
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view octets{reinterpret_cast<const char*>(data), size};
    const bool packed = octets.starts_with("\x1f\x8b");
    const auto read = test::read_capture(octets);
    check(read, size, packed);
    const auto in_pieces = test::read_capture(octets, 61);
    require(read.packets == in_pieces.packets && read.damages.size() == in_pieces.damages.size());

    wire::CaptureReader reader{test::source_of(octets), [](const wire::CaptureDamage&) {}};
    require(reader.is_capture() || read.packets.empty());
    char room[4096];
    std::size_t plain = 0;
    while (const auto got = reader.read_plain(room))
        plain += got;
    require(packed || plain == size);
    return 0;
}
