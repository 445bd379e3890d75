#include "probes/wire/tls_hello.hpp"

#include "probes/wire/byte_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace phonescan::wire {

namespace {

constexpr std::uint16_t tls_1_0 = 0x0301;
constexpr std::uint16_t tls_1_2 = 0x0303;

enum ContentType : std::uint8_t { change_cipher_spec = 20, alert_type = 21, handshake = 22, application_data = 23 };
enum HandshakeType : std::uint8_t { client_hello = 1, server_hello_type = 2, certificate = 11, server_hello_done = 14 };
enum AlertLevel : std::uint8_t { warning = 1, fatal = 2 };

/// Forward secrecy and AEAD first, what only old devices speak last. Source: IANA registry "TLS Cipher Suites".
constexpr std::initializer_list<std::uint16_t> cipher_suites = {
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, // ECDHE with AES-GCM and ChaCha20
    0x009e, 0x009f,                                 // DHE-RSA with AES-GCM
    0xc023, 0xc027, 0xc024, 0xc028,                 // ECDHE with AES-CBC, SHA-256 and SHA-384
    0xc009, 0xc013, 0xc00a, 0xc014,                 // ECDHE with AES-CBC, SHA-1
    0x0067, 0x006b, 0x0033, 0x0039, 0x0032, 0x0038, // DHE with AES-CBC
    0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, // RSA with AES-GCM and AES-CBC
    0xc008, 0xc012, 0x0016, 0x000a,                 // 3DES
    0xc007, 0xc011, 0x0005, 0x0004,                 // RC4-128 with SHA-1 and MD5
    0x00ff,                                         // TLS_EMPTY_RENEGOTIATION_INFO_SCSV
};
constexpr std::initializer_list<std::uint16_t> groups = {0x001d, 0x0017, 0x0018, 0x0019};
constexpr std::initializer_list<std::uint16_t> signature_algorithms = {0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806,
                                                                       0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0202};

std::string u8(std::size_t value)
{
    return {static_cast<char>(value)};
}

std::string u16(std::size_t value)
{
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

/// The values behind their length.
std::string vector_of(std::initializer_list<std::uint16_t> values)
{
    std::string out = u16(2 * values.size());
    for (const auto value : values)
        out += u16(value);
    return out;
}

std::string extension(std::uint16_t type, const std::string& content)
{
    return u16(type) + u16(content.size()) + content;
}

/// Source: RFC 8422, 5.1 (supported_groups, ec_point_formats); RFC 5246, 7.4.1.4.1 (signature_algorithms).
std::string extensions_for(std::uint16_t version)
{
    const std::string uncompressed = {1, 0};
    auto out = extension(10, vector_of(groups)) + extension(11, uncompressed);
    if (version >= tls_1_2) out += extension(13, vector_of(signature_algorithms)); // must not be offered before
    return out;
}

std::optional<std::size_t> read_u24(ByteReader& reader)
{
    const auto octets = reader.take(3);
    if (!octets) return std::nullopt;
    std::size_t value = 0;
    for (const auto octet : *octets)
        value = value << 8 | std::to_integer<std::size_t>(octet);
    return value;
}

Bytes bytes_of(std::string_view text)
{
    return std::as_bytes(std::span{text});
}

struct ServerHello {
    std::uint16_t version = 0;
    std::uint16_t cipher_suite = 0;
};

/// What the extension supported_versions chose; the given version without it. nullopt when the extensions are broken.
/// Source: RFC 8446, 4.2.1.
std::optional<std::uint16_t> chosen_version(Bytes extensions, std::uint16_t version)
{
    constexpr std::uint16_t supported_versions = 43;
    for (ByteReader reader{extensions}; !reader.empty();) {
        const auto type = reader.u16();
        const auto length = reader.u16();
        const auto content = length ? reader.take(*length) : std::nullopt;
        if (!content) return std::nullopt;
        if (type == supported_versions && content->size() == 2) version = ByteReader{*content}.u16().value();
    }
    return version;
}

/// Source: RFC 5246, 7.4.1.3.
std::optional<ServerHello> read_server_hello(Bytes body)
{
    constexpr std::size_t max_session_id = 32;
    ByteReader reader{body};
    const auto version = reader.u16();
    const auto random = reader.take(32);
    const auto session_id_length = reader.u8();
    if (!version || *version >> 8 != 3 || !random || !session_id_length || *session_id_length > max_session_id)
        return std::nullopt;
    const auto session_id = reader.take(*session_id_length);
    const auto cipher_suite = reader.u16();
    const auto compression = reader.u8();
    if (!session_id || !cipher_suite || !compression) return std::nullopt;
    if (reader.empty()) return ServerHello{*version, *cipher_suite};

    const auto extensions_length = reader.u16();
    if (!extensions_length || *extensions_length != reader.rest().size()) return std::nullopt;
    const auto chosen = chosen_version(reader.rest(), *version);
    if (!chosen) return std::nullopt;
    return ServerHello{*chosen, *cipher_suite};
}

} // namespace

std::string tls_client_hello(const TlsHelloOptions& options)
{
    const auto version = std::min(options.version, tls_1_2);
    auto body = u16(version);
    body += text_of(options.random);
    body += u8(0); // no session to resume
    body += vector_of(cipher_suites);
    body += u8(1) + u8(0); // no compression
    if (options.extensions && version >= tls_1_0) {
        const auto extensions = extensions_for(version);
        body += u16(extensions.size()) + extensions;
    }
    const auto message = u8(client_hello) + u8(0) + u16(body.size()) + body;
    return u8(handshake) + u16(std::min(version, tls_1_0)) + u16(message.size()) + message;
}

TlsServerReader::State TlsServerReader::feed(std::string_view bytes)
{
    while (!bytes.empty() && state_ == State::more) {
        if (fragment_left_ > 0) {
            bytes.remove_prefix(take_fragment(bytes));
        } else {
            state_ = header_octet(static_cast<std::uint8_t>(bytes.front()));
            bytes.remove_prefix(1);
        }
    }
    return state_;
}

/// One octet of type, version and length: what is no TLS is told by its first. Empty fragments are none of TLS's that
/// may come here. Source: RFC 5246, 6.2.1.
TlsServerReader::State TlsServerReader::header_octet(std::uint8_t octet)
{
    constexpr std::size_t max_fragment = 16'384 + 2'048;
    switch (header_octets_++) {
    case 0:
        content_type_ = octet;
        return octet >= change_cipher_spec && octet <= application_data ? State::more : State::failed;
    case 1:
        return octet == 3 ? State::more : State::failed;
    case 2:
        return octet <= 4 ? State::more : State::failed;
    case 3:
        length_high_ = octet;
        return State::more;
    default:
        break;
    }
    header_octets_ = 0;
    const auto length = static_cast<std::size_t>(length_high_) << 8 | octet;
    if (length == 0 || length > max_fragment) return State::failed;
    is_tls_ = true;
    flight_ += length;
    fragment_left_ = static_cast<std::uint16_t>(length);
    const bool in_clear = content_type_ == alert_type || content_type_ == handshake;
    return in_clear && flight_ <= max_tls_flight ? State::more : State::failed;
}

std::size_t TlsServerReader::take_fragment(std::string_view bytes)
{
    bytes = bytes.substr(0, fragment_left_);
    fragment_left_ = static_cast<std::uint16_t>(fragment_left_ - bytes.size());
    if (content_type_ == handshake) {
        handshake_ += bytes;
        state_ = handshake_messages();
    } else {
        for (const char octet : bytes)
            if (state_ == State::more) state_ = alert_octet(static_cast<std::uint8_t>(octet));
    }
    return bytes.size();
}

TlsServerReader::State TlsServerReader::alert_octet(std::uint8_t octet)
{
    constexpr std::uint8_t close_notify = 0;
    if (!alert_level_) {
        alert_level_ = octet;
        return octet == warning || octet == fatal ? State::more : State::failed;
    }
    alert_ = TlsAlert{*alert_level_, octet};
    alert_level_.reset();
    return alert_->level == fatal || octet == close_notify ? State::done : State::more;
}

/// Reads the messages that are whole and keeps the rest. Source: RFC 5246, 7.4.
TlsServerReader::State TlsServerReader::handshake_messages()
{
    ByteReader reader{bytes_of(handshake_)};
    auto next = State::more;
    std::size_t read = 0;
    while (next == State::more) {
        const auto type = reader.u8();
        const auto length = type ? read_u24(reader) : std::nullopt;
        if (!length) break;
        if (*length > max_tls_flight) return State::failed;
        const auto body = reader.take(*length);
        if (!body) break;
        next = handshake_message(*type, text_of(*body));
        read = handshake_.size() - reader.rest().size();
    }
    handshake_.erase(0, read);
    return next;
}

TlsServerReader::State TlsServerReader::handshake_message(std::uint8_t type, std::string_view body)
{
    switch (type) {
    case server_hello_type:
        return server_hello(body);
    case certificate:
        return certificate_list(body);
    case server_hello_done:
        return version_ ? State::done : State::failed;
    default:
        return State::more; // HelloRequest, and what may stand between those above
    }
}

TlsServerReader::State TlsServerReader::server_hello(std::string_view body)
{
    const auto hello = read_server_hello(bytes_of(body));
    if (version_ || !hello) return State::failed;
    version_ = hello->version;
    cipher_suite_ = hello->cipher_suite;
    return hello->version > tls_1_2 ? State::done : State::more; // all that follows in TLS 1.3 is encrypted
}

/// Source: RFC 5246, 7.4.2.
TlsServerReader::State TlsServerReader::certificate_list(std::string_view body)
{
    ByteReader reader{bytes_of(body)};
    const auto list_length = read_u24(reader);
    if (!version_ || !list_length || *list_length != reader.rest().size()) return State::failed;
    while (!reader.empty()) {
        const auto length = read_u24(reader);
        const auto der = length ? reader.take(*length) : std::nullopt;
        if (!der || der->empty()) return State::failed;
        if (certificates_.size() < max_tls_certificates) certificates_.emplace_back(text_of(*der));
    }
    return State::done;
}

std::string_view tls_version_name(std::uint16_t version) noexcept
{
    constexpr std::array<std::string_view, 5> names = {"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
    if (version < 0x0300 || version >= 0x0300 + names.size()) return {};
    return names[version - 0x0300U];
}

} // namespace phonescan::wire
