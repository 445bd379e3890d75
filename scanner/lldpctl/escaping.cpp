#include "probes/observation/printable.hpp"
#include "scanner/json_writer.hpp"
#include "scanner/lldpctl/readers.hpp"

namespace phonescan::lldpctl {

namespace {

/// With a replacement character for each octet that is no UTF-8, as lldpctl does it in values.
std::string in_utf8(std::string_view text)
{
    std::string utf8;
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        utf8 += length == 0 ? std::string_view{"\xef\xbf\xbd"} : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return utf8;
}

/// `"NAME": {` or `"NAME": [`: the name in it, empty for any other line.
std::string_view name_on(std::string_view line)
{
    constexpr std::string_view object = "\": {";
    constexpr std::string_view list = "\": [";
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos || line[begin] != '"') return {};
    line.remove_prefix(begin + 1);
    if (line.size() < object.size() || !(line.ends_with(object) || line.ends_with(list))) return {};
    return line.substr(0, line.size() - object.size());
}

void append_escaped_control(std::string& out, char control)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(control);
    out += "\\u00";
    out += digits[value >> 4];
    out += digits[value & 0x0f];
}

/// A control behind a backslash is one that should be written by a letter there.
std::string without_raw_controls(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
        } else if (const char next = text[++i]; static_cast<unsigned char>(next) < 0x20) {
            append_escaped_control(out, next);
        } else {
            out += '\\';
            out += next;
        }
    }
    return out;
}

} // namespace

std::string with_escaped_names(std::string_view text)
{
    const std::string source = without_raw_controls(text);
    std::string out;
    out.reserve(source.size());
    for (std::string_view rest = source; !rest.empty();) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (const auto name = name_on(line); !name.empty()) {
            append_json_string(out, in_utf8(name));
            out += line.substr(line.size() - 3);
        } else {
            out += line;
        }
        out += '\n';
    }
    return out;
}

} // namespace phonescan::lldpctl
