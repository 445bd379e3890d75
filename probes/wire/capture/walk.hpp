#pragma once

#include "probes/wire/capture/window.hpp"
#include "probes/wire/capture_file.hpp"

#include <string>
#include <string_view>

namespace phonescan::wire::capture {

/// What a format's reader walks on: the octets of the capture, and who is told of damage.
class Walk {
public:
    /// broken: why the stream ended before its end, empty when it did not; asked when the stream has ended.
    Walk(Window& window, const CaptureReader::Damage& damage, std::function<std::string()> broken);

    Window& window() noexcept { return window_; }

    /// There are `count` octets more, or it is told that the file ends inside what begins at `offset`.
    bool has(std::size_t count, std::uint64_t offset, std::string_view inside);

    /// The stream ends here, between two records.
    void end();

    void tell(std::uint64_t offset, std::string what);
    void tell_too_long(std::uint64_t offset, std::uint32_t octets);
    void tell_end(std::uint64_t offset, std::string what);

private:
    Window& window_;
    const CaptureReader::Damage& damage_;
    std::function<std::string()> broken_;
};

/// Reads one format. A file of any other one is never given to it.
class Format {
public:
    virtual ~Format() = default;

    /// The next packet; false at the end.
    virtual bool next(CapturedPacket& packet) = 0;

    /// Of the record or block that was read last.
    std::uint64_t record() const noexcept { return record_; }

protected:
    std::uint64_t record_ = 0;
};

/// A time that fits the clock, the epoch for any other.
/// nanoseconds: of less than a day, so that a second too many does no harm.
std::chrono::system_clock::time_point time_of(std::int64_t seconds, std::uint64_t nanoseconds) noexcept;

} // namespace phonescan::wire::capture
