#include "tests/support/tls_side.hpp"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <map>
#include <stdexcept>

namespace phonescan::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

void require(bool holds, const char* what)
{
    if (!holds) throw std::runtime_error{what};
}

/// Made once: an RSA key takes its time.
EVP_PKEY* key_of(bool is_weak)
{
    static std::mutex mutex;
    static std::map<bool, Key> keys;
    const std::lock_guard lock{mutex};
    auto found = keys.find(is_weak);
    if (found == keys.end())
        found = keys.emplace(is_weak, Key{is_weak ? EVP_RSA_gen(1'024) : EVP_EC_gen("P-256"), &EVP_PKEY_free}).first;
    require(found->second != nullptr, "key");
    return found->second.get();
}

void add_names(X509* certificate, const std::string& names)
{
    if (names.empty()) return;
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "names");
    X509_EXTENSION_free(extension);
}

/// Valid from the year 2020 until the end of 2029.
Certificate certificate_of(const TlsSide& side, EVP_PKEY* key)
{
    Certificate certificate{X509_new(), &X509_free};
    auto* const made = certificate.get();
    X509_set_version(made, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    ASN1_TIME_set_string(X509_getm_notBefore(made), "200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(made), "291231235959Z");
    X509_set_pubkey(made, key);
    auto* const name = X509_get_subject_name(made);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(side.common_name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made, name);
    add_names(made, side.names);
    require(X509_sign(made, key, side.is_weak ? EVP_sha1() : EVP_sha256()) > 0, "signature");
    return certificate;
}

} // namespace

SslContext server_context(const TlsSide& side)
{
    SslContext context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    auto* const made = context.get();
    auto* const key = key_of(side.is_weak);
    SSL_CTX_set_security_level(made, 0);
    SSL_CTX_set_min_proto_version(made, side.version);
    SSL_CTX_set_max_proto_version(made, side.version);
    SSL_CTX_set_cipher_list(made, "ALL:@SECLEVEL=0");
    if (side.wants_certificate) SSL_CTX_set_verify(made, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    require(SSL_CTX_use_certificate(made, certificate_of(side, key).get()) == 1, "certificate");
    require(SSL_CTX_use_PrivateKey(made, key) == 1, "private key");
    return context;
}

std::string certificate_der(const TlsSide& side)
{
    const auto certificate = certificate_of(side, key_of(side.is_weak));
    std::string der(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)), '\0');
    auto* to = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate.get(), &to);
    return der;
}

Ssl accept_tls(const SslContext& context, int socket)
{
    Ssl tls{SSL_new(context.get()), &SSL_free};
    SSL_set_fd(tls.get(), socket);
    if (SSL_accept(tls.get()) != 1) tls.reset();
    return tls;
}

long read_tls(SSL* tls, std::span<char> into)
{
    return SSL_read(tls, into.data(), static_cast<int>(into.size()));
}

long write_tls(SSL* tls, std::string_view bytes)
{
    return SSL_write(tls, bytes.data(), static_cast<int>(bytes.size()));
}

bool has_close_notify(const SSL* tls)
{
    return (SSL_get_shutdown(tls) & SSL_RECEIVED_SHUTDOWN) != 0;
}

} // namespace phonescan::test
