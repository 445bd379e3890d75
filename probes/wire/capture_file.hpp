#pragma once

#include "probes/wire/byte_reader.hpp"
#include "probes/wire/frame.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace phonescan::wire {

/// One packet of a capture; the bytes are valid until the next one is asked for.
struct CapturedPacket {
    LinkType link_type{};
    std::uint32_t interface = 0;                  ///< counts from 0 over the file
    std::chrono::system_clock::time_point time{}; ///< the epoch when the block has no time (Simple Packet Block)
    Bytes bytes;                                  ///< as captured
    std::uint32_t length_on_wire = 0;             ///< bytes.size() or more
};

/// Something wrong with a capture file.
struct CaptureDamage {
    std::uint64_t offset = 0; ///< of the block or record, in octets of the (decompressed) capture
    std::string what;         ///< for people: "a record of 4294967295 octets"
    bool ends = false;        ///< nothing behind it can be read
};

/// Walks a capture: pcap (microseconds or nanoseconds, either byte order, modified ones too) or pcapng (Section Header,
/// Interface Description, Enhanced, Simple and obsolete Packet Blocks; several sections and interfaces of any link
/// types, if_tsresol and if_tsoffset), gzip in front of either (several members, too). Holds one window of bounded
/// size, whatever lengths a file claims. Of a damaged file all that can be read is given: the packet that the file ends
/// in as far as it goes; behind octets that are no record what looks like records again.
/// Source: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng, RFC 1952.
class CaptureReader {
public:
    /// Fills some of `room`, returns how many octets; 0 at the end. May throw what the caller wants to hear of.
    using Source = std::function<std::size_t(std::span<std::byte> room)>;
    using Damage = std::function<void(const CaptureDamage&)>;

    /// The longest packet that is given out; a longer one is told as damage and skipped.
    static constexpr std::size_t longest_packet = 262'144;

    CaptureReader(Source source, Damage damage);
    ~CaptureReader();
    CaptureReader(CaptureReader&&) noexcept;
    CaptureReader& operator=(CaptureReader&&) noexcept;

    /// Does it begin like a capture, as it is or within gzip? To be asked before next().
    bool is_capture();

    /// What is no capture, as it is but for gzip: fills some of `room`, returns how many octets; 0 at the end, and
    /// where the gzip stream is damaged, see damage(). Instead of next().
    std::size_t read_plain(std::span<char> room);
    const std::string& damage() const noexcept;

    /// The next packet, nullptr at the end. Throws nothing but what Source and Damage throw.
    const CapturedPacket* next();

    std::uint64_t offset() const noexcept; ///< of the record or block that next() read last
    std::uint64_t packets() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace phonescan::wire
