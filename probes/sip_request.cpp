#include "probes/sip_request.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace phonescan {

namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t max_user_agent = 128;
constexpr std::size_t max_host = INET6_ADDRSTRLEN + 2; // with brackets

struct TransportWords {
    std::string_view via;
    std::string_view uri_parameter; ///< of a URI that stands for more than UDP. Source: RFC 3261, 19.1.1
    std::uint16_t default_port;
};

constexpr TransportWords words_of(SipTransport transport) noexcept
{
    switch (transport) {
    case SipTransport::udp:
        return {"UDP", "", 5060};
    case SipTransport::tcp:
        return {"TCP", ";transport=tcp", 5060};
    case SipTransport::tls:
        return {"TLS", ";transport=tls", 5061};
    }
    return {};
}

char* append(char* out, std::string_view text) noexcept
{
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
}

char* append(char* out, unsigned number) noexcept
{
    constexpr std::size_t digits_of_a_port = 5;
    return std::to_chars(out, out + digits_of_a_port, number).ptr;
}

/// Dotted quad, or an IPv6 reference in brackets and without its zone.
char* append(char* out, const ip::address& address) noexcept
{
    if (address.is_v4()) {
        const auto octets = address.to_v4().to_bytes();
        for (std::size_t i = 0; i < octets.size(); ++i) {
            if (i > 0) *out++ = '.';
            out = append(out, unsigned{octets[i]});
        }
        return out;
    }
    const auto octets = address.to_v6().to_bytes();
    *out++ = '[';
    ::inet_ntop(AF_INET6, octets.data(), out, INET6_ADDRSTRLEN);
    out += std::strlen(out);
    *out++ = ']';
    return out;
}

std::string text_of(const ip::address& address)
{
    std::array<char, max_host> host;
    return {host.data(), append(host.data(), address)};
}

} // namespace

std::string_view default_sip_user_agent() noexcept
{
    return "phonescan/" PHONESCAN_VERSION;
}

Result<std::string> sip_user_agent(std::string_view text)
{
    if (text.size() > max_user_agent) return Errc::too_long;
    if (!std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter <= '~'; })) return Errc::malformed;
    if (text.find_first_not_of(' ') == std::string_view::npos) return Errc::malformed;
    return std::string{text};
}

Result<SipOptionsRequest> SipOptionsRequest::prepare(const Settings& settings)
{
    const auto user_agent = sip_user_agent(settings.user_agent);
    if (!user_agent) return user_agent.error();
    if (settings.source.is_unspecified() || settings.source_port == 0) return Errc::malformed;

    const auto words = words_of(settings.transport);
    const std::string parameter{words.uri_parameter};
    const std::string host = text_of(settings.source);
    const std::string host_port = host + ":" + std::to_string(settings.source_port);

    SipOptionsRequest request;
    request.default_port_ = words.default_port;
    request.after_uri_ =
        parameter + " SIP/2.0\r\nVia: SIP/2.0/" + std::string{words.via} + " " + host_port + ";branch=z9hG4bK";
    request.after_branch_ = ";rport\r\nMax-Forwards: 70\r\nTo: <sip:";
    request.after_to_ = ">\r\nFrom: <sip:phonescan@" + host + ">;tag=";
    request.after_tag_ = "\r\nCall-ID: ";
    request.after_call_id_ = "\r\nCSeq: 1 OPTIONS\r\nContact: <sip:phonescan@" + host_port + parameter +
                             ">\r\nAccept: application/sdp\r\nUser-Agent: " + *user_agent +
                             "\r\nContent-Length: 0\r\n\r\n";
    return request;
}

std::size_t SipOptionsRequest::write(std::span<char> out, const SipTarget& target,
                                     const SipCookie& cookie) const noexcept
{
    if (out.size() < max_length) return 0;
    const SipToken token = cookie.token(target);
    char* at = append(out.data(), "OPTIONS sip:");
    const char* const host_begin = at;
    at = append(at, target.address);
    const std::string_view host{host_begin, at};
    if (target.port != default_port_) {
        *at++ = ':';
        at = append(at, unsigned{target.port});
    }
    at = append(at, after_uri_);
    at = append(at, token.text());
    at = append(at, after_branch_);
    at = append(at, host); // a To without port: RFC 3261, 19.1.1
    at = append(at, after_to_);
    at = append(at, token.text());
    at = append(at, after_tag_);
    at = append(at, token.text());
    at = append(at, after_call_id_);
    return static_cast<std::size_t>(at - out.data());
}

} // namespace phonescan
