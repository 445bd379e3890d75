#pragma once

#include "probes/observation/observation.hpp"
#include "probes/port_states.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/sip_stream_client.hpp"
#include "probes/turnstile.hpp"
#include "probes/visit_parts.hpp"
#include "probes/web_client.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// Which ports are asked over connections, in which language.
struct ConnectionPorts {
    std::vector<std::uint16_t> sip;  ///< SIP over TCP
    std::vector<std::uint16_t> sips; ///< SIP over TLS
    std::vector<std::uint16_t> http;
    std::vector<std::uint16_t> https;

    bool empty() const noexcept { return !has_sip() && !has_web(); }
    bool has_sip() const noexcept { return !sip.empty() || !sips.empty(); }
    bool has_web() const noexcept { return !http.empty() || !https.empty(); }
};

/// All of them, in the order in which they are asked: SIP tells most and costs least, a page of HTTP costs a device
/// less than one of HTTPS.
std::vector<AskedPort> in_order(const ConnectionPorts& ports);

/// How long a device may take.
struct VisitPatience {
    Clock::duration exchange = std::chrono::seconds{5};     ///< one question with its answer, connection included
    Clock::duration stalled = std::chrono::seconds{6};      ///< all exchanges together that run out of time, about
    Clock::duration device = std::chrono::seconds{30};      ///< all of it, waiting for the pace apart
    Clock::duration least = std::chrono::milliseconds{700}; ///< what every port gets, whatever the others did
};

/// Paths that are worth asking for after what a device has said, in that order: each is asked once.
using FollowUps =
    std::function<std::vector<std::string>(const boost::asio::ip::address& device, const Observations& said)>;

/// Whether the path of a page may do more than be read: a redirect to it is not followed.
using Acts = std::function<bool(std::string_view path)>;

struct VisitOptions {
    ConnectionPorts ports;
    VisitPatience patience;
    std::string user_agent;
    std::string interface; ///< `-e`; empty: the routing table decides
    SipCookie cookie = SipCookie::random();
    /// How often a connection is tried that nobody answers; may be empty: twice.
    std::function<unsigned()> tries = {};
    FollowUps follow_ups; ///< may be empty
    Acts acts;            ///< may be empty
};

/// What became of the ports of one address.
enum class VisitState : std::uint8_t {
    open,     ///< not asked yet
    silent,   ///< nothing came from any of them, or a router said that there is no way
    closed,   ///< somebody is there, but says nothing: ports refused, connections closed or left without a word
    answered, ///< bytes of SIP, HTTP or TLS
};
VisitState visit_state(PortState best) noexcept;

/// One device, asked.
struct DeviceVisit {
    boost::asio::ip::address address;
    std::vector<PortState> ports; ///< in the order of in_order(); open where it was not asked
    Observations said;
    bool is_cut_off = false; ///< abandoned: not all of it was asked
};

/// Asks the ports of one device after the other, one connection at a time: SIP with one OPTIONS, HTTP with GET. Follows
/// redirects to the same address and asks for the few paths that follow_ups names. The references must outlive it.
class DeviceVisitor {
public:
    /// At most so many pages of a device beyond the first of each port.
    static constexpr unsigned most_redirects = 4;
    static constexpr unsigned most_follow_ups = 4;

    DeviceVisitor(boost::asio::any_io_executor executor, const VisitOptions& options, Turnstile& turnstile);
    ~DeviceVisitor();

    /// kind: of every connection, for the gate. spared: ports not to be asked, by their place in in_order(). Errors: as
    /// WebClient::ask() and SipStreamClient::ask().
    boost::asio::awaitable<DeviceVisit> visit(boost::asio::ip::address address, SendKind kind,
                                              VisitParts parts = VisitParts::all, std::vector<bool> spared = {});
    /// Ends the visit now.
    void abandon();
    /// Exchanges that were begun.
    std::uint64_t exchanges() const noexcept { return exchanges_; }

private:
    struct Conversation;

    boost::asio::awaitable<void> ask_site(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> follow_up(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> ask_sip(Conversation& device, AskedPort port);
    boost::asio::awaitable<bool> may_connect(Conversation& device);
    unsigned tries() const { return options_.tries ? options_.tries() : 2; }
    Clock::duration limit_of(const Conversation& device) const;
    void conclude(Conversation& device, AskedPort port, const WebReply& reply, bool has_spoken);
    boost::asio::awaitable<WebReply> exchange(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> read_in_clear(Conversation& device, WebRequest request, WebReply& reply);
    bool may_be_redirected_to(const WebRequest& request) const;

    const VisitOptions& options_;
    std::vector<AskedPort> ports_;
    Turnstile& turnstile_;
    WebClient client_;
    SipStreamClient sip_client_;
    std::uint64_t exchanges_ = 0;
    bool is_abandoned_ = false;
};

} // namespace phonescan
