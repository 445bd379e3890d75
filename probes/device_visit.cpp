#include "probes/device_visit.hpp"

#include "probes/tcp_socket.hpp"
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

std::vector<AskedPort> in_order(const ConnectionPorts& ports)
{
    std::vector<AskedPort> all;
    const auto add = [&all](Channel channel, const std::vector<std::uint16_t>& numbers) {
        for (const auto number : numbers)
            all.push_back({channel, number});
    };
    add(Channel::sip_tcp, ports.sip);
    add(Channel::sip_tls, ports.sips);
    add(Channel::http, ports.http);
    add(Channel::https, ports.https);
    return all;
}

VisitState visit_state(PortState best) noexcept
{
    switch (best) {
    case PortState::open:
        return VisitState::open;
    case PortState::silent:
    case PortState::unreachable:
        return VisitState::silent;
    case PortState::refused:
    case PortState::closed:
        return VisitState::closed;
    case PortState::answered:
        break;
    }
    return VisitState::answered;
}

/// What is known of the device that is asked.
struct DeviceVisitor::Conversation {
    DeviceVisit visit;
    asio::ip::address reach = {}; ///< its address, with the zone where there is one
    SendKind kind{};
    Clock::time_point deadline{};
    Clock::duration stalled{}; ///< what is left of it
    bool has_begun = false;
    unsigned redirects = 0;
    unsigned follow_ups = 0;
    std::map<std::uint16_t, std::string> first_paths = {};      ///< by port: where another port's answer led
    std::set<std::pair<std::uint16_t, std::string>> asked = {}; ///< port and path

