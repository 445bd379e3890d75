#include "probes/web_visit.hpp"

#include "probes/tls_reader.hpp"
#include "probes/web_observations.hpp"
#include "probes/web_redirect.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;
using End = WebReply::End;

namespace {

constexpr int first_redirect = 300;
constexpr int first_client_error = 400;

bool is_redirect(const WebReply& reply)
{
    return reply.status >= first_redirect && reply.status < first_client_error && !reply.location.empty();
}

} // namespace

/// What is known of the device that is asked.
struct WebVisitor::Conversation {
    WebVisit visit;
    SendKind kind{};
    Clock::time_point deadline{};
    Clock::duration stalled{}; ///< what is left of it
    bool has_begun = false;
    unsigned redirects = 0;
    unsigned follow_ups = 0;
    std::map<std::uint16_t, std::string> first_paths = {};      ///< by port: where another port's answer led
    std::set<std::pair<std::uint16_t, std::string>> asked = {}; ///< port and path

    void reached(WebState state) { visit.state = std::max(visit.state, state); }
    /// Adds what was not said before by the same port, a body not by any.
    void add(Observations heard)
    {
        for (auto& observation : heard)
            if (!is_known(observation)) visit.said.push_back(std::move(observation));
    }

private:
    bool is_known(const Observation& observation) const
    {
        return std::ranges::any_of(visit.said, [&](const Observation& known) {
            return known.field == observation.field && known.value == observation.value &&
                   (known.source.port == observation.source.port || observation.field == Field::http_body);
        });
    }
};

WebVisitor::WebVisitor(asio::any_io_executor executor, const WebVisitOptions& options, Turnstile& turnstile)
    : options_{options}, turnstile_{turnstile}, client_{
                                                    std::move(executor),
                                                    {.user_agent = options.user_agent, .interface = options.interface}}
{
}

WebVisitor::~WebVisitor() = default;

asio::awaitable<WebVisit> WebVisitor::visit(asio::ip::address_v4 address, SendKind kind)
{
    Conversation device{.visit = {.address = address, .said = {}},
                        .kind = kind,
                        .deadline = Clock::now() + options_.patience.device,
                        .stalled = options_.patience.stalled};
    is_abandoned_ = false;
    for (const bool tls : {false, true})
        for (const auto port : tls ? options_.ports.https : options_.ports.http) {
            WebRequest request{.address = address, .port = port, .tls = tls};
            if (const auto path = device.first_paths.find(port); path != device.first_paths.end())
                request.path = path->second;
            co_await ask_site(device, std::move(request));
        }
    for (const auto port : options_.ports.sips)
        co_await ask_certificate(device, port);
    client_.close();
    device.visit.is_cut_off = device.visit.is_cut_off || is_abandoned_;
    co_return std::move(device.visit);
}

void WebVisitor::abandon()
{
    is_abandoned_ = true;
    client_.abandon();
}

/// One page, where it leads on the same port, and what it is worth asking for then.
asio::awaitable<void> WebVisitor::ask_site(Conversation& device, WebRequest request)
{
    for (;;) {
        if (!device.asked.emplace(request.port, request.path).second) co_return;
        const auto reply = co_await exchange(device, request);
        if (reply.end != End::answered || reply.is_out_of_time) co_return;
        if (!is_redirect(reply)) break;
        auto next = redirect_of(request, reply.location);
        if (!next || device.redirects == most_redirects || !may_be_redirected_to(*next)) break;
        ++device.redirects;
        if (next->port != request.port) {
            const bool comes_anyway =
                next->tls && std::ranges::find(options_.ports.https, next->port) != options_.ports.https.end();
            device.first_paths.emplace(next->port, next->path);
            if (comes_anyway) co_return;
        }
        request = std::move(*next);
    }
    co_await follow_up(device, std::move(request));
}

