#pragma once

#include "tests/field/address.hpp"
#include "tests/field/sip_request.hpp"
#include "tests/field/sliding_second.hpp"
#include "tests/field/web_request.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

namespace phonescan::field {

/// What the TCP services saw. A connection is open from its acceptance until its client has ended it (FIN or RST), or
/// the field has reset it.
class WebStatistics {
public:
    /// A connection to an address; `closed_already`: its client has ended it before it could be accepted.
    void opened(Stamp when, Address address, bool closed_already);
    void closed(Address address);
    void refused() noexcept { ++refused_; } ///< reset at once: nothing is there
    void not_accepted() noexcept { ++not_accepted_; }
    void request(const WebRequest& request);
    void sip_connection(bool over_tls) noexcept { ++(over_tls ? sip_tls_connections_ : sip_tcp_connections_); }
    void sip_request(const SipRequest& request) noexcept { ++sip_faults_[static_cast<std::size_t>(request.fault)]; }
    void keep_alive() noexcept { ++keep_alives_; }
    void handshake(bool done) noexcept { ++(done ? handshakes_ : handshake_failures_); }
    void sent(std::uint64_t octets) noexcept { sent_ += octets; }

    std::uint64_t connections() const noexcept { return connections_; }
    bool has_open(Address address) const { return open_to_.contains(address); }
    std::uint64_t most_open() const noexcept { return most_open_; }
    std::uint64_t most_open_to_one() const noexcept { return most_open_to_one_; }
    /// Lines of a JSON object, each with its comma; the keys are documented where they are written.
    std::string json_lines() const;
    /// The same for people; nothing when nobody connected.
    std::string text() const;

private:
    std::string faults_text() const;

    using Counts = std::map<std::string, std::uint64_t, std::less<>>;

    std::uint64_t connections_ = 0, refused_ = 0, not_accepted_ = 0, open_ = 0, most_open_ = 0, most_open_to_one_ = 0;
    std::uint64_t requests_ = 0, bad_requests_ = 0, other_paths_ = 0, handshakes_ = 0, handshake_failures_ = 0;
    std::uint64_t sent_ = 0, sip_tcp_connections_ = 0, sip_tls_connections_ = 0, keep_alives_ = 0;
    std::array<std::uint64_t, request_faults> sip_faults_{};
    Address most_open_to_{0};
    std::unordered_map<Address, std::uint32_t, AddressHash> open_to_; // addresses with open connections only
    Counts methods_;
    Counts paths_;
    SlidingSecond second_;
};

} // namespace phonescan::field
