#pragma once

#include <string>
#include <string_view>

namespace phonescan::field {

/// What a server of 2005 answers to any ClientHello: ServerHello of TLS 1.0 with TLS_RSA_WITH_RC4_128_SHA, its
/// certificate (DER) and ServerHelloDone, each in a record of its own. Source: RFC 2246, 6.2.1, 7.4.
std::string old_server_hello(std::string_view certificate);

/// A fatal handshake_failure. Source: RFC 2246, 7.2.
std::string fatal_alert();

/// Whether a whole TLS record stands at the start.
bool holds_record(std::string_view bytes) noexcept;

} // namespace phonescan::field
