#include "tests/field/tls_identity.hpp"

#include "tests/field/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include <array>
#include <deque>
#include <map>
#include <tuple>

namespace phonescan::field {
namespace {

using namespace std::string_literals;

struct FreeKey {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

Key make_key(TlsKey kind)
{
    Key key;
    if (kind == TlsKey::ec256)
        key.reset(EVP_EC_gen("P-256"));
    else
        key.reset(EVP_RSA_gen(kind == TlsKey::rsa1024 ? 1024U : 2048U));
    check_openssl(key != nullptr, "making a key");
    return key;
}

int number_of(TlsVersion version)
{
    switch (version) {
    case TlsVersion::old:
    case TlsVersion::tls10:
        return TLS1_VERSION;
    case TlsVersion::tls11:
        return TLS1_1_VERSION;
    case TlsVersion::tls12:
        return TLS1_2_VERSION;
    case TlsVersion::tls13:
        return TLS1_3_VERSION;
    }
    return 0;
}

Context make_context(const TlsService& tls)
{
    Context context{SSL_CTX_new(TLS_server_method())};
    check_openssl(context != nullptr, "SSL_CTX_new");
    auto* made = context.get();
    SSL_CTX_set_security_level(made, 0); // keys, hashes and versions of ten years ago are wanted here
    SSL_CTX_set_min_proto_version(made, number_of(tls.least));
    SSL_CTX_set_max_proto_version(made, number_of(tls.most));
    const auto ciphers = (tls.ciphers.empty() ? "DEFAULT" : tls.ciphers) + ":@SECLEVEL=0";
    check_openssl(SSL_CTX_set_cipher_list(made, ciphers.c_str()) == 1, "tls-ciphers=" + tls.ciphers);
    if (tls.client != ClientCertificate::none)
        SSL_CTX_set_verify(
            made, SSL_VERIFY_PEER | (tls.client == ClientCertificate::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
            [](int, X509_STORE_CTX*) { return 1; });
    SSL_CTX_set_options(made, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_num_tickets(made, 0);
    SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(made,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    return context;
}

CertificateText text_of(const PlayedDevice& device)
{
    const auto& web = device.behaviour->web;
    const auto facts = device.facts();
    CertificateText text;
    text.subject = web.tls.subject.empty() ? "CN=" + dotted(device.address) : web.tls.subject.text_for(facts);
    text.issuer = web.tls.issuer.empty() ? text.subject : web.tls.issuer.text_for(facts);
    text.dns_names = web.tls.names.text_for(facts);
    if (web.hostile == Hostile::nul_cert) {
        text.subject = "CN=phone.example\0.attacker.example,O=A\0B"s;
        text.dns_names = "phone.example\0.attacker.example"s;
    }
    text.serial = mixed(0x63657274U, device.address.seed()) >> 1;
    text.hash = web.tls.hash;
    return text;
}

} // namespace

void FreeTlsSession::operator()(ssl_st* session) const noexcept
{
    SSL_free(session);
}

struct TlsIdentities::Store {
    using Settings = std::tuple<TlsVersion, TlsVersion, ClientCertificate, std::string>;

    EVP_PKEY* key(TlsKey kind)
    {
        auto& key = keys.at(static_cast<std::size_t>(kind));
        if (!key) key = make_key(kind);
        return key.get();
    }
    SSL_CTX* context(const TlsService& tls)
    {
        auto& context = contexts[{tls.least, tls.most, tls.client, tls.ciphers}];
        if (!context) context = make_context(tls);
        return context.get();
    }
    X509* certificate(const PlayedDevice& device);
    STACK_OF(X509) * long_chain();

    std::array<Key, 3> keys;
    std::map<Settings, Context> contexts;
    std::deque<std::pair<Address, Certificate>> recent; // of the devices asked last
    Certificate link;                                   // of the long chain
    STACK_OF(X509) * chain = nullptr;
};

X509* TlsIdentities::Store::certificate(const PlayedDevice& device)
{
    constexpr std::size_t kept = 64;
    for (const auto& [address, certificate] : recent)
        if (address == device.address) return certificate.get();
    recent.emplace_front(device.address, make_certificate(text_of(device), key(device.behaviour->web.tls.key)));
    if (recent.size() > kept) recent.pop_back();
    return recent.front().second.get();
}

/// Two hundred certificates of 300 octets and more.
STACK_OF(X509) * TlsIdentities::Store::long_chain()
{
    if (chain != nullptr) return chain;
    const std::string name = "CN=Intermediate,O=A name that takes up some room in every certificate of the chain";
    link = make_certificate({name, name, {}, 7, TlsHash::sha256}, key(TlsKey::ec256));
    chain = sk_X509_new_null();
    for (int i = 0; i < 199; ++i)
        sk_X509_push(chain, link.get());
    return chain;
}

TlsIdentities::TlsIdentities() : store_{std::make_unique<Store>()} {}

TlsIdentities::~TlsIdentities()
{
    sk_X509_free(store_->chain); // the certificates in it are all `link`
}

void TlsIdentities::prepare(const PlayedDevice& device)
{
    const auto& service = device.behaviour->web;
    check_names(text_of(device));
    store_->key(service.tls.key);
    store_->context(service.tls);
    if (service.hostile == Hostile::huge_cert) store_->long_chain();
}

TlsSession TlsIdentities::session(const PlayedDevice& device, int socket)
{
    const auto& web = device.behaviour->web;
    TlsSession session{SSL_new(store_->context(web.tls))};
    check_openssl(session != nullptr, "SSL_new");
    auto* made = session.get();
    check_openssl(SSL_use_certificate(made, store_->certificate(device)) == 1, "a device's certificate");
    check_openssl(SSL_use_PrivateKey(made, store_->key(web.tls.key)) == 1, "a device's key");
    if (web.hostile == Hostile::huge_cert) SSL_set1_chain(made, store_->long_chain());
    check_openssl(SSL_set_fd(made, socket) == 1, "SSL_set_fd");
    SSL_set_accept_state(made);
    return session;
}

std::string TlsIdentities::certificate(const PlayedDevice& device)
{
    unsigned char* octets = nullptr;
    const int size = i2d_X509(store_->certificate(device), &octets);
    check_openssl(size > 0, "writing a certificate");
    std::string der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
    OPENSSL_free(octets);
    return der;
}

} // namespace phonescan::field
