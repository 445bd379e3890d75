#include "scanner/report/terminal_text.hpp"

#include "probes/observation/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

namespace phonescan {

namespace {

struct CodePoints {
    std::uint32_t first;
    std::uint32_t last;
};

/// Source: Unicode 15, general categories Cf, Zl and Zp, and the blank fillers.
constexpr CodePoints invisible[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
    {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

/// The blocks of combining marks. Source: Unicode 15, Blocks.txt.
constexpr CodePoints combining[] = {{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f},
                                    {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff},
                                    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x302a, 0x302f}, {0x3099, 0x309a},
                                    {0xfe20, 0xfe2f}};

/// East Asian wide and full-width characters and emoji. Source: Unicode 15, EastAsianWidth.txt, rounded to blocks.
constexpr CodePoints wide[] = {{0x1100, 0x115f},   {0x231a, 0x231b},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
                               {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                               {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff},
                               {0x1f200, 0x1f2ff}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff},
                               {0x20000, 0x3fffd}};

bool is_in(std::span<const CodePoints> ranges, std::uint32_t code_point)
{
    const auto after = std::ranges::upper_bound(ranges, code_point, {}, &CodePoints::first);
    return after != ranges.begin() && code_point <= std::prev(after)->last;
}

struct Character {
    std::string_view bytes;
    std::uint32_t code_point = 0;
};

/// The first character of non-empty, well-formed UTF-8.
Character first_character(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = std::min<std::size_t>(lead < 0x80   ? 1
                                                     : lead < 0xe0 ? 2
                                                     : lead < 0xf0 ? 3
                                                                   : 4,
                                                     text.size());
    std::uint32_t code_point = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i)
        code_point = code_point << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    return {text.substr(0, length), code_point};
}

std::size_t width_of(std::uint32_t code_point)
{
    if (code_point < 0x300) return 1;
    if (is_in(combining, code_point)) return 0;
    return is_in(wide, code_point) ? 2 : 1;
}

} // namespace

std::string terminal_text(std::string_view text)
{
    constexpr int most_marks = 2;
    const std::string clean = printable_again(text);
    std::string out;
    out.reserve(clean.size());
    int marks = 0;
    for (std::string_view rest = clean; !rest.empty();) {
        const auto [bytes, code_point] = first_character(rest);
        rest.remove_prefix(bytes.size());
        marks = is_in(combining, code_point) ? marks + 1 : 0;
        if (code_point >= 0x20 && !is_in(invisible, code_point) && marks <= most_marks)
            out += bytes;
        else
            for (const char byte : bytes)
                fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
    }
    return out;
}

std::size_t display_width(std::string_view text)
{
    std::size_t width = 0;
    while (!text.empty()) {
        const auto [bytes, code_point] = first_character(text);
        text.remove_prefix(bytes.size());
        width += width_of(code_point);
    }
    return width;
}

std::string shortened(std::string_view text, std::size_t width)
{
    std::size_t used = 0;
    std::size_t keep = 0; // bytes that leave a column for the ellipsis
    for (std::size_t at = 0; at < text.size();) {
        const auto [bytes, code_point] = first_character(text.substr(at));
        used += width_of(code_point);
        if (used > width) return std::string{text.substr(0, keep)} + "…";
        at += bytes.size();
        if (used < width) keep = at;
    }
    return std::string{text};
}

std::string fitted(std::string_view text, std::size_t width)
{
    std::string cell = shortened(text, width);
    cell.append(width - display_width(cell), ' ');
    return cell;
}

std::string wrapped(std::string_view text, std::size_t width, std::string_view lead)
{
    const auto indent = display_width(lead);
    std::string out{lead};
    std::size_t used = indent; // columns of the current line
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const std::string word = shortened(text.substr(0, end), width - indent);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        const auto columns = display_width(word);
        if (used != indent && used + 1 + columns > width) {
            out += '\n';
            out.append(indent, ' ');
            used = indent;
        }
        if (used != indent) out += ' ';
        used += columns + (used != indent ? 1 : 0);
        out += word;
    }
    if (!out.empty()) out += '\n';
    return out;
}

} // namespace phonescan
