#pragma once

#include "probes/wire/capture/number.hpp"
#include "probes/wire/capture/timestamps.hpp"
#include "probes/wire/capture/walk.hpp"

#include <optional>
#include <vector>

namespace phonescan::wire::capture {

/// pcapng: blocks of type (4), total length (4), body, total length again (4). A Section Header Block sets the byte
/// order and begins the interfaces anew. Blocks of unknown types are passed over. Where a block's length cannot be
/// true, reading goes on at the next octets that are a whole block. Source: draft-ietf-opsawg-pcapng, 3 and 4.
class Pcapng final : public Format {
public:
    static bool begins_like(Bytes stream) noexcept;

    explicit Pcapng(Walk& walk) : walk_{walk} {}

    bool next(CapturedPacket& packet) override;

private:
    struct Interface {
        LinkType link_type{};
        std::uint32_t snaplen = 0; ///< 0: no limit
        Timestamps timestamps;
    };
    enum class Next { packet, on, end };

    Next read_block(CapturedPacket& packet);
    Next read_cut(std::uint32_t type, std::uint32_t length, CapturedPacket& packet);
    Next pass_over(std::uint32_t type, std::uint32_t length);
    Next find_block(std::string what);
    bool is_long_packet(std::uint32_t type, std::uint32_t length);
    bool is_block(Bytes stream) const noexcept;
    bool goes_on_behind(std::size_t length);
    bool read_body(std::uint32_t type, Bytes body, CapturedPacket& packet);
    void begin_section(ByteReader body);
    void read_interface(ByteReader body);
    void read_options(ByteReader options, Interface& interface);
    bool read_enhanced(ByteReader body, CapturedPacket& packet);
    bool read_simple(ByteReader body, CapturedPacket& packet);
    bool read_obsolete(ByteReader body, CapturedPacket& packet);
    bool read_timed(std::uint32_t number, ByteReader body, CapturedPacket& packet);
    bool give(std::uint32_t number, std::uint32_t captured, std::uint32_t original, ByteReader octets,
              CapturedPacket& packet);
    const Interface* interface_of(std::uint32_t number);

    Walk& walk_;
    bool cut_ = false; ///< the file ends inside the block that was read last
    std::endian order_ = std::endian::little;
    std::vector<Interface> interfaces_; ///< of this section
    std::uint32_t first_interface_ = 0; ///< how many the sections before it had
};

} // namespace phonescan::wire::capture
