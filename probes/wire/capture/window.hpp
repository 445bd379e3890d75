#pragma once

#include "probes/wire/byte_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace phonescan::wire::capture {

/// Fills some of `room`, returns how many octets; 0 at the end.
using Source = std::function<std::size_t(std::span<std::byte> room)>;

/// A stream seen through a buffer of constant size: what was read and not yet consumed, in one piece. Only a refill
/// goes through the source, a mebibyte at a time.
class Window {
public:
    static constexpr std::size_t reach = 512 * 1024;  ///< the most that ahead() may be asked for
    static constexpr std::size_t block = 1024 * 1024; ///< the most that is read at once

    explicit Window(Source source);

    /// All that is buffered: `count` octets (at most `reach`) or more, fewer only at the end of the stream. Valid until
    /// the next call of ahead() or skip().
    Bytes ahead(std::size_t count)
    {
        if (end_ - begin_ < count) fill(count);
        return {buffer_.get() + begin_, end_ - begin_};
    }

    /// count: at most what ahead() gave.
    void consume(std::size_t count) noexcept { begin_ += count; }

    /// Consumes `count` octets, however many they are; returns how many there were.
    std::uint64_t skip(std::uint64_t count);

    /// Of the first octet that is not consumed.
    std::uint64_t offset() const noexcept { return read_ - (end_ - begin_); }

private:
    void fill(std::size_t count);

    Source source_;
    std::unique_ptr<std::byte[]> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t read_ = 0; ///< octets that the source gave
    bool ended_ = false;
};

} // namespace phonescan::wire::capture
