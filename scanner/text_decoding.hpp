#pragma once

#include "scanner/byte_stream.hpp"

#include <cstdint>

namespace phonescan {

enum class Encoding : std::uint8_t { utf8, utf16_little_endian, utf16_big_endian };

/// What the first bytes of a text told.
struct TextForm {
    Encoding encoding = Encoding::utf8;
    bool marked = false; ///< it began with a byte order mark
};

/// A text of UTF-8 or UTF-16 as UTF-8 without a byte order mark, in constant memory. UTF-16 is told by its mark, or by
/// the NUL in a first character of ASCII. What is no UTF-8 passes as it is. A unit of UTF-16 that belongs to no
/// character, half a unit at the end included, becomes U+FFFD. Source: Unicode 15, 3.9 and 3.10, D91, table 3-6.
class DecodedText {
public:
    /// broken: told the line of such a unit, each line once.
    DecodedText(ByteSource source, std::function<void(std::uint64_t line)> broken);

    /// Reads as many bytes as it takes to tell.
    TextForm form();

    /// The text; borrows from this.
    ByteSource decoded();

private:
    std::size_t read(std::span<char> room);
    std::size_t read_unchanged(std::span<char> room);
    void read_block();
    void decode_block();
    void append(std::uint32_t code_point);
    void append_broken();
    std::uint32_t unit_at(std::size_t position) const;

    ByteSource source_;
    std::function<void(std::uint64_t)> broken_;
    bool told_ = false; ///< form_ is known
    bool ended_ = false;
    TextForm form_;
    std::string raw_;     ///< read and not yet decoded
    std::string text_;    ///< decoded …
    std::size_t out_ = 0; ///< … and handed out up to here
    std::uint64_t line_ = 1;
    std::uint64_t broken_line_ = 0; ///< the last one that was told
};

} // namespace phonescan
