#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a TLS server says in clear before any key is agreed: its version, cipher suite and certificates. No handshake is
// made, so servers are read whose ciphers no current library speaks any more.

namespace phonescan::wire {

/// The most a server may send in all records together, and the most certificates that are kept of its chain.
inline constexpr std::size_t max_tls_flight = 65'536;
inline constexpr std::size_t max_tls_certificates = 16;

struct TlsHelloOptions {
    std::array<std::byte, 32> random{};
    std::uint16_t version = 0x0303; ///< the highest that is offered: 0x0300 (SSL 3.0) to 0x0303 (TLS 1.2)
    bool extensions = true;         ///< some old servers refuse a hello with extensions
};

/// A ClientHello in one record of less than 256 octets, without a server name. TLS 1.3 is never offered: its
/// certificates are encrypted. Source: RFC 5246, 7.4.1.2; RFC 8422, 5.1; RFC 5746, 3.4.
std::string tls_client_hello(const TlsHelloOptions& options);

/// An alert as it was sent: level 1 is a warning, 2 is fatal. Source: RFC 5246, 7.2.
struct TlsAlert {
    std::uint8_t level = 0;
    std::uint8_t description = 0;

    friend bool operator==(const TlsAlert&, const TlsAlert&) = default;
};

/// Reads a server's answer to a ClientHello, however the stream is split. What it gives does not depend on the split.
/// It owns what it read: no more than max_tls_flight octets, twice. Source: RFC 5246, 6.2.1, 7.2, 7.4; RFC 8446, 4.1.3.
class TlsServerReader {
public:
    enum class State : std::uint8_t {
        more,   ///< the answer goes on
        done,   ///< a Certificate, ServerHelloDone, fatal alert or close_notify was read, or TLS 1.3 was chosen
        failed, ///< this is no TLS, breaks its grammar or is longer than the bounds; what was read before stays
    };

    /// Takes the next bytes of the stream; those behind the end of the answer are passed over.
    State feed(std::string_view bytes);

    State state() const noexcept { return state_; }

    /// Was there a record's header? Stays true when the reading fails behind it.
    bool is_tls() const noexcept { return is_tls_; }

    /// Of the ServerHello; nullopt before it was read.
    std::optional<std::uint16_t> version() const noexcept { return version_; }
    std::optional<std::uint16_t> cipher_suite() const noexcept { return cipher_suite_; }

    /// In DER, the server's own first; those behind max_tls_certificates are left out.
    const std::vector<std::string>& certificates() const noexcept { return certificates_; }

    /// The last alert.
    std::optional<TlsAlert> alert() const noexcept { return alert_; }

private:
    std::size_t take_fragment(std::string_view bytes);
    State header_octet(std::uint8_t octet);
    State alert_octet(std::uint8_t octet);
    State handshake_messages();
    State handshake_message(std::uint8_t type, std::string_view body);
    State server_hello(std::string_view body);
    State certificate_list(std::string_view body);

    State state_ = State::more;
    bool is_tls_ = false;
    std::uint8_t header_octets_ = 0; ///< of the record's header that is being read
    std::uint8_t content_type_ = 0;
    std::uint8_t length_high_ = 0;
    std::uint16_t fragment_left_ = 0;
    std::size_t flight_ = 0;                  ///< octets in all fragments up to here
    std::optional<std::uint8_t> alert_level_; ///< the first half of an alert
    std::string handshake_;                   ///< messages that are not whole yet
    std::optional<std::uint16_t> version_;
    std::optional<std::uint16_t> cipher_suite_;
    std::vector<std::string> certificates_;
    std::optional<TlsAlert> alert_;
};

/// `TLS 1.2`; empty for a number that no version has.
std::string_view tls_version_name(std::uint16_t version) noexcept;

} // namespace phonescan::wire
