#pragma once

#include "probes/heard_store.hpp"
#include "probes/wire/dhcp.hpp"

#include <string_view>

namespace phonescan {

/// What a SIP or HTTP message that was overheard says of its sender.
struct Spoken {
    enum class Kind : std::uint8_t { nothing, sip, pnp, http };
    Kind kind = Kind::nothing;
    bool is_passed_on = false;    ///< another's words: several Via fields, or a proxy's mark
    bool is_for_a_server = false; ///< a registration: whoever gets it serves phones
    HeardStore::Words words = HeardStore::Words::own;
    Observations observations = {};
};

/// Reads the head of a SIP message or an HTTP request. Of SIP: User-Agent and Server; of a subscription to `ua-profile`
/// (plug and play) its Event, and the MAC address that its From gives. Of HTTP: User-Agent. Nothing that names a
/// person.
///
/// A request with one Via is its sender's own; requests other than those that phones and servers make for themselves,
/// and all answers, may be passed on unchanged. Source: RFC 3261, 16.6 (a proxy adds its Via), 16.7; RFC 9110, 7.6.3.
///
/// channel: of the transport, sip_udp or sip_tcp. time, source: of the observations.
Spoken read_spoken(std::string_view message, const Source& source, Channel channel, WallClock::time_point time);

/// What a DHCP message says of the client: vendor class, host name, user class; of an acknowledgement the address that
/// the client has. Words of the client's MAC address; empty when there is none. Source: RFC 2131, 3.
Observations dhcp_observations(const wire::DhcpMessage& message, WallClock::time_point time);

} // namespace phonescan
