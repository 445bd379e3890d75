#include "probes/wire/sip_message.hpp"

#include "probes/wire/header_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace phonescan::wire {

namespace {

struct CompactForm {
    char letter;
    std::string_view name;
};

/// Source: IANA registry "SIP Parameters", Header Fields.
constexpr std::array<CompactForm, 19> compact_forms = {{
    {'a', "Accept-Contact"},
    {'b', "Referred-By"},
    {'c', "Content-Type"},
    {'d', "Request-Disposition"},
    {'e', "Content-Encoding"},
    {'f', "From"},
    {'i', "Call-ID"},
    {'j', "Reject-Contact"},
    {'k', "Supported"},
    {'l', "Content-Length"},
    {'m', "Contact"},
    {'o', "Event"},
    {'r', "Refer-To"},
    {'s', "Subject"},
    {'t', "To"},
    {'u', "Allow-Events"},
    {'v', "Via"},
    {'x', "Session-Expires"},
    {'y', "Identity"},
}};

/// Long name of a compact form, or the name itself.
constexpr std::string_view long_name(std::string_view name)
{
    if (name.size() != 1) return name;
    const auto form = std::ranges::find(compact_forms, lower(name[0]), &CompactForm::letter);
    return form == compact_forms.end() ? name : form->name;
}

constexpr std::string_view sip_version = "SIP/2.0";

struct StatusLine {
    int status = 0;
    std::string_view reason;
};

std::optional<StatusLine> parse_status_line(std::string_view line) noexcept
{
    if (!equal_without_case(line.substr(0, sip_version.size()), sip_version)) return std::nullopt;
    line.remove_prefix(sip_version.size());
    if (line.empty() || blanks.find(line.front()) == std::string_view::npos) return std::nullopt;

    line = trimmed(line, blanks);
    StatusLine parsed;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), parsed.status);
    if (error != std::errc{} || end - line.data() != 3 || parsed.status < 100 || parsed.status > 699)
        return std::nullopt;
    parsed.reason = trimmed(line.substr(3), blanks);
    return parsed;
}

struct RequestLine {
    std::string_view method;
    std::string_view uri;
};

/// Source: RFC 3261, 25.1 (token).
bool is_token(std::string_view text) noexcept
{
    constexpr std::string_view others = "-.!%*_+`'~";
    return !text.empty() && std::ranges::all_of(text, [others](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    });
}

std::optional<RequestLine> parse_request_line(std::string_view line) noexcept
{
    const auto method = line.substr(0, line.find_first_of(blanks));
    line = trimmed(line.substr(method.size()), blanks);
    const auto last_blank = line.find_last_of(blanks);
    if (last_blank == std::string_view::npos || !is_token(method)) return std::nullopt;
    if (!equal_without_case(line.substr(last_blank + 1), sip_version)) return std::nullopt;
    return RequestLine{method, trimmed(line.substr(0, last_blank), blanks)};
}

std::string_view without_empty_lines(std::string_view message) noexcept
{
    message.remove_prefix(std::min(message.find_first_not_of(line_ends), message.size()));
    return message;
}

/// What becomes of a field whose line has no end.
enum class CutField : std::uint8_t { kept, left_out };

/// What follows the first line, into a response or request. Errors: Errc::too_long.
template <class Message>
Result<Message> with_fields(Message message, LineReader lines, CutField cut_field)
{
    message.headers.reserve(16);
    while (!lines.at_end()) {
        const auto line = lines.folded_line();
        if (line.empty()) {
            message.complete = true;
            break;
        }
        if (!lines.line_has_end() && cut_field == CutField::left_out) break;
        const auto field = header_field(line);
        if (!field) continue;
        if (message.headers.size() == max_sip_headers) return Errc::too_long;
        message.headers.push_back({field->name, field->value});
    }
    message.body = lines.rest();
    return message;
}

std::optional<std::string_view> first_value(const std::vector<SipHeader>& headers, std::string_view name) noexcept
{
    const auto found = std::ranges::find_if(headers, [name](const SipHeader& header) { return header.is(name); });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

} // namespace

bool SipHeader::is(std::string_view field) const noexcept
{
    return equal_without_case(long_name(name), long_name(field));
}

std::optional<std::string_view> SipResponse::header(std::string_view name) const noexcept
{
    return first_value(headers, name);
}

std::optional<std::string_view> SipRequest::header(std::string_view name) const noexcept
{
    return first_value(headers, name);
}

Result<SipResponse> parse_sip_response(std::string_view message)
{
    if (message.size() > max_sip_message) return Errc::too_long;
    LineReader lines{without_empty_lines(message)}; // keep-alives
    const auto status_line = parse_status_line(lines.line());
    if (!status_line) return Errc::malformed;
    return with_fields(SipResponse{status_line->status, status_line->reason, {}, {}}, lines, CutField::kept);
}

Result<SipRequest> parse_sip_request(std::string_view message)
{
    if (message.size() > max_sip_message) return Errc::too_long;
    LineReader lines{without_empty_lines(message)};
    const auto request_line = parse_request_line(lines.line());
    if (!request_line) return Errc::malformed;
    return with_fields(SipRequest{request_line->method, request_line->uri, {}, {}}, lines, CutField::left_out);
}

bool may_be_sip(std::string_view start) noexcept
{
    if (start.starts_with('\r') || start.starts_with('\n')) start = without_empty_lines(start);
    if (start.empty()) return false;
    const auto is = [start](std::string_view word) { return start.starts_with(word); };
    switch (start.front()) {
    case 'A':
        return is("ACK ");
    case 'B':
        return is("BYE ");
    case 'C':
        return is("CANCEL ");
    case 'I':
        return is("INVITE ") || is("INFO ");
    case 'M':
        return is("MESSAGE ");
    case 'N':
        return is("NOTIFY ");
    case 'O':
        return is("OPTIONS ");
    case 'P':
        return is("PUBLISH ") || is("PRACK ");
    case 'R':
        return is("REGISTER ") || is("REFER ");
    case 'S':
        return is("SIP/2.0 ") || is("SUBSCRIBE ");
    case 'U':
        return is("UPDATE ");
    default:
        return false;
    }
}

std::string unfold(std::string_view value)
{
    std::string joined;
    joined.reserve(value.size());
    for (value = trimmed(value); !value.empty();) {
        const auto line = value.substr(0, value.find_first_of(line_ends));
        value.remove_prefix(line.size());
        joined += value.empty() ? line : line.substr(0, line.find_last_not_of(blanks) + 1);
        const auto next = value.find_first_not_of(white_space);
        if (next == std::string_view::npos) break;
        joined += ' ';
        value.remove_prefix(next);
    }
    return joined;
}

} // namespace phonescan::wire
