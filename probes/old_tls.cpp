#include "probes/old_tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace phonescan {

namespace {

std::string der_of(const X509* certificate)
{
    const int size = i2d_X509(certificate, nullptr);
    if (size <= 0) return {};
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* to = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &to);
    return der;
}

/// In the place of OpenSSL's verification. Always content: nothing is sent that a stranger should not see.
int read_certificate(X509_STORE_CTX* store, void* words)
{
    auto& into = *static_cast<TlsWords*>(words);
    if (const auto* const certificate = X509_STORE_CTX_get0_cert(store); certificate != nullptr)
        into.certificate = der_of(certificate);
    const auto* const ssl =
        static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (ssl != nullptr) into.version = static_cast<std::uint16_t>(SSL_version(ssl));
    return 1;
}

} // namespace

void accept_old_tls(void* ssl_ctx, TlsWords& words)
{
    auto* const context = static_cast<SSL_CTX*>(ssl_ctx);
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, 0);
    SSL_CTX_set_cipher_list(context, "ALL:!aNULL:!eNULL");
    SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_cert_verify_callback(context, &read_certificate, &words);
}

} // namespace phonescan
