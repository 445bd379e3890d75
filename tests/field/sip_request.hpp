#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace phonescan::field {

/// Why a request is not one that RFC 3261 allows; the first reason found. Names for reports: name_of().
enum class RequestFault : std::uint8_t {
    none,
    not_sip,
    request_line,
    control_byte,
    bare_line_feed,
    unterminated,
    header_syntax,
    repeated_header,
    via_missing,
    via_syntax,
    via_transport,
    via_branch,
    from_missing,
    from_tag,
    to_missing,
    call_id_missing,
    cseq_missing,
    cseq_syntax,
    cseq_method,
    max_forwards_missing,
    max_forwards_syntax,
    content_length,
};
constexpr std::size_t request_faults = 22;
std::string_view name_of(RequestFault fault) noexcept;

enum class SipTransport : std::uint8_t { udp, tcp, tls };

/// The top Via of a request, what its parts are. Source: RFC 3261, 20.42; RFC 3581, 3.
struct ViaView {
    std::string_view element;   ///< the first value of the field, without what follows its comma
    std::string_view following; ///< the comma and the values after it
    std::string_view host;
    std::string_view branch;
    std::uint16_t port = 5060;
    bool wants_rport = false;  ///< `rport` without a value
    std::size_t rport_end = 0; ///< offset in element behind the word rport
};

/// A request as a phone sees it; every view borrows from the datagram. Written for this field alone and not shared with
/// the program under test, so that the two cannot be wrong together.
struct SipRequest {
    std::string_view method;
    std::string_view uri;
    std::array<std::string_view, 8> vias; ///< values of the Via fields, top first
    std::size_t via_count = 0;
    ViaView top_via;
    std::string_view from, from_tag, to, call_id, cseq, max_forwards, content_length;
    RequestFault fault = RequestFault::none;

    /// Enough is there to answer it, valid or not.
    bool answerable() const noexcept { return via_count > 0 && !top_via.host.empty() && !cseq.empty(); }
};

/// Reads a datagram, or one message of a stream, as a SIP request and checks it. Source: RFC 3261, 7, 8.1.1, 18.
SipRequest read_request(std::string_view datagram, SipTransport transport = SipTransport::udp);

} // namespace phonescan::field
