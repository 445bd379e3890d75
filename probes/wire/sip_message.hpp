#pragma once

#include "probes/observation/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::wire {

/// A header field as it stands in the message. `name` and `value` borrow from the message; the value is trimmed and may
/// hold folded lines (unfold() joins them). Source: RFC 3261, 7.3.1.
struct SipHeader {
    std::string_view name;
    std::string_view value;
};

/// A SIP response: status line and header fields, borrowing from the datagram or stream it was read from.
struct SipResponse {
    int status = 0;          ///< 100..699
    std::string_view reason; ///< the reason phrase, may be empty
    std::vector<SipHeader> headers;
    std::string_view body;

    /// Value of the first field of that name, compared without case and with its compact form (`v` is `Via`).
    /// nullopt when there is none. Source: RFC 3261, 7.3.3 and 20.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Reads a response. Lenient where devices are: bare LF, no blank after the colon, folded lines, garbage bytes in
/// values, lines without a colon (skipped), a missing empty line at the end. Bounded: 256 header fields, 64 KiB.
/// Errors: Errc::malformed (not a SIP response), Errc::too_long. Source: RFC 3261, 7.2.
Result<SipResponse> parse_sip_response(std::string_view message);

/// The value with every folded line joined by one blank. Source: RFC 3261, 7.3.1.
std::string unfold(std::string_view value);

/// Value of a header parameter (`branch`, `tag`, `rport`), unquoted; nullopt when absent. Source: RFC 3261, 25.1.
std::optional<std::string_view> parameter(std::string_view value, std::string_view name) noexcept;

} // namespace phonescan::wire
