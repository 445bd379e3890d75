#include "tests/field/web_request.hpp"

#include <algorithm>
#include <charconv>

namespace phonescan::field {
namespace {

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same(std::string_view a, std::string_view b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool mentions(std::string_view text, std::string_view word) noexcept
{
    const auto equal = [](char x, char y) { return lower(x) == lower(y); };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), equal) != text.end();
}

std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

void read_header(WebRequest& request, std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const auto name = line.substr(0, colon);
    const auto value = trimmed(line.substr(colon + 1));
    if (same(name, "Connection")) {
        if (mentions(value, "close")) request.keep_alive = false;
        if (mentions(value, "keep-alive")) request.keep_alive = true;
    } else if (same(name, "Accept-Encoding")) {
        request.takes_gzip = mentions(value, "gzip");
    } else if (same(name, "Authorization") || same(name, "Cookie")) {
        request.has_credentials = true;
    } else if (same(name, "Transfer-Encoding")) {
        request.has_body = true;
        request.valid = false; // how long it is would have to be read from the body itself
    } else if (same(name, "Content-Length")) {
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), request.body);
        if (error != std::errc{} || end != value.data() + value.size()) request.valid = false;
        request.has_body = request.has_body || request.body > 0;
    }
}

void read_request_line(WebRequest& request, std::string_view line)
{
    const auto first = std::min(line.find(' '), line.size());
    const auto last = line.rfind(' ');
    request.method = line.substr(0, first);
    const auto version = last == std::string_view::npos ? std::string_view{} : line.substr(last + 1);
    request.old = version == "HTTP/1.0";
    request.keep_alive = !request.old;
    if (last == std::string_view::npos || last <= first || (!request.old && version != "HTTP/1.1")) {
        request.valid = false;
        return;
    }
    request.target = line.substr(first + 1, last - first - 1);
    request.valid = request.target.starts_with('/') && request.target.find(' ') == std::string_view::npos;
}

} // namespace

std::optional<ReadWebRequest> read_web_request(std::string_view bytes)
{
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    ReadWebRequest read;
    read.head = end + 4;
    auto rest = bytes.substr(0, end);
    for (bool first = true; first || !rest.empty(); first = false) {
        const auto stop = std::min(rest.find("\r\n"), rest.size());
        const auto line = rest.substr(0, stop);
        rest.remove_prefix(std::min(stop + 2, rest.size()));
        if (first)
            read_request_line(read.request, line);
        else
            read_header(read.request, line);
    }
    return read;
}

} // namespace phonescan::field
