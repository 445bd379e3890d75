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
    return behaviour.truth.kind == "not-phone" ? "not-phone" : "phone";
}

std::string told_mac(const SipService& sip, const DeviceFacts& facts)
{
    return sip.tells_mac() ? BannerTemplate{"{mac:}"}.text_for(facts) : std::string();
}

void write_device(const PlayedDevice& device, std::FILE* out)
{
    const auto& b = *device.behaviour;
    const auto facts = device.facts();
    const auto& banner = b.sip.user_agent.empty() ? b.sip.server : b.sip.user_agent;
    const bool answers = b.state == HostState::answers;
    const auto line = fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", dotted(device.address), b.sip.port,
                                  answers ? printable(banner.text_for(facts)) : "", b.truth.vendor, b.truth.model,
                                  b.truth.firmware, state_of(b), answers ? b.truth.kind : "", told_mac(b.sip, facts));
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
