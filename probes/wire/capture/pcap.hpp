#pragma once

#include "probes/wire/capture/number.hpp"
#include "probes/wire/capture/walk.hpp"

#include <optional>

namespace phonescan::wire::capture {

/// How a pcap file is written, as its magic number tells.
struct PcapLayout {
    std::endian order = std::endian::little;
    bool nanoseconds = false;
    std::size_t record_header = 16; ///< octets; 24 in modified files, whose records also name interface and protocol
};

/// pcap: a file header of 24 octets, then records of seconds, fraction, captured length, length on the wire and the
/// octets of a packet. A second file behind the first, as `cat` leaves it, reads as a record of no octets and goes on
/// as another interface. Source: draft-ietf-opsawg-pcap, 4 and 5.
class Pcap final : public Format {
public:
    static bool begins_like(Bytes stream) noexcept;

    explicit Pcap(Walk& walk) : walk_{walk} {}

    bool next(CapturedPacket& packet) override;

private:
    struct Record {
        std::uint32_t seconds = 0;
        std::uint32_t fraction = 0;
        std::uint32_t captured = 0;
        std::uint32_t original = 0;
    };

    bool read_file_header();
    Record record_of(std::span<const std::byte, 16> header) const noexcept;
    void give(const Record& record, Bytes octets, CapturedPacket& packet) noexcept;
    bool pass_over(const Record& record);
    bool find_record(const Record& damaged);
    bool looks_real(const Record& record) const noexcept;
    std::size_t chain(ByteReader reader) const noexcept;

    Walk& walk_;
    bool begun_ = false;
    bool ended_ = false; ///< inside the packet that was given last
    PcapLayout layout_;
    LinkType link_type_{};
    std::uint32_t longest_ = CaptureReader::longest_packet; ///< what the file header promises, within bounds
    bool lengths_swapped_ = false;                          ///< files before version 2.3
    bool lengths_either_way_ = false;                       ///< version 2.3: the longer one is that on the wire
    std::uint32_t files_ = 0;
    std::optional<std::uint32_t> last_seconds_;
};

} // namespace phonescan::wire::capture
