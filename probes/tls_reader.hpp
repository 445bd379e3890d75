#pragma once

#include "probes/web_reply.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace phonescan {

/// What a TLS server says in clear: its version and certificate, read from its answer to a ClientHello without a
/// handshake, for servers that OpenSSL shares no cipher with (RC4, 3DES). The connection is closed after that.
/// interface: `-e`. extensions: whether the ClientHello has any; some old servers take none.
/// Of the reply: end and tls. Source: RFC 5246, 7.4.
boost::asio::awaitable<WebReply> read_tls_server(WebRequest request, std::string interface, bool extensions);

} // namespace phonescan
