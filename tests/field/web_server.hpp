#pragma once

#include "tests/field/phone_health.hpp"
#include "tests/field/statistics.hpp"
#include "tests/field/tls_identity.hpp"
#include "tests/field/web_connection.hpp"
#include "tests/field/web_ports.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

namespace phonescan::field {

/// Serves HTTP, HTTPS, and SIP over TCP and TLS of all devices of a site, in the loop of whoever owns it.
/// Errors of the constructor: std::runtime_error when a socket, a key or a cipher cannot be had.
class WebServer {
public:
    using Clock = WebConnection::Clock;

    /// Borrows all three.
    WebServer(const Site& site, Statistics& statistics, PhoneHealth& health);

    /// Readable when clients want to be accepted, and when accepted ones want to be served.
    int accepting() const noexcept { return listening_.get(); }
    int serving() const noexcept { return connected_.get(); }
    void accept();
    /// Waits for something to do, `patience` at most.
    void serve(std::chrono::milliseconds patience = {});
    /// Lets phones that fell silent be silent here, too, until their time is over.
    void hush(const std::vector<PhoneHealth::Silence>& silences);
    /// When release() has something to do next.
    Clock::time_point next_due() const noexcept;
    void release();

private:
    struct Served {
        std::unique_ptr<WebConnection> connection;
        std::uint32_t events = 0;
        std::optional<Clock::time_point> due;
    };

    void accept_from(int listener);
    void admit(Descriptor socket, Endpoint place);
    void await_late_ends(Address address);
    void turn_away(int listener);
    void arrange(int socket, Served& served);

    bool muted(Served& served);

    const Site& site_;
    WebStatistics& statistics_;
    HealthStatistics& health_statistics_;
    PhoneHealth& health_;
    TlsIdentities identities_;
    WebPorts ports_;
    Descriptor listening_;
    Descriptor connected_;
    Descriptor spare_; ///< given up to accept and reset a connection when no other descriptor is left
    std::unordered_map<int, Served> served_;
    std::set<std::pair<Clock::time_point, int>> timers_;
    std::multimap<Clock::time_point, Address> wakings_; // of phones that are silent
};

} // namespace phonescan::field
