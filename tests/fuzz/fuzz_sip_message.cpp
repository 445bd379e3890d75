// Any bytes as a SIP response: what is read lies inside the input and keeps to its bounds.

#include "probes/observation/printable.hpp"
#include "probes/sip_cookie.hpp"
#include "probes/sip_observations.hpp"

#include <cstdint>
#include <string>

namespace {

using namespace phonescan;

void require(bool holds)
{
    if (!holds) __builtin_trap();
}

bool lies_in(std::string_view part, std::string_view whole)
{
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_value(std::string_view value)
{
    const std::string joined = wire::unfold(value);
    require(joined.size() <= value.size());
    require(joined.find_first_of("\r\n") == std::string::npos);
    require(wire::unfold(joined) == joined);
    for (const auto* name : {"branch", "tag", "rport", ""}) {
        const auto found = wire::parameter(value, name);
        require(!found || lies_in(*found, value));
    }
    const auto seen = wire::seen_from(value);
    require(seen.address.empty() || lies_in(seen.address, value));
}

void check_observations(const wire::SipResponse& response)
{
    const auto observations = sip_observations(response, {}, Channel::sip_udp, {});
    require(observations.size() >= 2 && observations.size() <= 5);
    for (const auto& observation : observations) {
        require(!observation.value.empty() && observation.value.size() <= 4 * max_sip_observation);
        require(printable_again(observation.value) == observation.value);
        require(observation.value.find_first_of("\r\n") == std::string::npos);
    }
}

/// The fields as read, written out plainly, are read again as the same fields.
void check_round_trip(const wire::SipResponse& response)
{
    std::string plain = "SIP/2.0 " + std::to_string(response.status) + " " + wire::unfold(response.reason) + "\r\n";
    for (const auto& header : response.headers)
        plain += wire::unfold(header.name) + ":" + wire::unfold(header.value) + "\r\n";
    plain += "\r\n";
    if (plain.size() > wire::max_sip_message) return;
    const auto again = wire::parse_sip_response(plain);
    require(again.has_value());
    require(again->status == response.status && again->reason == wire::unfold(response.reason));
    require(again->headers.size() == response.headers.size() && again->body.empty());
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        require(again->headers[i].name == wire::unfold(response.headers[i].name));
        require(again->headers[i].value == wire::unfold(response.headers[i].value));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view message{reinterpret_cast<const char*>(data), size};
    const auto response = wire::parse_sip_response(message);
    if (!response) {
        require(response.error() == Errc::malformed || response.error() == Errc::too_long);
        require(response.error() == Errc::malformed || size > wire::max_sip_headers);
        return 0;
    }
    require(response->status >= 100 && response->status <= 699);
    require(response->headers.size() <= wire::max_sip_headers);
    require(lies_in(response->reason, message) && lies_in(response->body, message));
    const char* end_of_last = message.data();
    for (const auto& header : response->headers) {
        require(lies_in(header.name, message) && lies_in(header.value, message));
        require(!header.name.empty() && header.name.data() >= end_of_last);
        require(header.value.data() > header.name.data() + header.name.size() - 1);
        end_of_last = header.value.data() + header.value.size();
        check_value(header.value);
        require(response->header(header.name).has_value());
    }
    require(response->body.data() >= end_of_last);
    check_observations(*response);
    check_round_trip(*response);
    const SipCookie cookie{SipHashKey{}};
    find_target(*response, cookie);
    return 0;
}
