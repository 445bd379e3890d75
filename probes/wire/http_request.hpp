#pragma once

#include "probes/observation/error.hpp"

#include <cstddef>
#include <string_view>

namespace phonescan::wire {

inline constexpr std::size_t max_http_request_head = 16'384;

/// The head of an HTTP/1 request; views borrow. Values are trimmed and may hold folded lines (unfold() joins them).
struct HttpRequest {
    std::string_view method;
    std::string_view target;     ///< as sent
    std::string_view user_agent; ///< value of the first User-Agent field; empty without
    std::string_view host;       ///< value of the first Host field; empty without
    bool is_passed_on = false;   ///< a proxy wrote Via, Forwarded or X-Forwarded-For
    bool complete = false;       ///< the empty line was there
};

/// Could these bytes begin one? True for a prefix of a method of RFC 9110 and the blank behind it, and for all that
/// begins with the whole of that. Costs a few comparisons: it is asked of every payload. Source: RFC 9110, 9.1.
bool may_be_http_request(std::string_view start) noexcept;

/// Reads a request's head, all of it or what a capture holds of it; a field that the input ends in is left out: half a
/// version is another version. Lenient as parse_sip_request(). Errors: Errc::malformed (no request line, or it is cut
/// before its version), Errc::too_long (no empty line in the first 16 KiB). Source: RFC 9112, 3 and 5.
Result<HttpRequest> read_http_request(std::string_view message) noexcept;

} // namespace phonescan::wire
