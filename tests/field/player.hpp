#pragma once

#include "tests/field/phone_health.hpp"
#include "tests/field/sip_responder.hpp"
#include "tests/field/statistics.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace phonescan::field {

/// A datagram the field is to send.
struct Outgoing {
    enum class Form : std::uint8_t { udp, icmp };
    std::chrono::microseconds delay{0};
    Form form = Form::udp;
    std::uint8_t icmp_code = 0; ///< of type 3, destination unreachable
    Endpoint from;
    Endpoint to;
    std::string bytes; ///< icmp: the start of the request it answers
    Address asked;     ///< icmp: the address the request went to
    std::uint16_t asked_port = 0;
};

/// Plays the devices of a site: a request in, datagrams and their delays out. No socket, no clock: what is lost, late
/// or spoilt follows from the site, the seed and the order of the requests.
class Player {
public:
    /// Borrows all three.
    Player(const Site& site, Statistics& statistics, PhoneHealth& health);

    /// A datagram that came from `source` to `asked`; appends what is to be sent.
    void receive(Stamp when, Endpoint source, Endpoint asked, std::string_view datagram, std::vector<Outgoing>& out);

private:
    std::chrono::microseconds delay_of_answer(const Line& line);
    void answer(const SipRequest& request, Endpoint source, const PlayedDevice& device, std::vector<Outgoing>& out);
    void send(const Outgoing& datagram, unsigned copies, double loss, std::vector<Outgoing>& out);
    void refuse(const Behaviour& behaviour, Endpoint source, Endpoint asked, std::string_view datagram,
                std::vector<Outgoing>& out);
    void garble(std::string& bytes, Garble how, const SipRequest& request);
    void scramble(std::string& bytes, std::string_view value);
    bool chance(double share) noexcept;
    std::uint64_t dice() noexcept { return mixed(seed_, ++drawn_); }

    const Site& site_;
    Statistics& statistics_;
    PhoneHealth& health_;
    Behaviour unlisted_;
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
};

} // namespace phonescan::field
