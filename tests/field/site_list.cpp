#include "tests/field/site_list.hpp"

#include "probes/observation/printable.hpp"

#include <fmt/format.h>

#include <string>

namespace phonescan::field {
namespace {

std::string_view state_of(const Behaviour& behaviour)
{
    switch (behaviour.state) {
    case HostState::silent:
        return "silent";
    case HostState::closed:
        return "closed";
    case HostState::unreachable:
        return "unreachable";
    case HostState::answers:
        break;
    }
    if (!behaviour.answers_anything()) return behaviour.sip.refuses_udp() ? "closed" : "silent";
    return behaviour.truth.kind == "not-phone" ? "not-phone" : "phone";
}

/// The transports over which it answers, and their ports.
std::string sip_of(const Behaviour& behaviour)
{
    std::string text;
    const auto add = [&text](std::string_view transport, std::uint16_t port) {
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", transport, port);
    };
    if (behaviour.answers_sip_over_udp()) add("udp", behaviour.sip.port);
    if (behaviour.answers_sip_over_tcp()) add("tcp", behaviour.web.sip_ports.front());
    if (behaviour.answers_sip_over_tls()) add("tls", behaviour.web.sips_ports.front());
    return text;
}

std::string told_mac(const Behaviour& behaviour, const DeviceFacts& facts)
{
    const bool by_sip = behaviour.answers_sip() && behaviour.sip.tells_mac();
    const bool by_web = behaviour.serves_web() && behaviour.web.tells_mac();
    return by_sip || by_web ? BannerTemplate{"{mac:}"}.text_for(facts) : std::string();
}

void write_device(const PlayedDevice& device, std::FILE* out)
{
    const auto& b = *device.behaviour;
    const auto facts = device.facts();
    const auto& banner = b.sip.user_agent.empty() ? b.sip.server : b.sip.user_agent;
    const bool answers = b.state == HostState::answers && b.answers_anything();
    const auto line =
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", dotted(device.address), b.sip.port,
                    answers && b.answers_sip() ? printable(banner.text_for(facts)) : "", b.truth.vendor, b.truth.model,
                    b.truth.firmware, state_of(b), answers ? b.truth.kind : "", told_mac(b, facts), sip_of(b));
    std::fputs(line.c_str(), out);
}

} // namespace

void write_site_list(const Site& site, std::FILE* out)
{
    std::fputs("address\tport\tbanner\tvendor\tmodel\tfirmware\tstate\tkind\tmac\tsip\n", out);
    for (const auto& block : site.play)
        for (std::uint64_t i = 0; i < block.size(); ++i)
            if (const auto device = site.at(block.first + i)) write_device(*device, out);
}

} // namespace phonescan::field
