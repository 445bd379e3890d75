#include "scanner/text_decoding.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t block = 64 * 1024;
constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view little_endian_mark = "\xff\xfe";
constexpr std::string_view big_endian_mark = "\xfe\xff";
constexpr std::uint32_t replacement = 0xfffd;

constexpr bool is_high_surrogate(std::uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

constexpr bool is_low_surrogate(std::uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

constexpr bool starts_like(std::string_view text, std::string_view mark)
{
    return text.substr(0, mark.size()) == mark.substr(0, text.size());
}

} // namespace

DecodedText::DecodedText(ByteSource source, std::function<void(std::uint64_t)> broken)
    : source_{std::move(source)}, broken_{std::move(broken)}
{
}

ByteSource DecodedText::decoded()
{
    return [this](std::span<char> room) { return read(room); };
}

void DecodedText::read_block()
{
    const auto kept = raw_.size();
    raw_.resize(kept + block);
    const auto count = source_(std::span{raw_}.subspan(kept));
    raw_.resize(kept + count);
    ended_ = count == 0;
}

TextForm DecodedText::form()
{
    if (told_) return form_;
    const auto undecided = [this] { return raw_.size() < 2 || (raw_.size() < 3 && starts_like(raw_, utf8_mark)); };
    while (undecided() && !ended_)
        read_block();
    told_ = true;
    const std::string_view start = raw_;
    std::size_t mark = 0;
    if (start.starts_with(utf8_mark)) {
        mark = utf8_mark.size();
    } else if (start.starts_with(little_endian_mark) || start.starts_with(big_endian_mark)) {
        mark = little_endian_mark.size();
        form_.encoding = start[0] == '\xff' ? Encoding::utf16_little_endian : Encoding::utf16_big_endian;
    } else if (start.size() >= 2 && (start[0] == '\0') != (start[1] == '\0')) {
        form_.encoding = start[1] == '\0' ? Encoding::utf16_little_endian : Encoding::utf16_big_endian;
    }
    form_.marked = mark != 0;
    raw_.erase(0, mark);
    return form_;
}

std::size_t DecodedText::read(std::span<char> room)
{
    if (form().encoding == Encoding::utf8) return read_unchanged(room);
    while (out_ == text_.size() && !ended_)
        decode_block();
    const auto count = std::min(room.size(), text_.size() - out_);
    std::copy_n(text_.data() + out_, count, room.data());
    out_ += count;
    return count;
}

std::size_t DecodedText::read_unchanged(std::span<char> room)
{
    if (raw_.empty()) return ended_ ? 0 : source_(room);
    const auto count = std::min(room.size(), raw_.size());
    std::copy_n(raw_.data(), count, room.data());
    raw_.erase(0, count);
    return count;
}

std::uint32_t DecodedText::unit_at(std::size_t position) const
{
    const auto first = static_cast<unsigned char>(raw_[position]);
    const auto second = static_cast<unsigned char>(raw_[position + 1]);
    return form_.encoding == Encoding::utf16_little_endian ? first | second << 8U : first << 8U | second;
}

void DecodedText::append(std::uint32_t code_point)
{
    const auto byte = [this](std::uint32_t value) { text_ += static_cast<char>(static_cast<unsigned char>(value)); };
    if (code_point < 0x80) {
        byte(code_point);
        if (code_point == '\n') ++line_;
        return;
    }
    if (code_point < 0x800) {
        byte(0xc0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        byte(0xe0 | code_point >> 12);
        byte(0x80 | (code_point >> 6 & 0x3f));
    } else {
        byte(0xf0 | code_point >> 18);
        byte(0x80 | (code_point >> 12 & 0x3f));
        byte(0x80 | (code_point >> 6 & 0x3f));
    }
    byte(0x80 | (code_point & 0x3f));
}

void DecodedText::append_broken()
{
    if (std::exchange(broken_line_, line_) != line_) broken_(line_);
    append(replacement);
}

/// Decodes what was read last and all that is left of before; half a pair of surrogates waits for the next block.
void DecodedText::decode_block()
{
    text_.clear();
    out_ = 0;
    read_block();
    std::size_t at = 0;
    while (raw_.size() - at >= 2) {
        const auto unit = unit_at(at);
        const bool has_next = raw_.size() - at >= 4;
        if (is_high_surrogate(unit) && !has_next && !ended_) break;
        const auto next = has_next ? unit_at(at + 2) : 0;
        at += 2;
        if (is_high_surrogate(unit) && is_low_surrogate(next)) {
            append(0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            at += 2;
        } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
            append_broken();
        } else {
            append(unit);
        }
    }
    if (ended_ && at != raw_.size()) {
        append_broken();
        at = raw_.size();
    }
    raw_.erase(0, at);
}

} // namespace phonescan
