#pragma once

#include "tests/support/web_server.hpp"

#include <memory>
#include <span>

using SSL_CTX = struct ssl_ctx_st;

namespace phonescan::test {

using SslContext = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;
using Ssl = std::unique_ptr<SSL, void (*)(SSL*)>;

/// With a key and a certificate of its own that signs itself. Errors: throws std::runtime_error.
SslContext server_context(const TlsSide& side);
/// The certificate alone.
std::string certificate_der(const TlsSide& side);
/// The server's handshake on a connection; nullptr: it failed.
Ssl accept_tls(const SslContext& context, int socket);
/// As recv() and send() have it.
long read_tls(SSL* tls, std::span<char> into);
long write_tls(SSL* tls, std::string_view bytes);
/// Was the other side's close_notify read?
bool has_close_notify(const SSL* tls);

} // namespace phonescan::test
