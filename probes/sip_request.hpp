#pragma once

#include "probes/sip_cookie.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace phonescan {

enum class SipTransport : std::uint8_t { udp, tcp, tls };

/// `phonescan/` and the version of this program.
std::string_view default_sip_user_agent() noexcept;

/// A text that may stand in a User-Agent field as it is: printable ASCII, not blank, at most 128 characters.
/// Errors: Errc::malformed, Errc::too_long.
Result<std::string> sip_user_agent(std::string_view text);

/// The OPTIONS request of a sweep, prepared for one source: filling in a target copies a few pieces.
///
/// It carries what RFC 3261 8.1.1 demands, and besides `rport` (RFC 3581), without which a phone may answer to 5060,
/// Contact, Accept, User-Agent and an empty body. Branch, Call-ID and From's tag are the target's token. Repeats to one
/// target are equal byte for byte, as retransmissions must be. Source: RFC 3261, 8.1.1, 11.1, 17.1.2 and 19.1.1.
class SipOptionsRequest {
public:
    /// No request is longer, so a datagram fits into any path's MTU (RFC 3261, 18.1.1).
    static constexpr std::size_t max_length = 1'024;

    struct Settings {
        /// The address that packets to the targets leave from, and the port really bound: answers come back there.
        boost::asio::ip::address source;
        std::uint16_t source_port = 0;
        SipTransport transport = SipTransport::udp;
        std::string user_agent{default_sip_user_agent()};
    };

    /// Errors: Errc::malformed (no source address or port, or a user agent that sip_user_agent() refuses),
    /// Errc::too_long.
    static Result<SipOptionsRequest> prepare(const Settings& settings);

    /// Writes the request to `target` into `out` and returns its length; 0, with nothing written, when `out` is shorter
    /// than max_length.
    std::size_t write(std::span<char> out, const SipTarget& target, const SipCookie& cookie) const noexcept;

private:
    SipOptionsRequest() = default;

    /// Request-URI, Via as far as the branch, then what stands between branch, To, tag, Call-ID and the end.
    std::string after_uri_, after_branch_, after_to_, after_tag_, after_call_id_;
    std::uint16_t default_port_ = 0;
};

} // namespace phonescan
