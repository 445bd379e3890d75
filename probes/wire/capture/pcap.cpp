#include "probes/wire/capture/pcap.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace phonescan::wire::capture {

namespace {

constexpr std::size_t file_header_length = 24;
constexpr std::uint32_t longest_believed = 16 * 1024 * 1024; // no snaplen is larger
constexpr std::uint32_t day = 86'400;

std::optional<PcapLayout> layout_of(Bytes stream) noexcept
{
    const auto magic = ByteReader{stream}.u32();
    if (!magic) return std::nullopt;
    switch (*magic) {
    case 0xa1b2c3d4:
        return PcapLayout{std::endian::big, false, 16};
    case 0xd4c3b2a1:
        return PcapLayout{std::endian::little, false, 16};
    case 0xa1b23c4d:
        return PcapLayout{std::endian::big, true, 16};
    case 0x4d3cb2a1:
        return PcapLayout{std::endian::little, true, 16};
    case 0xa1b2cd34:
        return PcapLayout{std::endian::big, false, 24};
    case 0x34cdb2a1:
        return PcapLayout{std::endian::little, false, 24};
    default:
        return std::nullopt;
    }
}

} // namespace

bool Pcap::begins_like(Bytes stream) noexcept
{
    return layout_of(stream).has_value();
}

bool Pcap::next(CapturedPacket& packet)
{
    auto& window = walk_.window();
    if (!begun_ && !read_file_header()) return false;
    while (!ended_) {
        record_ = window.offset();
        const auto head = window.ahead(layout_.record_header);
        if (head.empty()) return walk_.end(), false;
        if (!walk_.has(layout_.record_header, record_, "a record")) return false;
        const auto record = record_of(head.first<16>());
        if (record.captured == 0 && record.original == 0 && begins_like(head)) { // a second file
            if (!read_file_header()) return false;
        } else if (record.captured > CaptureReader::longest_packet) {
            if (!pass_over(record)) return false;
        } else {
            const auto length = layout_.record_header + record.captured;
            ended_ = !walk_.has(length, record_, "a record");
            const auto whole = window.ahead(length);
            ByteReader reader{whole.first(std::min(whole.size(), length))};
            (void)reader.take(layout_.record_header);
            if (ended_ && reader.empty()) return false;
            give(record, reader.rest(), packet);
            if (!ended_) window.consume(length);
            return true;
        }
    }
    return false;
}

/// Magic number, version (2, 2), time zone (4), accuracy (4), snaplen (4), link type (4).
bool Pcap::read_file_header()
{
    auto& window = walk_.window();
    record_ = window.offset();
    if (!walk_.has(file_header_length, record_, "the file header")) return false;
    const auto header = window.ahead(file_header_length).first<file_header_length>();
    layout_ = layout_of(header).value_or(layout_);
    const auto major = number_at<std::uint16_t, 4>(header, layout_.order);
    const auto minor = number_at<std::uint16_t, 6>(header, layout_.order);
    const auto snaplen = number_at<std::uint32_t, 16>(header, layout_.order);
    const auto network = number_at<std::uint32_t, 20>(header, layout_.order);
    if (major != 2) walk_.tell(record_, "version " + std::to_string(major) + " of pcap, read as version 2");
    lengths_swapped_ = major == 2 && minor < 3;
    lengths_either_way_ = major == 2 && minor == 3;
    link_type_ = static_cast<LinkType>(network & 0xffff); // above it: whether a check sequence ends each frame
    longest_ = snaplen == 0 || snaplen > longest_believed ? CaptureReader::longest_packet : snaplen;
    window.consume(file_header_length);
    begun_ = true;
    ++files_;
    return true;
}

Pcap::Record Pcap::record_of(std::span<const std::byte, 16> header) const noexcept
{
    Record record;
    record.seconds = number_at<std::uint32_t, 0>(header, layout_.order);
    record.fraction = number_at<std::uint32_t, 4>(header, layout_.order);
    record.captured = number_at<std::uint32_t, 8>(header, layout_.order);
    record.original = number_at<std::uint32_t, 12>(header, layout_.order);
    if (lengths_swapped_ || (lengths_either_way_ && record.captured > record.original))
        std::swap(record.captured, record.original);
    return record;
}

void Pcap::give(const Record& record, Bytes octets, CapturedPacket& packet) noexcept
{
    last_seconds_ = record.seconds;
    packet.link_type = link_type_;
    packet.interface = files_ - 1;
    packet.time = time_of(record.seconds, std::uint64_t{record.fraction} * (layout_.nanoseconds ? 1 : 1000));
    packet.bytes = octets;
    packet.length_on_wire = std::max(record.original, record.captured);
}

/// Goes behind a record that is too long: over it when the file header allows such ones, else to where records begin
/// again. False when reading ends.
bool Pcap::pass_over(const Record& record)
{
    if (record.captured > longest_ || record.captured > record.original) return find_record(record);
    walk_.tell_too_long(record_, record.captured);
    const auto length = layout_.record_header + std::uint64_t{record.captured};
    return walk_.window().skip(length) == length || walk_.has(1, record_, "a record");
}

bool Pcap::find_record(const Record& damaged)
{
    auto& window = walk_.window();
    auto what = "a record of " + std::to_string(damaged.captured) + " octets";
    if (!last_seconds_) return walk_.tell_end(record_, std::move(what)), false;
    const auto ahead = window.ahead(Window::reach);
    ByteReader reader{ahead};
    for (std::size_t at = 0; reader.take(1); ++at) {
        if (chain(reader) == 0) continue;
        window.consume(at + 1);
        walk_.tell(record_, what + "; read on at octet " + std::to_string(window.offset()));
        return true;
    }
    walk_.tell_end(record_, std::move(what));
    return false;
}

/// Near in time to the packet before, with lengths as they are written.
bool Pcap::looks_real(const Record& record) const noexcept
{
    const auto apart =
        record.seconds > *last_seconds_ ? record.seconds - *last_seconds_ : *last_seconds_ - record.seconds;
    const std::uint32_t fractions = layout_.nanoseconds ? 1'000'000'000 : 1'000'000;
    return apart <= day && record.fraction < fractions && record.captured > 0 && record.captured <= record.original &&
           record.original <= CaptureReader::longest_packet && record.captured <= longest_;
}

/// How many records that look real stand here: three in a row are no chance, nor is one that the stream ends with.
/// 0 when they are too few.
std::size_t Pcap::chain(ByteReader reader) const noexcept
{
    constexpr std::size_t enough = 3;
    for (std::size_t records = 0; records < enough; ++records) {
        const auto head = reader.take(layout_.record_header);
        if (!head) return records > 0 && reader.empty() ? records : 0;
        const auto record = record_of(head->first<16>());
        if (!looks_real(record) || !reader.take(record.captured)) return 0;
    }
    return enough;
}

} // namespace phonescan::wire::capture
