#include "tests/field/behaviour_keys.hpp"

#include "tests/field/web_keys.hpp"

#include <algorithm>
#include <stdexcept>

namespace phonescan::field {
namespace {

void set_style(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, std::uint8_t> styles[] = {{"plain", 0},
                                                                    {"compact", style_compact},
                                                                    {"folded", style_folded},
                                                                    {"no-blank", style_no_blank},
                                                                    {"lower-case", style_lower_case},
                                                                    {"bare-lf", style_bare_lf}};
    b.sip.style = 0;
    while (true) {
        const auto comma = text.find(',');
        b.sip.style = static_cast<std::uint8_t>(b.sip.style | choice(text.substr(0, comma), styles));
        if (comma == std::string_view::npos) return;
        text.remove_prefix(comma + 1);
    }
}

void set_garble(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, Garble> kinds[] = {{"none", Garble::none},
                                                             {"cut", Garble::cut},
                                                             {"noise", Garble::noise},
                                                             {"bits", Garble::bits},
                                                             {"foreign", Garble::foreign}};
    b.line.garble = choice(text, kinds);
}

void set_reply_to(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, ReplyTo> kinds[] = {
        {"via", ReplyTo::via}, {"sent-by", ReplyTo::sent_by}, {"source", ReplyTo::source}};
    b.sip.reply_to = choice(text, kinds);
}

void set_sip(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, bool> kinds[] = {{"on", false}, {"off", true}};
    b.sip.off = choice(text, kinds);
}

void set_sip_udp(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, SipUdp> kinds[] = {
        {"on", SipUdp::on}, {"silent", SipUdp::silent}, {"closed", SipUdp::closed}};
    b.sip.udp = choice(text, kinds);
}

void set_sip_stream(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, SipStream> kinds[] = {{"plain", SipStream::plain},
                                                                {"bytes", SipStream::bytes},
                                                                {"no-length", SipStream::no_length},
                                                                {"huge-length", SipStream::huge_length},
                                                                {"two-answers", SipStream::two_answers},
                                                                {"foreign-first", SipStream::foreign_first},
                                                                {"silent", SipStream::silent},
                                                                {"closes", SipStream::closes},
                                                                {"closes-after", SipStream::closes_after},
                                                                {"never-closes", SipStream::never_closes}};
    b.sip.stream = choice(text, kinds);
}

void set_reorder_within(Behaviour& b, std::string_view text)
{
    b.line.reorder_within = duration_of(text);
    if (b.line.reorder_share == 0) b.line.reorder_share = 1;
}

void set_silent_for(Behaviour& b, std::string_view text)
{
    b.endurance.silent_for = text == "ever" ? std::chrono::microseconds{0} : duration_of(text);
}

std::uint32_t rate_of(std::string_view text)
{
    return static_cast<std::uint32_t>(number_of(text, 1, 1'000'000));
}

void set_icmp(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, std::uint8_t> codes[] = {
        {"net", 0}, {"host", 1}, {"net-prohibited", 9}, {"host-prohibited", 10}, {"prohibited", 13}};
    b.icmp_code = choice(text, codes);
}

void set_kind(Behaviour& b, std::string_view text)
{
    constexpr std::pair<std::string_view, const char*> kinds[] = {
        {"phone", "phone"}, {"possible-phone", "possible-phone"}, {"not-phone", "not-phone"}};
    b.truth.kind = choice(text, kinds);
}

void set_oui(Behaviour& b, std::string_view text)
{
    b.oui = static_cast<std::uint32_t>(mac_of(std::string(text) + ":00:00:00") >> 24);
}

void set_late(Behaviour& b, std::string_view text)
{
    b.line.late = duration_of(text);
    if (b.line.late_share == 0) b.line.late_share = 1;
}

void add_header(Behaviour& b, std::string_view text)
{
    if (text.find(':') == std::string_view::npos) throw std::invalid_argument("expected a header line with a colon");
    b.sip.headers.emplace_back(text);
}

using Setter = void (*)(Behaviour&, std::string_view);

struct Key {
    std::string_view name;
    Setter set;
};

constexpr Key keys[] = {
    {"vendor", [](Behaviour& b, std::string_view v) { b.truth.vendor = v; }},
    {"model", [](Behaviour& b, std::string_view v) { b.truth.model = v; }},
    {"firmware", [](Behaviour& b, std::string_view v) { b.truth.firmware = v; }},
    {"kind", set_kind},
    {"mac", [](Behaviour& b, std::string_view v) { b.first_mac = mac_of(v); }},
    {"oui", set_oui},
    {"latency", [](Behaviour& b, std::string_view v) { b.line.latency = delay_of(v); }},
    {"loss", [](Behaviour& b, std::string_view v) { b.line.loss_in = b.line.loss_out = share_of(v); }},
    {"loss-in", [](Behaviour& b, std::string_view v) { b.line.loss_in = share_of(v); }},
    {"loss-out", [](Behaviour& b, std::string_view v) { b.line.loss_out = share_of(v); }},
    {"duplicates",
     [](Behaviour& b, std::string_view v) { b.line.duplicates = static_cast<unsigned>(number_of(v, 0, 10)); }},
    {"late", set_late},
    {"late-share", [](Behaviour& b, std::string_view v) { b.line.late_share = share_of(v); }},
    {"reorder", [](Behaviour& b, std::string_view v) { b.line.reorder_share = share_of(v); }},
    {"reorder-within", set_reorder_within},
    {"answer-limit", [](Behaviour& b, std::string_view v) { b.endurance.answers_a_second = rate_of(v); }},
    {"silent-above", [](Behaviour& b, std::string_view v) { b.endurance.most_a_second = rate_of(v); }},
    {"silent-gap", [](Behaviour& b, std::string_view v) { b.endurance.least_gap = duration_of(v); }},
    {"silent-for", set_silent_for},
    {"garble", set_garble},
    {"garble-share", [](Behaviour& b, std::string_view v) { b.line.garble_share = share_of(v); }},
    {"icmp", set_icmp},
    {"router", [](Behaviour& b, std::string_view v) { b.router = address_of(v); }},
    {"port", [](Behaviour& b, std::string_view v) { b.sip.port = port_of(v); }},
    {"status", [](Behaviour& b, std::string_view v) { b.sip.status = static_cast<int>(number_of(v, 200, 699)); }},
    {"user-agent", [](Behaviour& b, std::string_view v) { b.sip.user_agent = BannerTemplate{v}; }},
    {"server", [](Behaviour& b, std::string_view v) { b.sip.server = BannerTemplate{v}; }},
    {"header", add_header},
    {"style", set_style},
    {"answers-from", [](Behaviour& b, std::string_view v) { b.sip.answers_from_address = address_of(v); }},
    {"answers-from-port", [](Behaviour& b, std::string_view v) { b.sip.answers_from_port = port_of(v); }},
    {"reply-to", set_reply_to},
    {"sip", set_sip},
    {"sip-udp", set_sip_udp},
    {"sip-stream", set_sip_stream},
    {"lldp-name", [](Behaviour& b, std::string_view v) { b.link.lldp_name = BannerTemplate{v}; }},
    {"lldp-description", [](Behaviour& b, std::string_view v) { b.link.lldp_description = BannerTemplate{v}; }},
    {"lldp-port", [](Behaviour& b, std::string_view v) { b.link.lldp_port = BannerTemplate{v}; }},
    {"med-manufacturer", [](Behaviour& b, std::string_view v) { b.link.med_manufacturer = BannerTemplate{v}; }},
    {"med-model", [](Behaviour& b, std::string_view v) { b.link.med_model = BannerTemplate{v}; }},
    {"med-hardware", [](Behaviour& b, std::string_view v) { b.link.med_hardware = BannerTemplate{v}; }},
    {"med-firmware", [](Behaviour& b, std::string_view v) { b.link.med_firmware = BannerTemplate{v}; }},
    {"med-software", [](Behaviour& b, std::string_view v) { b.link.med_software = BannerTemplate{v}; }},
    {"med-serial", [](Behaviour& b, std::string_view v) { b.link.med_serial = BannerTemplate{v}; }},
    {"cdp-device", [](Behaviour& b, std::string_view v) { b.link.cdp_device = BannerTemplate{v}; }},
    {"cdp-platform", [](Behaviour& b, std::string_view v) { b.link.cdp_platform = BannerTemplate{v}; }},
    {"cdp-version", [](Behaviour& b, std::string_view v) { b.link.cdp_version = BannerTemplate{v}; }},
    {"dhcp-class", [](Behaviour& b, std::string_view v) { b.link.dhcp_class = BannerTemplate{v}; }},
    {"dhcp-name", [](Behaviour& b, std::string_view v) { b.link.dhcp_name = BannerTemplate{v}; }},
    {"pnp-event", [](Behaviour& b, std::string_view v) { b.link.pnp_event = BannerTemplate{v}; }},
    {"http-agent", [](Behaviour& b, std::string_view v) { b.link.http_agent = BannerTemplate{v}; }},
    {"register-agent", [](Behaviour& b, std::string_view v) { b.link.register_agent = BannerTemplate{v}; }},
    {"vlan", [](Behaviour& b, std::string_view v) { b.link.vlan = static_cast<std::uint16_t>(number_of(v, 1, 4094)); }},
};

bool apply_state(Behaviour& b, std::string_view name)
{
    if (name == "silent")
        b.state = HostState::silent;
    else if (name == "closed")
        b.state = HostState::closed;
    else if (name == "unreachable")
        b.state = HostState::unreachable;
    else if (name == "no-arp")
        b.link.without_arp = true;
    else if (name == "trying")
        b.sip.trying = true;
    else
        return false;
    return true;
}

} // namespace

void apply_key(Behaviour& behaviour, const Word& word)
{
    if (apply_web_key(behaviour.web, word)) return;
    const auto* key = std::find_if(std::begin(keys), std::end(keys), [&](const Key& k) { return k.name == word.name; });
    if (!word.has_value && apply_state(behaviour, word.name)) return;
    if (key == std::end(keys))
        throw std::invalid_argument(
            "expected silent, closed, unreachable, trying or a key such as user-agent=…; found \"" + word.name + '"');
    if (!word.has_value) throw std::invalid_argument("expected a value: " + word.name + "=…");
    try {
        key->set(behaviour, word.value);
    } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(word.name + ": " + error.what());
    }
}

void apply_keys(Behaviour& behaviour, std::span<const Word> words)
{
    for (const auto& word : words)
        apply_key(behaviour, word);
}

void check_behaviour(const Behaviour& b)
{
    bool needs_mac = b.sip.user_agent.needs_mac() || b.sip.server.needs_mac();
    for (const auto& header : b.sip.headers)
        needs_mac = needs_mac || header.needs_mac();
    needs_mac = needs_mac || b.web.tells_mac();
    if (needs_mac && b.first_mac == 0 && b.oui == 0)
        throw std::invalid_argument("expected mac=… or oui=… because the banner names it");
    if (b.state == HostState::unreachable && !b.router.known())
        throw std::invalid_argument("expected router=… with unreachable");
    check_web(b.web);
}

} // namespace phonescan::field
