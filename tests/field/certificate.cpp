#include "tests/field/certificate.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace phonescan::field {
namespace {

/// Takes what stands before the next comma; a backslash keeps the character after it.
std::string next_part(std::string_view& rest)
{
    std::string part;
    std::size_t i = 0;
    for (; i < rest.size() && rest[i] != ','; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        part += rest[i];
    }
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return part;
}

void fill_name(X509_NAME* name, std::string_view text)
{
    while (!text.empty()) {
        const auto part = next_part(text);
        const auto equals = std::min(part.find('='), part.size() - 1);
        const auto value = part.substr(equals + 1);
        const auto* octets = reinterpret_cast<const unsigned char*>(value.data());
        check_openssl(X509_NAME_add_entry_by_txt(name, part.substr(0, equals).c_str(), MBSTRING_UTF8, octets,
                                                 static_cast<int>(value.size()), -1, 0) == 1,
                      "the certificate's name " + part);
    }
}

void add_names(X509* certificate, std::string_view text)
{
    if (text.empty()) return;
    auto* names = GENERAL_NAMES_new();
    while (!text.empty()) {
        const auto part = next_part(text);
        auto* octets = ASN1_IA5STRING_new();
        ASN1_STRING_set(octets, part.data(), static_cast<int>(part.size()));
        auto* name = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(name, GEN_DNS, octets);
        sk_GENERAL_NAME_push(names, name);
    }
    const auto added = X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT);
    GENERAL_NAMES_free(names);
    check_openssl(added == 1, "a certificate's DNS names");
}

} // namespace

void check_openssl(bool done, const std::string& what)
{
    if (done) return;
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    ERR_clear_error();
    throw std::runtime_error("OpenSSL: " + what + ": " + reason.data());
}

void check_names(const CertificateText& text)
{
    const Certificate scratch{X509_new()};
    fill_name(X509_get_subject_name(scratch.get()), text.subject);
    fill_name(X509_get_issuer_name(scratch.get()), text.issuer);
}

void FreeCertificate::operator()(x509_st* certificate) const noexcept
{
    X509_free(certificate);
}

Certificate make_certificate(const CertificateText& text, evp_pkey_st* key)
{
    constexpr long version_3 = 2;
    Certificate made{X509_new()};
    auto* certificate = made.get();
    X509_set_version(certificate, version_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), text.serial);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20150101000000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "20391231235959Z");
    fill_name(X509_get_subject_name(certificate), text.subject);
    fill_name(X509_get_issuer_name(certificate), text.issuer);
    add_names(certificate, text.dns_names);
    check_openssl(X509_set_pubkey(certificate, key) == 1, "a certificate's key");
    check_openssl(X509_sign(certificate, key, text.hash == TlsHash::sha1 ? EVP_sha1() : EVP_sha256()) > 0,
                  "signing a certificate");
    return made;
}

} // namespace phonescan::field