/// Pages that only read; ports of the kind that phones have their pages on, and those asked anyway: a GET to a
/// printer's port prints.
bool WebVisitor::may_be_redirected_to(const WebRequest& request) const
{
    if (options_.acts && options_.acts(request.path)) return false;
    constexpr std::array<std::uint16_t, 4> usual = {80, 443, 8080, 8443};
    const auto& named = request.tls ? options_.ports.https : options_.ports.http;
    const auto holds = [&](const auto& ports) { return std::ranges::find(ports, request.port) != ports.end(); };
    return holds(named) || holds(usual);
}

asio::awaitable<void> WebVisitor::follow_up(Conversation& device, WebRequest request)
{
    while (options_.follow_ups && device.follow_ups < most_follow_ups && Clock::now() < device.deadline) {
        const auto paths = options_.follow_ups(device.visit.address, device.visit.said);
        const auto next = std::ranges::find_if(paths, [&](const std::string& path) {
            return std::ranges::none_of(device.asked, [&](const auto& asked) { return asked.second == path; });
        });
        if (next == paths.end()) co_return;
        ++device.follow_ups;
        request.path = *next;
        device.asked.emplace(request.port, request.path);
        const auto reply = co_await exchange(device, request);
        if (reply.end != End::answered || reply.is_out_of_time) co_return;
    }
}

asio::awaitable<void> WebVisitor::ask_certificate(Conversation& device, std::uint16_t port)
{
    const WebRequest request{.address = device.visit.address, .port = port, .tls = true, .path = {}};
    (void)co_await exchange(device, request);
}

/// One question within the limits that are left, with what it says taken in.
asio::awaitable<WebReply> WebVisitor::exchange(Conversation& device, WebRequest request)
{
    WebReply reply;
    const auto before = Clock::now();
    const auto turn = std::exchange(device.has_begun, true) ? Turnstile::Turn::ahead : Turnstile::Turn::in_line;
    const bool may_leave = co_await turnstile_.pass(request.address, device.kind, turn);
    const auto begin = Clock::now();
    device.deadline += begin - before; // waiting for the pace is no fault of the device
    if (!may_leave || is_abandoned_) {
        device.visit.is_cut_off = true;
        co_return reply;
    }
    const auto& patience = options_.patience;
    request.limit = std::max(patience.least, std::min({patience.exchange, device.stalled, device.deadline - begin}));
    ++exchanges_;
    reply = co_await client_.ask(request);
    if (reply.is_out_of_time && reply.is_connected()) device.stalled -= Clock::now() - begin;
    if (request.tls && reply.is_connected() && reply.tls.certificate.empty() && reply.status == 0)
        co_await read_in_clear(device, request, reply);
    if (reply.end == End::unsent) device.visit.is_cut_off = true; // it is asked again when the scan goes on
    const bool has_spoken = reply.end == End::answered || reply.tls.version != 0; // its TLS may be all it says
    if (has_spoken)
        device.reached(WebState::answered);
    else if (reply.is_connected() || reply.end == End::refused)
        device.reached(WebState::closed);
    const auto channel = request.path.empty() ? Channel::sip_tls : request.tls ? Channel::https : Channel::http;
    if (has_spoken) device.add(web_observations(request, reply, channel, WallClock::now()));
    co_return reply;
}

/// For a server with which no handshake is possible: its certificate without one. Some want no extensions.
asio::awaitable<void> WebVisitor::read_in_clear(Conversation& device, WebRequest request, WebReply& reply)
{
    client_.close();
    for (const bool extensions : {true, false}) {
        const bool may_leave = co_await turnstile_.pass(request.address, device.kind, Turnstile::Turn::ahead);
        const auto begin = Clock::now();
        if (!may_leave || is_abandoned_) co_return;
        request.limit = std::max(options_.patience.least, std::min(options_.patience.exchange, device.stalled));
        ++exchanges_;
        auto heard = co_await read_tls_server(request, options_.interface, extensions);
        if (heard.is_out_of_time) device.stalled -= Clock::now() - begin;
        if (heard.end != End::answered) co_return;
        reply.end = End::answered;
        reply.tls = std::move(heard.tls);
        if (!reply.tls.certificate.empty()) co_return;
    }
}

} // namespace phonescan