    void reached(std::size_t port, PortState state) { visit.ports[port] = std::max(visit.ports[port], state); }
    /// Adds what was not said before by the same port, a body not by any.
    void add(Observations heard)
    {
        for (auto& observation : heard) {
            observation.source.address = visit.address; // without its zone
            if (!is_known(observation)) visit.said.push_back(std::move(observation));
        }
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

DeviceVisitor::DeviceVisitor(asio::any_io_executor executor, const VisitOptions& options, Turnstile& turnstile)
    : options_{options}, ports_{in_order(options.ports)},
      turnstile_{turnstile}, client_{executor, {.user_agent = options.user_agent, .interface = options.interface}},
      sip_client_{executor,
                  {.cookie = options.cookie, .user_agent = options.user_agent, .interface = options.interface}}
{
}

DeviceVisitor::~DeviceVisitor() = default;

asio::awaitable<DeviceVisit> DeviceVisitor::visit(asio::ip::address address, SendKind kind, VisitParts parts,
                                                  std::vector<bool> spared)
{
    Conversation device{.visit = {.address = address, .ports = {}, .said = {}},
                        .reach = with_zone(address, options_.interface),
                        .kind = kind,
                        .deadline = Clock::now() + options_.patience.device,
                        .stalled = options_.patience.stalled};
    device.visit.ports.resize(ports_.size());
    is_abandoned_ = false;
    spared.resize(ports_.size());
    for (std::size_t place = 0; place < ports_.size(); ++place) {
        const auto port = ports_[place];
        if (spared[place] || !holds(parts, part_of(port.channel))) continue;
        if (part_of(port.channel) == VisitParts::sip) {
            co_await ask_sip(device, port);
            continue;
        }
        WebRequest request{.address = device.reach, .port = port.port, .tls = port.channel == Channel::https};
        if (const auto path = device.first_paths.find(port.port); path != device.first_paths.end())
            request.path = path->second;
        co_await ask_site(device, std::move(request));
    }
    client_.close();
    device.visit.is_cut_off = device.visit.is_cut_off || is_abandoned_;
    co_return std::move(device.visit);
}

void DeviceVisitor::abandon()
{
    is_abandoned_ = true;
    client_.abandon();
    sip_client_.abandon();
}

/// One page, where it leads on the same port, and what it is worth asking for then.
asio::awaitable<void> DeviceVisitor::ask_site(Conversation& device, WebRequest request)
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
bool DeviceVisitor::may_be_redirected_to(const WebRequest& request) const
{
    if (options_.acts && options_.acts(request.path)) return false;
    constexpr std::array<std::uint16_t, 4> usual = {80, 443, 8080, 8443};
    const auto& named = request.tls ? options_.ports.https : options_.ports.http;
    const auto holds = [&](const auto& ports) { return std::ranges::find(ports, request.port) != ports.end(); };
    return holds(named) || holds(usual);
}

asio::awaitable<void> DeviceVisitor::follow_up(Conversation& device, WebRequest request)
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

/// Waits for the pace. False: nothing may leave, or nobody wants to know any more.
asio::awaitable<bool> DeviceVisitor::may_connect(Conversation& device)
{
    const auto before = Clock::now();
    const auto turn = std::exchange(device.has_begun, true) ? Turnstile::Turn::ahead : Turnstile::Turn::in_line;
    const bool may_leave = co_await turnstile_.pass(device.visit.address, device.kind, turn);
    device.deadline += Clock::now() - before; // waiting for the pace is no fault of the device
    if (!may_leave || is_abandoned_) {
        device.visit.is_cut_off = true;
        co_return false;
    }
    ++exchanges_;
    co_return true;
}

/// What an exchange that begins now may take.
Clock::duration DeviceVisitor::limit_of(const Conversation& device) const
{
    const auto& patience = options_.patience;
    return std::max(patience.least, std::min({patience.exchange, device.stalled, device.deadline - Clock::now()}));
}

/// Takes in what an exchange says of the port.
void DeviceVisitor::conclude(Conversation& device, AskedPort port, const WebReply& reply, bool has_spoken)
{
    if (reply.end == End::unsent) device.visit.is_cut_off = true; // it is asked again when the scan goes on
    const auto found = std::ranges::find(ports_, port);
    if (found == ports_.end() || reply.end == End::unsent) return;
    const auto index = static_cast<std::size_t>(found - ports_.begin());
    if (has_spoken)
        device.reached(index, PortState::answered);
    else if (reply.is_connected())
        device.reached(index, PortState::closed);
    else if (reply.end == End::refused)
        device.reached(index, PortState::refused);
    else
        device.reached(index, reply.end == End::unreachable ? PortState::unreachable : PortState::silent);
}

asio::awaitable<void> DeviceVisitor::ask_sip(Conversation& device, AskedPort port)
{
    client_.close();
    SipStreamReply heard;
    auto begin = Clock::now();
    for (auto left = tries(); left != 0; --left) {
        const bool may_leave = co_await may_connect(device);
        if (!may_leave) co_return;
        begin = Clock::now();
        SipStreamRequest question{.address = device.reach,
                                  .port = port.port,
                                  .tls = port.channel == Channel::sip_tls,
                                  .limit = limit_of(device)};
        heard = co_await sip_client_.ask(std::move(question));
        if (heard.end != End::silent) break;
    }
    WebReply reply;
    reply.end = heard.end;
    reply.is_out_of_time = heard.is_out_of_time;
    reply.tls = std::move(heard.tls);
    if (reply.is_out_of_time && reply.is_connected()) device.stalled -= Clock::now() - begin;
    WebRequest request{.address = device.reach, .port = port.port, .tls = port.channel == Channel::sip_tls, .path = {}};
    const bool is_mute = request.tls && reply.is_connected() && reply.tls.certificate.empty() && !heard.is_sip;
    if (is_mute) co_await read_in_clear(device, request, reply);
    conclude(device, port, reply, heard.is_sip || reply.tls.version != 0);
    device.add(std::move(heard.heard));
    if (reply.tls.version != 0) device.add(web_observations(request, reply, port.channel, WallClock::now()));
}

/// One question within the limits that are left, with what it says taken in.
asio::awaitable<WebReply> DeviceVisitor::exchange(Conversation& device, WebRequest request)
{
    WebReply reply;
    auto begin = Clock::now();
    for (auto left = tries(); left != 0; --left) {
        const bool may_leave = co_await may_connect(device);
        if (!may_leave) co_return reply;
        begin = Clock::now();
        request.limit = limit_of(device);
        reply = co_await client_.ask(request);
        if (reply.end != End::silent) break;
    }
    if (reply.is_out_of_time && reply.is_connected()) device.stalled -= Clock::now() - begin;
    if (request.tls && reply.is_connected() && reply.tls.certificate.empty() && reply.status == 0)
        co_await read_in_clear(device, request, reply);
    const bool has_spoken = reply.end == End::answered || reply.tls.version != 0; // its TLS may be all it says
    const auto channel = request.tls ? Channel::https : Channel::http;
    conclude(device, {channel, request.port}, reply, has_spoken);
    if (has_spoken) device.add(web_observations(request, reply, channel, WallClock::now()));
    co_return reply;
}

/// For a server with which no handshake is possible: its certificate without one. Some want no extensions.
asio::awaitable<void> DeviceVisitor::read_in_clear(Conversation& device, WebRequest request, WebReply& reply)
{
    client_.close();
    for (const bool extensions : {true, false}) {
        const bool may_leave = co_await turnstile_.pass(device.visit.address, device.kind, Turnstile::Turn::ahead);
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
