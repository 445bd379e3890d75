#include "scanner/scan_book.hpp"

#include <algorithm>
#include <cstring>

namespace phonescan {

ScanBook::ScanBook(Parts parts) : parts_{std::move(parts)}
{
    for (const auto port : parts_.order.ports())
        channels_.push_back({name_of(Channel::sip_udp), port});
    for (const auto& port : parts_.ports)
        channels_.push_back({name_of(port.channel), port.port});
    if (parts_.echo_passes != 0) channels_.push_back({"icmp", 0});
}

Account ScanBook::account(std::uint64_t position, std::size_t channel) const
{
    const auto sip_ports = parts_.order.ports().size();
    if (channel < sip_ports) return by_sip(position, channel);
    if (channel < sip_ports + parts_.ports.size()) return by_visit(position, channel - sip_ports);
    return by_echo(position);
}

SipTargetAccount ScanBook::sip_account(std::uint64_t position, std::size_t port) const
{
    const auto element = position * parts_.order.ports().size() + port;
    return parts_.sip.account(parts_.order.place_of_element(element));
}

Account ScanBook::by_sip(std::uint64_t position, std::size_t port) const
{
    using State = SipTargetAccount::State;
    const auto known = sip_account(position, port);
    switch (known.state) {
    case State::answered:
        return {AskedState::answered, 0, {}}; // at which try is not kept
    case State::refused:
        return {AskedState::refused, 0, {}};
    case State::prohibited:
        return {AskedState::prohibited, known.tries, {}};
    case State::unreachable:
        return {AskedState::unreachable, known.tries, {}};
    case State::silent:
        return {AskedState::silent, known.tries, {}};
    case State::unsent:
        break;
    }
    return {AskedState::unsent, 0, why_unsent(position, known.error)};
}

Account ScanBook::by_visit(std::uint64_t position, std::size_t port) const
{
    switch (parts_.visits.ports().get(position, port)) {
    case PortState::answered:
        return {AskedState::answered, 1, {}};
    case PortState::closed:
        return {AskedState::closed, 1, {}};
    case PortState::refused:
        return {AskedState::refused, 1, {}};
    case PortState::unreachable:
        return {AskedState::unreachable, 1, {}};
    case PortState::silent:
        return {AskedState::silent, 1, {}};
    case PortState::open:
        break;
    }
    if (!parts_.visits.is_wanted(position, part_of(parts_.ports[port].channel))) return {};
    return {AskedState::unsent, 0, why_unsent(position, 0)};
}

Account ScanBook::by_echo(std::uint64_t position) const
{
    if (parts_.life.has_echo_replied(position)) return {AskedState::answered, 0, {}};
    if (!parts_.life.has_echo_asked(position)) return {};
    return {AskedState::silent, parts_.echo_passes, {}};
}

std::string_view ScanBook::why_unsent(std::uint64_t position, int error) const
{
    if (error != 0) {
        auto& text = errors_[error];
        if (text.empty()) text = std::strerror(error);
        return text;
    }
    if (!is_way(route_of(parts_.routes, addresses().at(position)))) return "no route";
    return reason_;
}

ScanBook::Standing ScanBook::standing(std::uint64_t position) const
{
    const auto best = parts_.visits.ports().best(position);
    const auto ports = parts_.order.ports().size();
    bool is_alive = parts_.life.any(position) || best >= PortState::refused;
    bool is_silent = ports != 0 || visit_state(best) == VisitState::silent;
    if (best == PortState::answered) return Standing::answered;
    for (std::size_t port = 0; port < ports; ++port) {
        const auto state = sip_account(position, port).state;
        if (state == SipTargetAccount::State::answered) return Standing::answered;
        is_alive = is_alive || state == SipTargetAccount::State::refused;
        is_silent = is_silent && state == SipTargetAccount::State::silent;
    }
    if (is_alive) return Standing::alive;
    return is_silent ? Standing::silent : Standing::open;
}

} // namespace phonescan
