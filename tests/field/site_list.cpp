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
    if (behaviour.sip.off && !behaviour.web.any()) return "silent";
    return behaviour.truth.kind == "not-phone" ? "not-phone" : "phone";
}

std::string told_mac(const Behaviour& behaviour, const DeviceFacts& facts)
{
    const bool by_sip = !behaviour.sip.off && behaviour.sip.tells_mac();
    const bool by_web = behaviour.serves_web() && behaviour.web.tells_mac();
    return by_sip || by_web ? BannerTemplate{"{mac:}"}.text_for(facts) : std::string();
}

void write_device(const PlayedDevice& device, std::FILE* out)
{
    const auto& b = *device.behaviour;
    const auto facts = device.facts();
    const auto& banner = b.sip.user_agent.empty() ? b.sip.server : b.sip.user_agent;
    const bool answers = b.state == HostState::answers && (!b.sip.off || b.web.any());
    const auto line =
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", dotted(device.address), b.sip.port,
                    answers && !b.sip.off ? printable(banner.text_for(facts)) : "", b.truth.vendor, b.truth.model,
                    b.truth.firmware, state_of(b), answers ? b.truth.kind : "", told_mac(b, facts));
    std::fputs(line.c_str(), out);
}

} // namespace

void write_site_list(const Site& site, std::FILE* out)
{
    std::fputs("address\tport\tbanner\tvendor\tmodel\tfirmware\tstate\tkind\tmac\n", out);
    for (const auto& block : site.play)
        for (std::uint64_t address = block.first; address <= block.last; ++address)
            if (const auto device = site.at(static_cast<std::uint32_t>(address))) write_device(*device, out);
}

} // namespace phonescan::field
