#pragma once

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// X.509 certificates as devices have them, made by libcrypto.

namespace phonescan::test {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

/// A key that lasts as long as the program; RSA of 1024 bits.
inline EVP_PKEY* rsa_key()
{
    static const KeyPtr key{EVP_RSA_gen(1024)};
    return key.get();
}

inline EVP_PKEY* ec_key()
{
    static const KeyPtr key{EVP_EC_gen("P-256")};
    return key.get();
}

inline EVP_PKEY* ed25519_key()
{
    static const KeyPtr key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    return key.get();
}

class CertificateBuilder {
public:
    explicit CertificateBuilder(EVP_PKEY* key = rsa_key()) : certificate_{X509_new()}, key_{key}
    {
        require(X509_set_version(certificate_.get(), 2));
        require(ASN1_INTEGER_set(X509_get_serialNumber(certificate_.get()), 1));
        require(X509_set_pubkey(certificate_.get(), key));
        dates("20200101000000Z", "20300101000000Z");
    }

    /// Adds a value as its own RDN, or to the last one. `type` is a MBSTRING_ or V_ASN1_ type, `field` a short name or
    /// a dotted OID.
    CertificateBuilder& subject(const char* field, std::string_view value, int type = MBSTRING_UTF8, int set = 0)
    {
        add(X509_get_subject_name(certificate_.get()), field, value, type, set);
        return *this;
    }

    CertificateBuilder& issuer(const char* field, std::string_view value, int type = MBSTRING_UTF8)
    {
        add(X509_get_issuer_name(certificate_.get()), field, value, type, 0);
        return *this;
    }

    /// In the grammar of GeneralizedTime.
    CertificateBuilder& dates(const char* not_before, const char* not_after)
    {
        require(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate_.get()), not_before));
        require(ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate_.get()), not_after));
        return *this;
    }

    /// `DNS:a.example,IP:10.0.0.1`
    CertificateBuilder& names(const std::string& list)
    {
        return extension(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, list.c_str()));
    }

    /// The extension's value, in DER.
    CertificateBuilder& names_der(std::string_view der)
    {
        const std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>> value{ASN1_OCTET_STRING_new()};
        require(ASN1_OCTET_STRING_set(value.get(), octets(der), static_cast<int>(der.size())));
        return extension(X509_EXTENSION_create_by_NID(nullptr, NID_subject_alt_name, 0, value.get()));
    }

    /// The certificate in DER. Ed25519 takes no digest.
    std::string der(const EVP_MD* digest = EVP_sha1())
    {
        require(X509_sign(certificate_.get(), key_, digest));
        unsigned char* start = nullptr;
        const auto length = i2d_X509(certificate_.get(), &start);
        require(length);
        std::string out{reinterpret_cast<const char*>(start), static_cast<std::size_t>(length)};
        OPENSSL_free(start);
        return out;
    }

private:
    static void require(int result)
    {
        if (result <= 0) throw std::runtime_error{"libcrypto does not make this certificate"};
    }

    static const unsigned char* octets(std::string_view text)
    {
        return reinterpret_cast<const unsigned char*>(text.data());
    }

    static void add(X509_NAME* name, const char* field, std::string_view value, int type, int set)
    {
        require(X509_NAME_add_entry_by_txt(name, field, type, octets(value), static_cast<int>(value.size()), -1, set));
    }

    CertificateBuilder& extension(X509_EXTENSION* made)
    {
        const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> owned{made};
        if (!owned) throw std::runtime_error{"libcrypto does not make this extension"};
        require(X509_add_ext(certificate_.get(), owned.get(), -1));
        return *this;
    }

    std::unique_ptr<X509, Freed<X509_free>> certificate_;
    EVP_PKEY* key_;
};

} // namespace phonescan::test
