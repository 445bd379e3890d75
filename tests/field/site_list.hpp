#pragma once

#include "tests/field/site.hpp"

#include <cstdio>

namespace phonescan::field {

/// Writes the truth of a site as tab-separated lines under a header, by address: address, port, banner, vendor, model,
/// firmware, state, kind, mac (where its SIP or web names one), sip (the transports over which it answers, like
/// udp:5060,tls:5061; port is that of UDP, whether or not it is open). `state` is phone (of kind phone or
/// possible-phone), not-phone, silent, closed or unreachable; bytes of the banner that are no printable ASCII are
/// written \xNN. Unlisted addresses have no line.
void write_site_list(const Site& site, std::FILE* out);

} // namespace phonescan::field
