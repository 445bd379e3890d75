#pragma once

#include "probes/observation/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::wire {

/// The most a message may hold: what fits into a datagram, and more header fields than any device sends.
inline constexpr std::size_t max_sip_message = 65'536;
inline constexpr std::size_t max_sip_headers = 256;

/// A header field as it stands in the message. `name` and `value` borrow from the message; the value is trimmed and may
/// hold folded lines (unfold() joins them). Source: RFC 3261, 7.3.1.
struct SipHeader {
    std::string_view name;
    std::string_view value;

    /// Is this the field of that name, in any case, in its long or its compact form? Source: RFC 3261, 7.3.3.
    bool is(std::string_view field) const noexcept;
};

/// A SIP response: status line and header fields, borrowing from the datagram or stream it was read from.
struct SipResponse {
    int status = 0;          ///< 100..699
    std::string_view reason; ///< the reason phrase, may be empty
    std::vector<SipHeader> headers;
    std::string_view body; ///< all that follows the empty line, whatever Content-Length says
    bool complete = false; ///< the empty line was there; without it the last field may be half of one

    /// Value of the first field of that name, compared without case and with its compact form (`v` is `Via`).
    /// nullopt when there is none. Source: RFC 3261, 7.3.3 and 20.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Reads a response. Lenient where devices are: empty lines in front, `sip/2.0`, a missing reason, bare LF or bare CR,
/// no blank after the colon or blanks before it, folded lines, garbage bytes in values, lines without a colon
/// (skipped), a missing empty line at the end. Bounded: 256 header fields, 64 KiB. Errors: Errc::malformed (not a SIP
/// response), Errc::too_long. Source: RFC 3261, 7.2 and 7.5.
Result<SipResponse> parse_sip_response(std::string_view message);

/// A SIP request: request line and header fields, borrowing from the datagram or stream it was read from.
struct SipRequest {
    std::string_view method; ///< as sent: methods are compared with case
    std::string_view uri;
    std::vector<SipHeader> headers;
    std::string_view body; ///< all that follows the empty line, whatever Content-Length says
    bool complete = false; ///< the empty line was there

    /// As SipResponse::header().
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Could these bytes begin a SIP message? True for a method of RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086 and 6665 in
/// capitals and the blank behind it, and for `SIP/2.0 `; empty lines in front are passed over. Costs a few comparisons:
/// it is asked of every payload.
bool may_be_sip(std::string_view start) noexcept;

/// Reads a request, as leniently and within the same bounds as parse_sip_response(); any token is a method. One that
/// was cut (by a capture's snap length, by the end of a TCP segment) gives what it holds, but not the field that the
/// cut goes through: half a version is another version. Errors: Errc::malformed (no request line of SIP/2.0),
/// Errc::too_long. Source: RFC 3261, 7.1 and 7.5.
Result<SipRequest> parse_sip_request(std::string_view message);

/// The value with every folded line joined by one blank; holds no CR and no LF. Source: RFC 3261, 7.3.1.
std::string unfold(std::string_view value);

/// Value of a header parameter (`branch`, `tag`, `rport`) without its quotes, escapes left as written; empty when the
/// parameter stands alone, nullopt when it is absent. Of several values in one field the first is searched; names
/// compare without case; what is inside quotes or angle brackets is no parameter. Source: RFC 3261, 7.3.1 and 25.1.
std::optional<std::string_view> parameter(std::string_view value, std::string_view name) noexcept;

/// The first value of the first Via field: the one that the sender of the request wrote. nullopt when there is none.
/// Source: RFC 3261, 18.1.2.
std::optional<std::string_view> topmost_via(const SipResponse& response) noexcept;

/// Where the answering side saw the request come from, as it wrote into our Via.
struct SeenFrom {
    std::string_view address; ///< `received`, without IPv6 brackets; empty when not told
    std::uint16_t port = 0;   ///< `rport`; 0 when not told
};

/// Source: RFC 3261, 18.2.1; RFC 3581, 4.
SeenFrom seen_from(std::string_view via) noexcept;

} // namespace phonescan::wire
