#pragma once

#include "probes/observation/observation.hpp"
#include "probes/turnstile.hpp"
#include "probes/web_client.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace phonescan {

/// Which ports are asked, in which language.
struct WebPorts {
    std::vector<std::uint16_t> http;
    std::vector<std::uint16_t> https;
    std::vector<std::uint16_t> sips; ///< SIP over TLS: its certificate is read

    bool empty() const noexcept { return http.empty() && https.empty() && sips.empty(); }
};

/// How long a device may take.
struct WebPatience {
    Clock::duration exchange = std::chrono::seconds{5};     ///< one question with its answer, connection included
    Clock::duration stalled = std::chrono::seconds{6};      ///< all exchanges together that run out of time, about
    Clock::duration device = std::chrono::seconds{30};      ///< all of it, waiting for the pace apart
    Clock::duration least = std::chrono::milliseconds{700}; ///< what every port gets, whatever the others did
};

/// Paths that are worth asking for after what a device has said, in that order: each is asked once.
using FollowUps =
    std::function<std::vector<std::string>(const boost::asio::ip::address_v4& device, const Observations& said)>;

/// Whether the path of a page may do more than be read: a redirect to it is not followed.
using Acts = std::function<bool(std::string_view path)>;

struct WebVisitOptions {
    WebPorts ports;
    WebPatience patience;
    std::string user_agent;
    std::string interface; ///< `-e`; empty: the routing table decides
    FollowUps follow_ups;  ///< may be empty
    Acts acts;             ///< may be empty
};

/// What became of the web ports of one address.
enum class WebState : std::uint8_t {
    open,     ///< not asked yet
    silent,   ///< nothing came from any of them, or a router said that there is no way
    closed,   ///< somebody is there, but says nothing: ports refused, connections closed or left without a word
    answered, ///< bytes of HTTP or TLS
};

/// One device, asked.
struct WebVisit {
    boost::asio::ip::address_v4 address;
    WebState state = WebState::silent;
    Observations said;
    bool is_cut_off = false; ///< abandoned: not all of it was asked
};

/// Asks the web ports of one device after the other, one connection at a time: HTTP before HTTPS, for it costs the
/// device least, then SIP over TLS. Follows redirects to the same address and asks for the few paths that follow_ups
/// names. The references must outlive it.
class WebVisitor {
public:
    /// At most so many pages of a device beyond the first of each port.
    static constexpr unsigned most_redirects = 4;
    static constexpr unsigned most_follow_ups = 4;

    WebVisitor(boost::asio::any_io_executor executor, const WebVisitOptions& options, Turnstile& turnstile);
    ~WebVisitor();

    /// kind: of every connection, for the gate. Errors: as WebClient::ask().
    boost::asio::awaitable<WebVisit> visit(boost::asio::ip::address_v4 address, SendKind kind);
    /// Ends the visit now.
    void abandon();
    /// Exchanges that were begun.
    std::uint64_t exchanges() const noexcept { return exchanges_; }

private:
    struct Conversation;

    boost::asio::awaitable<void> ask_site(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> follow_up(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> ask_certificate(Conversation& device, std::uint16_t port);
    boost::asio::awaitable<WebReply> exchange(Conversation& device, WebRequest request);
    boost::asio::awaitable<void> read_in_clear(Conversation& device, WebRequest request, WebReply& reply);
    bool may_be_redirected_to(const WebRequest& request) const;

    const WebVisitOptions& options_;
    Turnstile& turnstile_;
    WebClient client_;
    std::uint64_t exchanges_ = 0;
    bool is_abandoned_ = false;
};

} // namespace phonescan
