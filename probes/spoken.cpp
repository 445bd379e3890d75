#include "probes/spoken.hpp"

#include "probes/observation/printable.hpp"
#include "probes/sip_observations.hpp"
#include "probes/wire/http_request.hpp"
#include "probes/wire/sip_message.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace phonescan {

namespace {

/// How many hops wrote a Via: fields, and values in a field.
std::size_t hops_of(std::span<const wire::SipHeader> headers)
{
    std::size_t hops = 0;
    for (const auto& header : headers) {
        if (!header.is("Via")) continue;
        bool quoted = false;
        ++hops;
        for (const char c : header.value) {
            if (c == '"') quoted = !quoted;
            if (c == ',' && !quoted) ++hops;
        }
    }
    return hops;
}

std::optional<std::string_view> first_of(std::span<const wire::SipHeader> headers, std::string_view name)
{
    const auto found = std::ranges::find_if(headers, [name](const wire::SipHeader& header) { return header.is(name); });
    if (found == headers.end()) return std::nullopt;
    return found->value;
}

bool starts_without_case(std::string_view text, std::string_view start)
{
    return text.size() >= start.size() && std::ranges::equal(text.substr(0, start.size()), start, [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == b;
           });
}

/// The MAC address in `<sip:MAC%3a001565aabbcc@224.0.1.75>`, by which phones ask for their configuration.
std::optional<MacAddress> mac_in_user_part(std::string_view from)
{
    const auto at = from.find('@');
    const auto scheme = from.find("sip:");
    if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) return std::nullopt;
    auto user = from.substr(scheme + 4, at - scheme - 4);
    for (const std::string_view prefix : {"mac%3a", "mac:"})
        if (starts_without_case(user, prefix)) {
            user.remove_prefix(prefix.size());
            break;
        }
    const auto mac = MacAddress::parse(user);
    if (!mac || !mac->names_a_device()) return std::nullopt;
    return *mac;
}

Spoken read_request(const wire::SipRequest& request, const Source& source, Channel channel, WallClock::time_point time)
{
    constexpr std::array<std::string_view, 4> own_methods = {"OPTIONS", "SUBSCRIBE", "NOTIFY", "PUBLISH"};
    Spoken spoken{.kind = Spoken::Kind::sip};
    spoken.is_passed_on = hops_of(request.headers) > 1;
    spoken.is_for_a_server = request.method == "REGISTER";
    if (std::ranges::find(own_methods, request.method) == own_methods.end())
        spoken.words = HeardStore::Words::perhaps_another_s;
    const auto event = request.method == "SUBSCRIBE" ? first_of(request.headers, "Event") : std::nullopt;
    if (event && starts_without_case(*event, "ua-profile")) {
        spoken.kind = Spoken::Kind::pnp;
        channel = Channel::pnp;
        spoken.observations.push_back({source, Field::pnp_event, printable(wire::unfold(*event)), channel, time});
        if (const auto from = first_of(request.headers, "From"))
            if (const auto mac = mac_in_user_part(*from))
                spoken.observations.push_back({source, Field::mac, mac->to_string(), channel, time});
    }
    append_banners(request.headers, source, channel, time, spoken.observations);
    return spoken;
}

/// The address in a Contact: `<sip:4711@10.0.0.7:5060;transport=udp>`. nullopt for names and wildcards.
std::optional<boost::asio::ip::address> host_of(std::string_view contact)
{
    const auto scheme = contact.find("sip:");
    if (scheme == std::string_view::npos) return std::nullopt;
    auto host = contact.substr(scheme + 4);
    host = host.substr(0, host.find_first_of(">;, \t"));
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    host = host.starts_with('[') ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error) return std::nullopt;
    return address;
}

/// Was the answer written by another than its sender? A proxy passes the other side's answer on as it is, and there the
/// Contact names who wrote it; an answer within a call has one. Source: RFC 3261, 12.1.1, 16.7.
bool is_another_s(const wire::SipResponse& response, std::string_view sequence, const Source& source)
{
    constexpr std::array<std::string_view, 4> own_methods = {"OPTIONS", "SUBSCRIBE", "NOTIFY", "REGISTER"};
    const bool may_be_short =
        std::ranges::any_of(own_methods, [sequence](auto method) { return sequence.ends_with(method); });
    const auto contact = first_of(response.headers, "Contact");
    if (!contact) return !may_be_short;
    const auto host = host_of(*contact);
    return host && *host != source.address;
}

Spoken read_answer(const wire::SipResponse& response, const Source& source, Channel channel, WallClock::time_point time)
{
    Spoken spoken{.kind = Spoken::Kind::sip};
    const auto sequence = first_of(response.headers, "CSeq").value_or("");
    const bool is_registrar_s = sequence.ends_with("REGISTER"); // no phone answers that, so it is the server's word
    spoken.words = is_registrar_s ? HeardStore::Words::own : HeardStore::Words::perhaps_another_s;
    if (!is_registrar_s && is_another_s(response, sequence, source)) return spoken;
    auto headers = std::span{response.headers};
    if (!response.complete && !headers.empty())
        headers = headers.first(headers.size() - 1); // half a version is another
    append_banners(headers, source, channel, time, spoken.observations);
    return spoken;
}

} // namespace

Spoken read_spoken(std::string_view message, const Source& source, Channel channel, WallClock::time_point time)
{
    const bool may_be_http = wire::may_be_http_request(message); // OPTIONS is a method of both
    if (const auto request = may_be_http ? wire::read_http_request(message) : Errc::malformed) {
        Spoken spoken{.kind = Spoken::Kind::http, .is_passed_on = request->is_passed_on};
        if (!request->user_agent.empty())
            spoken.observations.push_back({source, Field::http_user_agent,
                                           printable(request->user_agent.substr(0, max_sip_observation)), Channel::http,
                                           time});
        return spoken;
    }
    if (const auto response = wire::parse_sip_response(message)) return read_answer(*response, source, channel, time);
    if (const auto request = wire::parse_sip_request(message)) return read_request(*request, source, channel, time);
    return {};
}

Observations dhcp_observations(const wire::DhcpMessage& message, WallClock::time_point time)
{
    Observations said;
    if (!message.client_mac || !message.client_mac->is_individual()) return said;
    Source source;
    source.mac = message.client_mac;
    const auto add = [&](Field field, std::string_view text) {
        if (!text.empty())
            said.push_back({source, field, printable(text.substr(0, max_sip_observation)), Channel::dhcp, time});
    };
    if (message.from_client) {
        add(Field::dhcp_vendor_class, message.vendor_class);
        add(Field::dhcp_vendor_class, message.identified_vendor_class);
        add(Field::dhcp_host_name, message.host_name);
        add(Field::dhcp_user_class, message.user_class);
        if (!message.client_address.is_unspecified()) add(Field::ip, message.client_address.to_string());
    } else if (message.type == wire::dhcp_message::ack && !message.your_address.is_unspecified()) {
        add(Field::ip, message.your_address.to_string());
    }
    return said;
}

} // namespace phonescan
