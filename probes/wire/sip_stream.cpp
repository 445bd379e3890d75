#include "probes/wire/sip_stream.hpp"

#include "probes/wire/header_fields.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace phonescan::wire {

namespace {

/// A method or `SIP/2.0` begins with a letter, or another character of a token. Tells TLS and other binary protocols
/// by their first octet. Source: RFC 3261, 25.1.
constexpr bool may_begin_sip(char character) noexcept
{
    return character > ' ' && character <= '~';
}

/// Is this the first line of a response or of a request?
bool is_first_line(std::string_view line)
{
    return parse_sip_response(line).has_value() || parse_sip_request(line).has_value();
}

/// Errors: Errc::malformed, Errc::too_long. Source: RFC 3261, 25.1 (Content-Length: 1*DIGIT).
Result<std::size_t> read_length(std::string_view value)
{
    if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos) return Errc::malformed;
    std::size_t length = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), length);
    if (parsed.ec != std::errc{} || length > max_sip_stream_body) return Errc::too_long;
    return length;
}

/// Of all Content-Length fields of a head, 0 without one. Errors: those of read_length(); Errc::malformed where two
/// differ.
Result<std::size_t> body_length(std::string_view head)
{
    std::optional<std::size_t> found;
    LineReader lines{head};
    lines.line();
    while (!lines.at_end()) {
        const auto line = lines.folded_line();
        if (line.empty()) break;
        const auto field = header_field(line);
        if (!field || !SipHeader{field->name, field->value}.is("Content-Length")) continue;
        const auto length = read_length(field->value);
        if (!length) return length.error();
        if (found && *found != *length) return Errc::malformed;
        found = *length;
    }
    return found.value_or(0);
}

} // namespace

SipStreamReader::State SipStreamReader::feed(std::string_view& bytes)
{
    for (;;) {
        auto state = State::more;
        switch (part_) {
        case Part::keep_alives:
            state = begin(bytes);
            break;
        case Part::first_line:
        case Part::fields:
            state = take_line(bytes);
            break;
        case Part::body:
            return take_body(bytes);
        case Part::nowhere:
            return State::failed;
        }
        if (state != State::more || bytes.empty()) return state;
    }
}

SipStreamReader::State SipStreamReader::begin(std::string_view& bytes)
{
    bytes.remove_prefix(std::min(bytes.find_first_not_of(line_ends), bytes.size()));
    if (bytes.empty()) return State::more;
    head_.clear();
    body_.clear();
    is_head_whole_ = false;
    is_line_empty_ = true;
    if (!may_begin_sip(bytes.front())) return fail(Errc::malformed);
    part_ = Part::first_line;
    return State::more;
}

/// As much of a line as there is.
SipStreamReader::State SipStreamReader::take_line(std::string_view& bytes)
{
    const auto lf = bytes.find('\n');
    const bool ends = lf != std::string_view::npos;
    const auto piece = bytes.substr(0, ends ? lf + 1 : bytes.size());
    if (piece.size() > max_sip_stream_head - head_.size()) return fail(Errc::too_long);
    const auto text = piece.substr(0, piece.size() - (ends ? 1 : 0));
    is_line_empty_ = is_line_empty_ && text.find_first_not_of('\r') == std::string_view::npos;
    head_ += piece;
    bytes.remove_prefix(piece.size());
    return ends ? line_has_ended() : State::more;
}

SipStreamReader::State SipStreamReader::line_has_ended()
{
    const bool was_empty = std::exchange(is_line_empty_, true);
    if (part_ == Part::first_line) {
        if (!is_first_line(head_)) return fail(Errc::malformed);
        part_ = Part::fields;
        return State::more;
    }
    if (!was_empty) return State::more;
    is_head_whole_ = true;
    if (const auto length = body_length(head_)) {
        body_left_ = *length;
        part_ = Part::body;
    } else
        fail(static_cast<Errc>(length.error().value())); // of what follows
    return State::head;
}

SipStreamReader::State SipStreamReader::take_body(std::string_view& bytes)
{
    const auto piece = bytes.substr(0, body_left_);
    body_ += piece.substr(0, max_sip_stream_body_kept - body_.size());
    body_left_ -= piece.size();
    bytes.remove_prefix(piece.size());
    if (body_left_ > 0) return State::more;
    part_ = Part::keep_alives;
    return State::message;
}

SipStreamReader::State SipStreamReader::fail(Errc error) noexcept
{
    part_ = Part::nowhere;
    error_ = error;
    return State::failed;
}

} // namespace phonescan::wire
