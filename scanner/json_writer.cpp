#include "scanner/json_writer.hpp"

#include "probes/observation/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace phonescan {

namespace {

/// Bytes that stand for themselves, by value.
constexpr auto is_plain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t value = 0x20; value < 0x7f; ++value)
        plain[value] = value != '"' && value != '\\';
    return plain;
}();

const char* end_of_plain(std::string_view text)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end && is_plain[static_cast<unsigned char>(*at)])
        ++at;
    return at;
}

/// U+0080 to U+009F: legal in JSON, but a terminal obeys them.
bool is_c1_control(std::string_view sequence)
{
    return sequence.size() == 2 && sequence[0] == '\xc2' && static_cast<unsigned char>(sequence[1]) < 0xa0;
}

void append_escaped(std::string& out, char byte)
{
    switch (byte) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(byte));
        return;
    }
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    if (end_of_plain(text) == text.data() + text.size()) { // nearly all: in one piece
        const auto begin = out.size();
        out.resize(begin + text.size() + 2, '"');
        std::ranges::copy(text, out.data() + begin + 1);
        return;
    }
    out += '"';
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(end_of_plain(text) - text.data());
        out.append(text.data(), plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const std::size_t length = utf8_sequence(text);
        if (is_c1_control(text.substr(0, length)))
            append_escaped(out, text[1]);
        else if (length > 1)
            out += text.substr(0, length);
        else if (length == 1)
            append_escaped(out, text.front());
        else
            fmt::format_to(std::back_inserter(out), "\\\\x{:02x}", static_cast<unsigned char>(text.front()));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

void JsonWriter::separate()
{
    if (!first_) out_ += ',';
    first_ = false;
}

void JsonWriter::open(char bracket)
{
    separate();
    out_ += bracket;
    first_ = true;
}

void JsonWriter::close(char bracket)
{
    out_ += bracket;
    first_ = false;
}

void JsonWriter::key(std::string_view name)
{
    separate();
    append_json_string(out_, name);
    out_ += ':';
    first_ = true;
}

void JsonWriter::string(std::string_view text)
{
    separate();
    append_json_string(out_, text);
}

void JsonWriter::string_or_null(std::string_view text)
{
    if (text.empty())
        null();
    else
        string(text);
}

void JsonWriter::number(std::uint64_t value)
{
    separate();
    fmt::format_to(std::back_inserter(out_), "{}", value);
}

void JsonWriter::raw(std::string_view json)
{
    separate();
    out_ += json;
}

} // namespace phonescan
