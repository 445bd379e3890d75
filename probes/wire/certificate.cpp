#include "probes/wire/certificate.hpp"

#include "probes/observation/printable.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

namespace phonescan::wire {

namespace {

/// What the library complains about is no business of the next who asks it.
struct ErrorQueue {
    ErrorQueue() = default;
    ErrorQueue(const ErrorQueue&) = delete;
    ErrorQueue& operator=(const ErrorQueue&) = delete;
    ~ErrorQueue() { ERR_clear_error(); }
};

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

std::string_view octets_of(const ASN1_STRING* text)
{
    const auto* start = ASN1_STRING_get0_data(text);
    const auto length = ASN1_STRING_length(text);
    if (start == nullptr || length <= 0) return {};
    return {reinterpret_cast<const char*>(start), static_cast<std::size_t>(length)};
}

/// BMPString and UniversalString become UTF-8, and so does a T61String that is not UTF-8 yet (it is Latin-1 in
/// practice). Any other stays as it is: its octets are to be UTF-8 or ASCII, whatever its type allows.
std::string utf8_of(const ASN1_STRING* text)
{
    const auto octets = octets_of(text);
    const auto type = ASN1_STRING_type(text);
    const bool is_latin_1 = type == V_ASN1_T61STRING && !is_utf8(octets);
    if (type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING && !is_latin_1) return std::string{octets};
    unsigned char* start = nullptr;
    const auto length = ASN1_STRING_to_UTF8(&start, text);
    if (length < 0) return std::string{octets};
    std::string utf8{reinterpret_cast<const char*>(start), static_cast<std::size_t>(length)};
    OPENSSL_free(start);
    return utf8;
}

/// Source: RFC 4514, 2.4.
std::string escaped_value(std::string_view value)
{
    constexpr std::string_view special = ",+\"\\<>;";
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const bool leads = at == 0 && (c == ' ' || c == '#');
        const bool trails = at + 1 == value.size() && c == ' ';
        if (leads || trails || special.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

/// Length of the character or escape at the start of printable text.
std::size_t printable_unit(std::string_view text)
{
    if (text.starts_with("\\x")) return 4;
    if (text.starts_with('\\')) return 2;
    return std::max<std::size_t>(utf8_sequence(text), 1);
}

std::string cut(std::string text, std::size_t longest)
{
    if (text.size() <= longest) return text;
    std::size_t end = 0;
    for (auto next = end; next <= longest; next = end + printable_unit(std::string_view{text}.substr(end)))
        end = next;
    text.resize(end);
    return text;
}

std::string dotted(const ASN1_OBJECT* object)
{
    std::array<char, 128> text;
    const auto length = OBJ_obj2txt(text.data(), text.size(), object, 1);
    return length > 0 ? std::string{text.data()} : std::string{};
}

/// Source: RFC 4514, 3; the names of those that it leaves out are the usual ones.
std::string attribute_type(const ASN1_OBJECT* object)
{
    switch (OBJ_obj2nid(object)) {
    case NID_commonName:
        return "CN";
    case NID_organizationalUnitName:
        return "OU";
    case NID_organizationName:
        return "O";
    case NID_localityName:
        return "L";
    case NID_stateOrProvinceName:
        return "ST";
    case NID_countryName:
        return "C";
    case NID_streetAddress:
        return "STREET";
    case NID_domainComponent:
        return "DC";
    case NID_userId:
        return "UID";
    case NID_serialNumber:
        return "SERIALNUMBER";
    case NID_pkcs9_emailAddress:
        return "E";
    default:
        return dotted(object);
    }
}

std::string distinguished_name(const X509_NAME* name)
{
    std::vector<std::string> rdns;
    int last_rdn = -1;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const auto* entry = X509_NAME_get_entry(name, i);
        const auto value = printable(escaped_value(utf8_of(X509_NAME_ENTRY_get_data(entry))));
        const auto attribute = attribute_type(X509_NAME_ENTRY_get_object(entry)) + '=' + value;
        if (X509_NAME_ENTRY_set(entry) == last_rdn)
            rdns.back() += '+' + attribute;
        else
            rdns.push_back(attribute);
        last_rdn = X509_NAME_ENTRY_set(entry);
    }
    std::string out;
    for (auto rdn = rdns.rbegin(); rdn != rdns.rend() && out.size() <= max_distinguished_name; ++rdn)
        out.append(rdn == rdns.rbegin() ? "" : ",").append(*rdn);
    return cut(std::move(out), max_distinguished_name);
}

std::string ip_address(std::string_view octets)
{
    std::array<char, INET6_ADDRSTRLEN> text;
    const auto family = octets.size() == 4 ? AF_INET : AF_INET6;
    if (octets.size() != 4 && octets.size() != 16) return {};
    return inet_ntop(family, octets.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

/// Empty for a kind that is left out: a mailbox names a person, the others name nothing that can be asked.
std::string alternative_name(const GENERAL_NAME* name)
{
    switch (name->type) {
    case GEN_DNS:
        return printable(octets_of(name->d.dNSName));
    case GEN_URI:
        return printable(octets_of(name->d.uniformResourceIdentifier));
    case GEN_IPADD:
        return ip_address(octets_of(name->d.iPAddress));
    default:
        return {};
    }
}

std::vector<std::string> alternative_names(const X509* certificate)
{
    const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> all{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> names;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()) && names.size() < max_alternative_names; ++i) {
        auto name = alternative_name(sk_GENERAL_NAME_value(all.get(), i));
        if (!name.empty()) names.push_back(cut(std::move(name), max_alternative_name));
    }
    return names;
}

std::optional<std::chrono::sys_seconds> date(const ASN1_TIME* time)
{
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    const auto day = std::chrono::year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
    if (!day.ok()) return std::nullopt;
    return std::chrono::sys_days{day} + std::chrono::hours{parts.tm_hour} + std::chrono::minutes{parts.tm_min} +
           std::chrono::seconds{parts.tm_sec};
}

} // namespace

Result<CertificateWords> read_certificate(std::string_view der)
{
    if (der.size() > max_certificate) return Errc::too_long;
    const ErrorQueue errors;
    const auto* start = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<X509, Freed<X509_free>> certificate{d2i_X509(nullptr, &start, static_cast<long>(der.size()))};
    if (!certificate) return Errc::malformed;

    CertificateWords words;
    words.subject = distinguished_name(X509_get_subject_name(certificate.get()));
    words.issuer = distinguished_name(X509_get_issuer_name(certificate.get()));
    words.names = alternative_names(certificate.get());
    words.not_before = date(X509_get0_notBefore(certificate.get()));
    words.not_after = date(X509_get0_notAfter(certificate.get()));
    return words;
}

} // namespace phonescan::wire
