#pragma once

#include "scanner/byte_stream.hpp"

#include <cstdint>
#include <optional>

namespace phonescan {

/// No line, and no row of a table, may be longer than this many bytes.
constexpr std::size_t longest_line = 1024 * 1024;

struct Line {
    std::string_view text;    ///< without LF or CRLF; empty when too long; valid until the next line
    std::uint64_t number = 0; ///< counts from 1
    bool too_long = false;
};

/// The lines of a stream, each bounded, the last one with or without its newline.
class LineReader {
public:
    explicit LineReader(InputWindow& input, std::size_t longest = longest_line) : input_{input}, longest_{longest} {}

    std::optional<Line> next();

private:
    InputWindow& input_;
    std::size_t longest_;
    std::uint64_t number_ = 0;
};

} // namespace phonescan
