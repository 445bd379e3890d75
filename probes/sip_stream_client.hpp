#pragma once

#include "probes/observation/observation.hpp"
#include "probes/sip_request.hpp"
#include "probes/web_reply.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace phonescan {

/// A question to a SIP server over a connection: one OPTIONS.
struct SipStreamRequest {
    boost::asio::ip::address address; ///< IPv4 or IPv6, that one with its zone where it is link-local
    std::uint16_t port = 5060;
    bool tls = false;
    Clock::duration limit = std::chrono::seconds{5}; ///< for the whole exchange
};

/// How an exchange ended, with what was said until then.
struct SipStreamReply {
    /// As of the web: answered, where a response to our question came, final or not; broken, where the connection ended
    /// or was ended without one (no SIP, too much of it, no TLS that both sides know); late, where the limit came
    /// first.
    WebReply::End end = WebReply::End::silent;
    bool is_out_of_time = false; ///< no final response within the limit; with End::answered: a provisional one
    bool is_sip = false;         ///< SIP came over the connection, be it no answer of ours
    int status = 0;              ///< of the response, the final one where there is one; 0 without
    TlsWords tls;                ///< known where the handshake fails behind the certificate, too
    Observations heard;          ///< of that response, by Channel::sip_tcp or sip_tls

    bool is_connected() const noexcept
    {
        return end == WebReply::End::answered || end == WebReply::End::broken || end == WebReply::End::late;
    }
};

/// The most that is read of one connection, in bytes of SIP.
inline constexpr std::size_t max_sip_stream_bytes = 131'072;

/// Asks one SIP server after the other over TCP or TLS. One connection at a time, each for one OPTIONS, closed after
/// its final response; TLS is told so (close_notify), and nothing waited for.
///
/// The response is ours when its branch, Call-ID or From tag is the token of the address and port that were asked:
/// responses that carry none, and requests, are passed over; nothing is answered to them. A provisional response counts
/// when no final one comes. TLS of every age is accepted, certificates are read and never trusted. Belongs to one
/// coroutine. Source: RFC 3261, 11.1, 17.1.2.2, 18.1, 18.3.
class SipStreamClient {
public:
    struct Options {
        SipCookie cookie; ///< makes the token of a target: branch, Call-ID and From tag
        std::string user_agent{default_sip_user_agent()};
        std::string interface = {}; ///< `-e`; empty: the routing table decides
    };

    /// Errors: throws std::invalid_argument for a user agent that sip_user_agent() refuses.
    SipStreamClient(boost::asio::any_io_executor executor, Options options);
    ~SipStreamClient();
    SipStreamClient(const SipStreamClient&) = delete;
    SipStreamClient& operator=(const SipStreamClient&) = delete;

    /// Errors: throws boost::system::system_error when OpenSSL cannot work at all. What a device does wrong is in the
    /// reply. A question under way is abandoned.
    boost::asio::awaitable<SipStreamReply> ask(SipStreamRequest request);
    /// Ends what ask() does as if its time were over; the connection is closed when this returns.
    void abandon();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace phonescan
