#include "probes/wire/http_request.hpp"

#include "probes/wire/header_fields.hpp"

namespace phonescan::wire {

namespace {

bool is_method_letter(char letter) noexcept
{
    return (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '_';
}

/// Reads `GET /a/b HTTP/1.1`; false when it is none. Source: RFC 9112, 3 and 2.3.
bool read_request_line(std::string_view line, HttpRequest& request) noexcept
{
    constexpr std::string_view version = "HTTP/1.";
    request.method = line.substr(0, line.find_first_of(blanks));
    line = trimmed(line.substr(request.method.size()), blanks);
    const auto last_blank = line.find_last_of(blanks);
    if (request.method.empty() || !std::ranges::all_of(request.method, is_method_letter) ||
        last_blank == std::string_view::npos)
        return false;
    request.target = trimmed(line.substr(0, last_blank), blanks);
    line.remove_prefix(last_blank + 1);
    return line.size() == version.size() + 1 && line.starts_with(version) && line.back() >= '0' && line.back() <= '9';
}

void keep_first(std::string_view& value, std::string_view field) noexcept
{
    if (value.empty()) value = field;
}

} // namespace

bool may_be_http_request(std::string_view start) noexcept
{
    if (start.empty()) return false;
    const auto is = [start](std::string_view word) { return word.starts_with(start.substr(0, word.size())); };
    switch (start.front()) {
    case 'C':
        return is("CONNECT ");
    case 'D':
        return is("DELETE ");
    case 'G':
        return is("GET ");
    case 'H':
        return is("HEAD ");
    case 'O':
        return is("OPTIONS ");
    case 'P':
        return is("POST ") || is("PUT ");
    case 'T':
        return is("TRACE ");
    default:
        return false;
    }
}

Result<HttpRequest> read_http_request(std::string_view message) noexcept
{
    message.remove_prefix(std::min(message.find_first_not_of(line_ends), message.size())); // RFC 9112, 2.2
    LineReader lines{message.substr(0, max_http_request_head)};
    HttpRequest request;
    if (!read_request_line(lines.line(), request)) return Errc::malformed;

    while (!lines.at_end()) {
        const auto line = lines.folded_line();
        request.complete = line.empty();
        if (request.complete || !lines.line_has_end()) break;
        const auto field = header_field(line);
        if (!field) continue;
        if (equal_without_case(field->name, "User-Agent")) keep_first(request.user_agent, field->value);
        if (equal_without_case(field->name, "Host")) keep_first(request.host, field->value);
        for (const std::string_view mark : {"Via", "Forwarded", "X-Forwarded-For"}) // RFC 9110, 7.6.3; RFC 7239, 4
            if (equal_without_case(field->name, mark)) request.is_passed_on = true;
    }
    if (!request.complete && message.size() > max_http_request_head) return Errc::too_long;
    return request;
}

} // namespace phonescan::wire
