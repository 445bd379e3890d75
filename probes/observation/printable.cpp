#include "probes/observation/printable.hpp"

#include <algorithm>
#include <cstdint>

namespace phonescan {

namespace {

constexpr bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

} // namespace

std::size_t utf8_sequence(std::string_view text) noexcept
{
    if (text.empty()) return 0;
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                               : (lead & 0xf0) == 0xe0        ? 3
                               : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(at(i))) return 0;
    const unsigned char second = at(1);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
    return length;
}

namespace {

bool is_control(std::string_view sequence)
{
    const auto lead = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) return (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r') || lead == 0x7f;
    return lead == 0xc2 && static_cast<unsigned char>(sequence[1]) < 0xa0; // C1
}

void append_escaped(std::string& out, std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += "\\x";
        out += digits[value >> 4];
        out += digits[value & 0x0f];
    }
}

enum class Backslash { escape, keep };

std::string to_printable(std::string_view bytes, Backslash backslash)
{
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; };
    const auto plain = std::ranges::find_if_not(bytes, is_plain);
    std::string out(bytes.begin(), plain); // most texts end here
    bytes.remove_prefix(out.size());
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence(bytes);
        const auto sequence = bytes.substr(0, length == 0 ? 1 : length);
        if (length == 0 || is_control(sequence) || (backslash == Backslash::escape && bytes.starts_with("\\x")))
            append_escaped(out, sequence);
        else
            out += sequence;
        bytes.remove_prefix(sequence.size());
    }
    return out;
}

} // namespace

std::string printable(std::string_view bytes)
{
    return to_printable(bytes, Backslash::escape);
}

std::string printable_again(std::string_view text)
{
    return to_printable(text, Backslash::keep);
}

bool is_utf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace phonescan
