#include "probes/sip_observations.hpp"

#include "probes/observation/printable.hpp"

namespace phonescan {

namespace {

std::string_view transport_of(Channel channel) noexcept
{
    switch (channel) {
    case Channel::sip_udp:
        return "udp";
    case Channel::sip_tcp:
        return "tcp";
    case Channel::sip_tls:
        return "tls";
    default:
        return {};
    }
}

/// Cuts to the bound, and not inside a UTF-8 sequence.
std::string bounded(std::string text)
{
    if (text.size() <= max_sip_observation) return text;
    constexpr std::size_t longest_tail = 3;
    auto end = max_sip_observation;
    const auto is_continuation = [&text](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;
    };
    while (end > max_sip_observation - longest_tail && is_continuation(end))
        --end;
    text.resize(end);
    return text;
}

/// The text of the first field of that name that has any.
std::string text_of(const wire::SipResponse& response, std::string_view name)
{
    for (const auto& header : response.headers)
        if (!header.value.empty() && header.is(name)) return bounded(wire::unfold(header.value));
    return {};
}

std::string all_of(const wire::SipResponse& response, std::string_view name)
{
    std::string joined;
    for (const auto& header : response.headers) {
        if (header.value.empty() || !header.is(name) || joined.size() > max_sip_observation) continue;
        if (!joined.empty()) joined += ", ";
        joined += wire::unfold(header.value);
    }
    return bounded(std::move(joined));
}

} // namespace

Observations sip_observations(const wire::SipResponse& response, const Source& source, Channel channel,
                              WallClock::time_point time)
{
    Observations observations;
    const auto observe = [&](Field field, std::string_view text) {
        if (!text.empty()) observations.push_back({source, field, printable(text), channel, time});
    };
    observe(Field::sip_status, std::to_string(response.status));
    observe(Field::sip_transport, transport_of(channel));
    observe(Field::sip_user_agent, text_of(response, "User-Agent"));
    observe(Field::sip_server, text_of(response, "Server"));
    observe(Field::sip_allow, all_of(response, "Allow"));
    return observations;
}

} // namespace phonescan
