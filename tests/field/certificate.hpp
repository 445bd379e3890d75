#pragma once

#include "tests/field/web_service.hpp"

#include <cstdint>
#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;

namespace phonescan::field {

struct FreeCertificate {
    void operator()(x509_st* certificate) const noexcept;
};
using Certificate = std::unique_ptr<x509_st, FreeCertificate>;

/// What a certificate says. Names as in TlsService, rendered; octets 0 in them stay.
struct CertificateText {
    std::string subject;
    std::string issuer;
    std::string dns_names;
    std::uint64_t serial = 1;
    TlsHash hash = TlsHash::sha256;
};

/// A certificate of a key, signed by that key whatever its issuer. Errors: std::runtime_error with OpenSSL's reason.
Certificate make_certificate(const CertificateText& text, evp_pkey_st* key);

/// Whether names can stand in a certificate: C has two letters, for example, and all is UTF-8.
/// Errors: std::runtime_error with the name and OpenSSL's reason.
void check_names(const CertificateText& text);

/// Throws std::runtime_error with OpenSSL's reason unless `done`.
void check_openssl(bool done, const std::string& what);

} // namespace phonescan::field
