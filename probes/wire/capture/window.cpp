#include "probes/wire/capture/window.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace phonescan::wire::capture {

Window::Window(Source source)
    : source_{std::move(source)}, buffer_{std::make_unique_for_overwrite<std::byte[]>(reach + block)}
{
}

std::uint64_t Window::skip(std::uint64_t count)
{
    std::uint64_t skipped = 0;
    while (skipped < count) {
        const auto buffered = std::min<std::uint64_t>(ahead(1).size(), count - skipped);
        if (buffered == 0) break;
        consume(static_cast<std::size_t>(buffered));
        skipped += buffered;
    }
    return skipped;
}

/// What is not consumed moves to the front, so that a whole block fits behind it.
void Window::fill(std::size_t count)
{
    if (ended_) return;
    const std::size_t kept = end_ - begin_;
    std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
    begin_ = 0;
    end_ = kept;
    while (end_ < count && !ended_) {
        const std::span<std::byte> room{buffer_.get() + end_, std::min(block, reach + block - end_)};
        const auto got = std::min(source_(room), room.size());
        end_ += got;
        read_ += got;
        ended_ = got == 0;
    }
}

} // namespace phonescan::wire::capture
