#include "probes/sip_observations.hpp"

#include "probes/observation/printable.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

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

/// Does the text end with `sip` or `sips`, in any case?
bool ends_with_scheme(std::string_view text) noexcept
{
    const auto ends_with = [&](std::string_view scheme) {
        return text.size() >= scheme.size() &&
               std::ranges::equal(text.substr(text.size() - scheme.size()), scheme,
                                  [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    };
    return ends_with("sip") || ends_with("sips");
}

/// Takes the user part out of every SIP address in a banner: `sip:4711@10.0.0.1` becomes `sip:10.0.0.1`. Source of the
/// characters a user part may hold: RFC 3261, 25.1 (user, password).
std::string without_user_parts(std::string text)
{
    constexpr std::string_view user_characters = "-_.!~*'()&=+$,;?/:%";
    const auto is_user = [&](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte > 0x7f || std::isalnum(byte) != 0 || user_characters.find(character) != std::string_view::npos;
    };
    for (std::size_t at = text.find(':'); at != std::string::npos; at = text.find(':', at + 1)) {
        const auto scheme = std::string_view{text}.substr(0, at);
        if (!ends_with_scheme(scheme)) continue;
        auto end = at + 1;
        while (end < text.size() && is_user(text[end]))
            ++end;
        if (end < text.size() && text[end] == '@') text.erase(at + 1, end - at);
    }
    return text;
}

/// The texts of the fields of that name, each once: two that differ are a contradiction to be seen, not to be chosen
/// from. At most four.
std::vector<std::string> texts_of(std::span<const wire::SipHeader> headers, std::string_view name)
{
    constexpr std::size_t most = 4;
    std::vector<std::string> texts;
    for (const auto& header : headers) {
        if (texts.size() == most) break;
        if (header.value.empty() || !header.is(name)) continue;
        auto text = without_user_parts(bounded(wire::unfold(header.value)));
        if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
    }
    return texts;
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
    append_banners(response.headers, source, channel, time, observations);
    observe(Field::sip_allow, all_of(response, "Allow"));
    return observations;
}

void append_banners(std::span<const wire::SipHeader> headers, const Source& source, Channel channel,
                    WallClock::time_point time, Observations& into)
{
    for (const auto& text : texts_of(headers, "User-Agent"))
        into.push_back({source, Field::sip_user_agent, printable(text), channel, time});
    for (const auto& text : texts_of(headers, "Server"))
        into.push_back({source, Field::sip_server, printable(text), channel, time});
}

} // namespace phonescan
