#pragma once

#include "probes/wire/capture/window.hpp"

#include <memory>
#include <string>

namespace phonescan::wire::capture {

/// What gzip holds: the members one after the other, zeros behind the last one ignored. Source: RFC 1952, 2.2.
class Gunzip {
public:
    static bool begins_like(Bytes stream) noexcept;

    /// Borrows the compressed stream.
    explicit Gunzip(Window& compressed);
    ~Gunzip();
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    /// Fills some of `room`, returns how many octets; 0 at the end and where the stream is broken.
    std::size_t read(std::span<std::byte> room);

    /// Why it ended before its end, for people; empty when it did not.
    const std::string& broken() const noexcept { return broken_; }

private:
    bool begin_member();
    std::size_t inflate_some(std::span<std::byte> room);
    void break_off(std::string why);

    struct Stream;
    Window& compressed_;
    std::unique_ptr<Stream> stream_;
    bool in_member_ = false;
    bool first_ = true;
    bool ended_ = false;
    std::string broken_;
};

} // namespace phonescan::wire::capture
