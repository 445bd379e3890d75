#pragma once

#include "tests/field/banner_template.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace phonescan::field {

/// How a server that means harm, or is broken, treats who asks it (hostile.hpp says what each does).
enum class Hostile : std::uint8_t {
    none,
    endless_headers,
    endless_body,
    gzip_bomb,
    trickle,
    trickle_headers,
    silent,
    redirect_away,
    redirect_name,
    redirect_loop,
    redirect_chain,
    redirect_scheme,
    invalid_utf8,
    script_title,
    nul_cert,
    tls_alert,
    reset_accept,
    reset_request,
    reset_headers,
    reset_body,
    reset_hello,
    http09,
    garbage,
    long_line,
    many_realms,
    lying_length,
    huge_cert,
};

enum class TlsKey : std::uint8_t { rsa1024, rsa2048, ec256 };
enum class TlsHash : std::uint8_t { sha1, sha256 };
/// Whether a server wants to see the client's certificate, whatever it says; `required`: shakes no hands without one.
enum class ClientCertificate : std::uint8_t { none, asked, required };
/// `old` is no version: RC4 only, which no client of today can shake hands with.
enum class TlsVersion : std::uint8_t { old, tls10, tls11, tls12, tls13 };

/// The TLS of a device, on all of its TLS ports. Names are lists like `CN={MAC},O=Acme`.
struct TlsService {
    BannerTemplate subject; ///< CN={ip} when empty
    BannerTemplate issuer;  ///< the subject when empty; either way the device's own key signs
    BannerTemplate names;   ///< DNS names of the subject, parted by commas
    TlsKey key = TlsKey::ec256;
    TlsHash hash = TlsHash::sha256;
    TlsVersion least = TlsVersion::tls10;
    TlsVersion most = TlsVersion::tls12;
    ClientCertificate client = ClientCertificate::none;
    std::string ciphers; ///< as OpenSSL writes them, up to TLS 1.2; its default when empty
};

/// A resource besides `/`.
struct WebPath {
    BannerTemplate path; ///< with its query
    BannerTemplate body;
};

/// What one kind of device serves over TCP.
struct WebService {
    std::vector<std::uint16_t> http_ports;
    std::vector<std::uint16_t> https_ports;
    std::vector<std::uint16_t> sip_ports;  ///< SIP over TCP
    std::vector<std::uint16_t> sips_ports; ///< SIP over TLS
    std::optional<int> status;             ///< of `/`
    BannerTemplate server;                 ///< no header when empty
    std::vector<BannerTemplate> realms;    ///< WWW-Authenticate, with a 401
    BannerTemplate title;
    BannerTemplate page; ///< body of `/`
    BannerTemplate location;
    std::vector<WebPath> paths; ///< of several with one path the last one counts
    bool redirects_to_https = false;
    bool closes = false; ///< the connection, after each answer
    bool chunked = false;
    bool gzip = false; ///< to a client that takes it
    std::chrono::microseconds delay{0};
    Hostile hostile = Hostile::none;
    TlsService tls;

    bool any() const noexcept { return !http_ports.empty() || !sip_ports.empty() || any_tls(); }
    bool any_tls() const noexcept { return !https_ports.empty() || !sips_ports.empty(); }
    /// All of its TCP ports.
    std::vector<std::uint16_t> ports() const;
    /// Whether something it serves names its MAC.
    bool tells_mac() const noexcept;
};

/// What is spoken on one of a device's TCP ports.
enum class WebProtocol : std::uint8_t { http, https, sip, sips };

constexpr bool speaks_sip(WebProtocol protocol) noexcept
{
    return protocol == WebProtocol::sip || protocol == WebProtocol::sips;
}

constexpr bool speaks_tls(WebProtocol protocol) noexcept
{
    return protocol == WebProtocol::https || protocol == WebProtocol::sips;
}

/// What a service speaks on a port; nullopt: nothing.
std::optional<WebProtocol> protocol_on(const WebService& service, std::uint16_t port) noexcept;

} // namespace phonescan::field
