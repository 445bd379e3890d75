#pragma once

#include "probes/observation/observation.hpp"
#include "probes/web_reply.hpp"

namespace phonescan {

/// What an answer says of the device that gave it: of TLS its version and certificate; of HTTP, where `request` asked
/// for something, Server, realms, Location, title and body, the path before them where it is another than `/`. Bounded
/// and printable; without values that name a person or a number. Of an HTTP answer that says nothing of all this
/// the path alone.
/// channel: http, https or sip_tls.
Observations web_observations(const WebRequest& request, const WebReply& reply, Channel channel,
                              WallClock::time_point time);

} // namespace phonescan
