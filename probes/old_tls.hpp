#pragma once

#include "probes/web_reply.hpp"

namespace phonescan {

/// Makes an SSL_CTX of OpenSSL's take TLS 1.0 and later with small keys, SHA-1 and renegotiation of the old kind, as
/// phones of 2010 have it; for this one connection. The server's certificate is not verified: it is read into `words`,
/// with the version, as soon as it comes, and so is known even where the handshake fails after that. `words` must
/// outlive the connection.
void accept_old_tls(void* ssl_ctx, TlsWords& words);

} // namespace phonescan
