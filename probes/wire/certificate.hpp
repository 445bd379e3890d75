#pragma once

#include "probes/observation/error.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan::wire {

/// The longest certificate that is read, and the most that is kept of its words, in octets.
inline constexpr std::size_t max_certificate = 65'536;
inline constexpr std::size_t max_distinguished_name = 1'024;
inline constexpr std::size_t max_alternative_names = 32;
inline constexpr std::size_t max_alternative_name = 256;

/// What a certificate says of its holder; nothing of it is verified. All text has the form of printable(): it must not
/// be given that form again.
struct CertificateWords {
    std::string subject; ///< `CN=64167F169981,O=Acme Inc.`; empty when the name is
    std::string issuer;
    /// subjectAltName: DNS names, IP addresses and URIs in their order; the first max_alternative_names.
    std::vector<std::string> names;
    std::optional<std::chrono::sys_seconds> not_before; ///< nullopt when it is no date
    std::optional<std::chrono::sys_seconds> not_after;  ///< whole seconds: the year 9999 is one that is sent
};

/// Reads an X.509 certificate in DER; bytes behind it are passed over.
/// Distinguished names are written as RFC 4514 says: the last RDN first, `,` between RDNs and `+` between the values of
/// one, no blanks around them. Types: CN, OU, O, L, ST, C, STREET, DC, UID, SERIALNUMBER and E; others as dotted OIDs.
/// A value is UTF-8 with a backslash before `, + " \ < > ;`, a leading `#` or blank and a trailing blank, then
/// printable(): an octet that is no text is `\xNN`, and a NUL ends nothing. Undone in the opposite order, every value
/// comes out as it was. A name longer than the bound is cut behind a whole character.
/// Errors: Errc::malformed (also where a name's UTF8String or BMPString is none), Errc::too_long. Source: RFC 5280, 4.1
/// and 4.2.1.6; RFC 4514, 2.
Result<CertificateWords> read_certificate(std::string_view der);

} // namespace phonescan::wire
