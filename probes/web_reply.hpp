#pragma once

#include "probes/send_gate.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace phonescan {

/// A question to a web server: always GET, never with credentials.
struct WebRequest {
    boost::asio::ip::address address;
    std::uint16_t port = 80;
    bool tls = false;
    std::string path = "/"; ///< with its query; empty: nothing is asked once the connection, with its TLS, stands
    Clock::duration limit = std::chrono::seconds{5}; ///< for the whole exchange
};

/// What a TLS server says of itself before anything else.
struct TlsWords {
    std::uint16_t version = 0; ///< of the protocol, as on the wire: 0x0301 is TLS 1.0; 0: not known
    std::string certificate;   ///< DER, empty when none was sent
};

/// How an exchange ended, with what was said until then.
struct WebReply {
    enum class End : std::uint8_t {
        answered,    ///< in HTTP, or, where nothing was asked, a connection that stands
        refused,     ///< the device says that nobody listens
        unreachable, ///< a router, or this host after a failed ARP, says so
        silent,      ///< no TCP handshake
        broken,      ///< a connection, but no answer: closed, reset or no TLS that both sides know
        late,        ///< a connection, but no answer within the limit
        unsent,      ///< this host could not ask: no way, no socket
    };
    End end = End::silent;
    bool is_cut = false;                   ///< it went on past a limit: of time, of the header or of the body
    bool is_out_of_time = false;           ///< that limit was time
    long status = 0;                       ///< of HTTP; 0 without an answer, or when it had no status line
    std::vector<std::string> server;       ///< Server fields
    std::vector<std::string> authenticate; ///< WWW-Authenticate fields
    std::string location;                  ///< Location, as it was sent
    std::string content_type;
    std::string body; ///< decompressed, at most max_web_body
    TlsWords tls;

    bool is_connected() const noexcept { return end == End::answered || end == End::broken || end == End::late; }
};

/// Bounds of what is read of one answer, in bytes: of the body (after decompression), of all header fields.
inline constexpr std::size_t max_web_body = 65'536;
inline constexpr std::size_t max_web_header = 65'536;

} // namespace phonescan
