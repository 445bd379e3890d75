#include "probes/wire/capture_file.hpp"

#include "probes/wire/capture/gunzip.hpp"
#include "probes/wire/capture/pcap.hpp"
#include "probes/wire/capture/pcapng.hpp"
#include "probes/wire/capture/walk.hpp"
#include "probes/wire/capture/window.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace phonescan::wire {

namespace {

constexpr std::size_t enough_to_tell = 12; // octets, of either format

} // namespace

struct CaptureReader::Impl {
    Impl(Source from, Damage told) : file{std::move(from)}, damage{std::move(told)} {}

    /// The octets of the capture, out of gzip where there is one.
    capture::Window& octets()
    {
        if (inflated) return *inflated;
        if (opened || !capture::Gunzip::begins_like(file.ahead(2))) {
            opened = true;
            return file;
        }
        gunzip.emplace(file);
        return inflated.emplace([this](std::span<std::byte> room) { return gunzip->read(room); });
    }

    std::string broken() const { return gunzip ? gunzip->broken() : std::string{}; }

    /// Finds out which format it is; without one nothing can be read.
    void begin()
    {
        auto& window = octets();
        walk.emplace(window, damage, [this] { return broken(); });
        const auto ahead = window.ahead(enough_to_tell);
        if (capture::Pcap::begins_like(ahead)) {
            format = std::make_unique<capture::Pcap>(*walk);
        } else if (capture::Pcapng::begins_like(ahead)) {
            format = std::make_unique<capture::Pcapng>(*walk);
        } else {
            ended = true;
            if (ahead.size() >= enough_to_tell)
                walk->tell_end(0, "neither pcap nor pcapng");
            else
                walk->has(enough_to_tell, 0, "its first octets");
        }
    }

    capture::Window file;
    Damage damage;
    bool opened = false;
    std::optional<capture::Gunzip> gunzip;
    std::optional<capture::Window> inflated;
    std::optional<capture::Walk> walk;
    std::unique_ptr<capture::Format> format;
    bool ended = false;
    CapturedPacket packet;
    std::uint64_t packets = 0;
};

CaptureReader::CaptureReader(Source source, Damage damage)
    : impl_{std::make_unique<Impl>(std::move(source), std::move(damage))}
{
}

CaptureReader::~CaptureReader() = default;
CaptureReader::CaptureReader(CaptureReader&&) noexcept = default;
CaptureReader& CaptureReader::operator=(CaptureReader&&) noexcept = default;

bool CaptureReader::is_capture()
{
    const auto ahead = impl_->octets().ahead(enough_to_tell);
    return capture::Pcap::begins_like(ahead) || capture::Pcapng::begins_like(ahead);
}

std::size_t CaptureReader::read_plain(std::span<char> room)
{
    auto& window = impl_->octets();
    const auto text = text_of(window.ahead(1)).substr(0, room.size());
    std::ranges::copy(text, room.begin());
    window.consume(text.size());
    return text.size();
}

const std::string& CaptureReader::damage() const noexcept
{
    static const std::string none;
    return impl_->gunzip ? impl_->gunzip->broken() : none;
}

const CapturedPacket* CaptureReader::next()
{
    auto& impl = *impl_;
    if (!impl.format && !impl.ended) impl.begin();
    if (impl.ended) return nullptr;
    if (!impl.format->next(impl.packet)) {
        impl.ended = true;
        return nullptr;
    }
    ++impl.packets;
    return &impl.packet;
}

std::uint64_t CaptureReader::offset() const noexcept
{
    return impl_->format ? impl_->format->record() : 0;
}

std::uint64_t CaptureReader::packets() const noexcept
{
    return impl_->packets;
}

} // namespace phonescan::wire
