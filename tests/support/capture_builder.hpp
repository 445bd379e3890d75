#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace phonescan::test {

/// Writes captures in either byte order, true ones and others.
class CaptureBuilder {
public:
    explicit CaptureBuilder(std::endian order = std::endian::little) : order_{order} {}

    const std::string& octets() const noexcept { return octets_; }
    std::size_t size() const noexcept { return octets_.size(); }

    /// What follows is written in the other byte order.
    void set_order(std::endian order) noexcept { order_ = order; }

    CaptureBuilder& u8(unsigned value) { return octets_ += static_cast<char>(value), *this; }
    CaptureBuilder& u16(unsigned value) { return number(value, 2); }
    CaptureBuilder& u32(std::uint64_t value) { return number(value, 4); }
    CaptureBuilder& u64(std::uint64_t value) { return number(value, 8); }
    CaptureBuilder& text(std::string_view text) { return octets_ += text, *this; }

    CaptureBuilder& pcap(std::uint32_t magic = 0xa1b2c3d4, std::uint32_t link_type = 1, std::uint32_t snaplen = 262'144)
    {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(snaplen).u32(link_type);
    }

    CaptureBuilder& record(std::uint32_t seconds, std::uint32_t fraction, std::string_view packet,
                           std::uint32_t on_wire = 0)
    {
        u32(seconds).u32(fraction).u32(packet.size()).u32(on_wire == 0 ? packet.size() : on_wire);
        return text(packet);
    }

    CaptureBuilder& block(std::uint32_t type, std::string_view body)
    {
        const std::string padded = padded_to_four(body);
        return u32(type).u32(padded.size() + 12).text(padded).u32(padded.size() + 12);
    }

    CaptureBuilder& section()
    {
        return block(0x0a0d0d0a, part().u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0}).octets());
    }

    /// options: as they are written, without their end.
    CaptureBuilder& interface(unsigned link_type, std::uint32_t snaplen = 0, std::string_view options = {})
    {
        return block(1, part().u16(link_type).u16(0).u32(snaplen).text(options).octets());
    }

    CaptureBuilder& enhanced(std::uint32_t interface, std::uint64_t ticks, std::string_view packet,
                             std::uint32_t on_wire = 0, std::string_view options = {})
    {
        auto body = part();
        body.u32(interface).u32(ticks >> 32).u32(ticks & 0xffffffff);
        body.u32(packet.size()).u32(on_wire == 0 ? packet.size() : on_wire).text(padded_to_four(packet)).text(options);
        return block(6, body.octets());
    }

    CaptureBuilder& obsolete(unsigned interface, std::uint64_t ticks, std::string_view packet)
    {
        auto body = part();
        body.u16(interface).u16(0).u32(ticks >> 32).u32(ticks & 0xffffffff).u32(packet.size()).u32(packet.size());
        return block(2, body.text(packet).octets());
    }

    CaptureBuilder& simple(std::string_view packet, std::uint32_t on_wire)
    {
        return block(3, part().u32(on_wire).text(packet).octets());
    }

    std::string option(unsigned code, std::string_view value) const
    {
        return part().u16(code).u16(static_cast<unsigned>(value.size())).text(padded_to_four(value)).octets();
    }

    /// An empty one of the same byte order.
    CaptureBuilder part() const { return CaptureBuilder{order_}; }

private:
    static std::string padded_to_four(std::string_view text)
    {
        std::string padded{text};
        padded.resize((text.size() + 3) / 4 * 4);
        return padded;
    }

    CaptureBuilder& number(std::uint64_t value, unsigned octets)
    {
        for (unsigned i = 0; i < octets; ++i)
            u8(static_cast<unsigned>(value >> 8 * (order_ == std::endian::little ? i : octets - 1 - i)) & 0xff);
        return *this;
    }

    std::endian order_;
    std::string octets_;
};

} // namespace phonescan::test
