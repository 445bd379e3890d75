#include "tests/field/sip_request.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace phonescan::field {
namespace {

constexpr std::string_view fault_names[] = {"none",
                                            "not-sip",
                                            "request-line",
                                            "control-byte",
                                            "bare-line-feed",
                                            "unterminated",
                                            "header-syntax",
                                            "repeated-header",
                                            "via-missing",
                                            "via-syntax",
                                            "via-transport",
                                            "via-branch",
                                            "from-missing",
                                            "from-tag",
                                            "to-missing",
                                            "call-id-missing",
                                            "cseq-missing",
                                            "cseq-syntax",
                                            "cseq-method",
                                            "max-forwards-missing",
                                            "max-forwards-syntax",
                                            "content-length"};
static_assert(std::size(fault_names) == request_faults);

void note(SipRequest& request, RequestFault fault) noexcept
{
    if (request.fault == RequestFault::none) request.fault = fault;
}

char lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same(std::string_view text, std::string_view lower_case) noexcept
{
    if (text.size() != lower_case.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (lower(text[i]) != lower_case[i]) return false;
    return true;
}

bool is(std::string_view name, std::string_view full, std::string_view compact) noexcept
{
    return same(name, full) || same(name, compact);
}

std::string_view trimmed(std::string_view text) noexcept
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool token(std::string_view text) noexcept
{
    constexpr std::string_view marks = "-.!%*_+`'~";
    for (const char c : text) {
        const char l = lower(c);
        if (!((l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos))
            return false;
    }
    return !text.empty();
}

template <class Number>
bool decimal(std::string_view text, Number& value) noexcept
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && error == std::errc{} && end == text.data() + text.size();
}

/// Value of a parameter behind the semicolons of a field value; data() is nullptr when it is absent.
std::string_view parameter(std::string_view value, std::string_view name) noexcept
{
    if (const auto bracket = value.rfind('>'); bracket != std::string_view::npos) value.remove_prefix(bracket);
    for (auto at = value.find(';'); at != std::string_view::npos;) {
        value.remove_prefix(at + 1);
        at = value.find(';');
        const auto whole = trimmed(value.substr(0, at));
        const auto equals = whole.find('=');
        if (!same(trimmed(whole.substr(0, equals)), name)) continue;
        return equals == std::string_view::npos ? whole.substr(whole.size()) : trimmed(whole.substr(equals + 1));
    }
    return {};
}

std::string_view transport_name(SipTransport transport) noexcept
{
    if (transport == SipTransport::udp) return "UDP";
    return transport == SipTransport::tcp ? "TCP" : "TLS";
}

void read_sent_by(ViaView& via, std::string_view sent_by, SipRequest& request)
{
    auto colon = sent_by.rfind(':');
    if (sent_by.starts_with('[')) {
        const auto close = sent_by.find(']');
        colon = close == std::string_view::npos || close + 1 == sent_by.size() ? std::string_view::npos : close + 1;
    }
    via.host = trimmed(sent_by.substr(0, colon));
    if (via.host.empty()) note(request, RequestFault::via_syntax);
    if (colon == std::string_view::npos) return;
    if (!decimal(trimmed(sent_by.substr(colon + 1)), via.port) || via.port == 0)
        note(request, RequestFault::via_syntax);
}

void read_via(SipRequest& request, SipTransport transport)
{
    auto& via = request.top_via;
    const auto value = request.vias[0];
    via.element = value.substr(0, value.find(','));
    via.following = value.substr(via.element.size());
    constexpr std::string_view protocol = "SIP/2.0/";
    const auto blank = via.element.find_first_of(" \t");
    if (!via.element.starts_with(protocol) || blank == std::string_view::npos)
        return note(request, RequestFault::via_syntax);
    if (via.element.substr(protocol.size(), blank - protocol.size()) != transport_name(transport))
        note(request, RequestFault::via_transport);
    const auto semicolon = std::min(via.element.find(';'), via.element.size());
    if (semicolon < blank) return note(request, RequestFault::via_syntax);
    read_sent_by(via, trimmed(via.element.substr(blank, semicolon - blank)), request);
    via.branch = parameter(via.element, "branch");
    if (!via.branch.starts_with("z9hG4bK") || via.branch.size() == 7) note(request, RequestFault::via_branch);
    const auto rport = parameter(via.element, "rport");
    via.wants_rport = rport.data() != nullptr && rport.empty();
    if (via.wants_rport) via.rport_end = static_cast<std::size_t>(rport.data() - via.element.data());
}

void once(SipRequest& request, std::string_view& field, std::string_view value)
{
    if (!field.empty()) note(request, RequestFault::repeated_header);
    field = value;
}

void keep_header(SipRequest& request, std::string_view name, std::string_view value)
{
    if (is(name, "via", "v")) {
        if (request.via_count < request.vias.size()) request.vias[request.via_count++] = value;
    } else if (is(name, "from", "f")) {
        once(request, request.from, value);
    } else if (is(name, "to", "t")) {
        once(request, request.to, value);
    } else if (is(name, "call-id", "i")) {
        once(request, request.call_id, value);
    } else if (same(name, "cseq")) {
        once(request, request.cseq, value);
    } else if (same(name, "max-forwards")) {
        once(request, request.max_forwards, value);
    } else if (is(name, "content-length", "l")) {
        once(request, request.content_length, value);
    }
}

/// One line without its end, and whether it ended in CR LF. Advances past it.
std::string_view next_line(std::string_view& rest, bool& complete, bool& bare) noexcept
{
    const void* found = std::memchr(rest.data(), '\n', rest.size());
    complete = found != nullptr;
    auto length = complete ? static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) : rest.size();
    auto line = rest.substr(0, length);
    rest.remove_prefix(complete ? length + 1 : length);
    bare = complete && !line.ends_with('\r');
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

void read_header(SipRequest& request, std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return note(request, RequestFault::header_syntax);
    const auto name = trimmed(line.substr(0, colon));
    if (!token(name)) note(request, RequestFault::header_syntax);
    keep_header(request, name, trimmed(line.substr(colon + 1)));
}

/// Header lines up to the empty one; returns the body.
std::string_view read_headers(SipRequest& request, std::string_view rest)
{
    while (true) {
        bool complete = false;
        bool bare = false;
        auto line = next_line(rest, complete, bare);
        if (!complete) {
            note(request, RequestFault::unterminated);
            if (line.empty()) return {};
        }
        if (bare) note(request, RequestFault::bare_line_feed);
        if (line.empty()) return rest;
        while (complete && !rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) { // RFC 3261, 7.3.1
            const auto folded = next_line(rest, complete, bare);
            line = {line.data(), static_cast<std::size_t>(folded.data() + folded.size() - line.data())};
        }
        for (const char c : line) {
            const auto byte = static_cast<unsigned char>(c);
            if ((byte < 32 && c != '\t' && c != '\r' && c != '\n') || byte == 127)
                note(request, RequestFault::control_byte);
        }
        read_header(request, line);
    }
}

void read_request_line(SipRequest& request, std::string_view line)
{
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || line.substr(last + 1) != "SIP/2.0")
        return note(request, RequestFault::request_line);
    request.method = line.substr(0, first);
    request.uri = line.substr(first + 1, last - first - 1);
    const bool sip = request.uri.starts_with("sip:") || request.uri.starts_with("sips:");
    if (!token(request.method) || !sip || request.uri.find_first_of(" <>") != std::string_view::npos)
        note(request, RequestFault::request_line);
}

void check_cseq(SipRequest& request)
{
    if (request.cseq.empty()) return note(request, RequestFault::cseq_missing);
    const auto blank = request.cseq.find_first_of(" \t");
    std::uint64_t number = 0;
    if (blank == std::string_view::npos || !decimal(request.cseq.substr(0, blank), number) || number >= 1U << 31)
        return note(request, RequestFault::cseq_syntax);
    if (trimmed(request.cseq.substr(blank)) != request.method) note(request, RequestFault::cseq_method);
}

void check_headers(SipRequest& request, std::string_view body, SipTransport transport)
{
    if (request.via_count == 0)
        note(request, RequestFault::via_missing);
    else
        read_via(request, transport);
    if (request.from.empty()) note(request, RequestFault::from_missing);
    request.from_tag = parameter(request.from, "tag");
    if (request.from_tag.empty()) note(request, RequestFault::from_tag);
    if (request.to.empty()) note(request, RequestFault::to_missing);
    if (request.call_id.empty()) note(request, RequestFault::call_id_missing);
    check_cseq(request);
    unsigned hops = 0;
    if (request.max_forwards.empty())
        note(request, RequestFault::max_forwards_missing);
    else if (!decimal(request.max_forwards, hops) || hops > 255)
        note(request, RequestFault::max_forwards_syntax);
    std::size_t length = body.size(); // over UDP a missing length means the rest of the datagram: RFC 3261, 18.3
    if (!request.content_length.empty() && (!decimal(request.content_length, length) || length != body.size()))
        note(request, RequestFault::content_length);
    if (request.content_length.empty() && transport != SipTransport::udp) // nothing else says where it ends: 20.14
        note(request, RequestFault::content_length);
}

} // namespace

std::string_view name_of(RequestFault fault) noexcept
{
    return fault_names[static_cast<std::size_t>(fault)];
}

SipRequest read_request(std::string_view datagram, SipTransport transport)
{
    SipRequest request;
    if (datagram.find("SIP/2.0") == std::string_view::npos) {
        request.fault = RequestFault::not_sip;
        return request;
    }
    bool complete = false;
    bool bare = false;
    read_request_line(request, next_line(datagram, complete, bare));
    if (bare) note(request, RequestFault::bare_line_feed);
    check_headers(request, read_headers(request, datagram), transport);
    return request;
}

} // namespace phonescan::field
