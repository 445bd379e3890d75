#pragma once

#include "scanner/byte_stream.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace phonescan {

/// A stream that hands out `text` in pieces of at most `chunk` bytes.
inline ByteSource chunked_source(std::string text, std::size_t chunk)
{
    return [text = std::move(text), chunk, position = std::size_t{0}](std::span<char> room) mutable {
        const auto count = std::min({room.size(), chunk, text.size() - position});
        std::copy_n(text.data() + position, count, room.data());
        position += count;
        return count;
    };
}

} // namespace phonescan
