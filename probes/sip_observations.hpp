#pragma once

#include "probes/observation/observation.hpp"
#include "probes/wire/sip_message.hpp"

#include <span>

namespace phonescan {

/// At most so many bytes of a header field's text are kept (printable() may write each as four).
inline constexpr std::size_t max_sip_observation = 1'024;

/// What a response says of the device that sent it: sip.status, sip.transport, sip.user_agent, sip.server and sip.allow
/// (all Allow fields in one), unfolded, bounded and printable; fields without text are left out. Nothing that names a
/// person is read: no To, From, Call-ID, Contact, Warning or credentials; SIP addresses in a banner lose their user
/// part. Fields of one name that differ are all kept. channel: a SIP channel, others tell no transport.
Observations sip_observations(const wire::SipResponse& response, const Source& source, Channel channel,
                              WallClock::time_point time);

/// The User-Agent and Server fields of a message that was overheard, appended, as above.
void append_banners(std::span<const wire::SipHeader> headers, const Source& source, Channel channel,
                    WallClock::time_point time, Observations& into);

} // namespace phonescan
