#pragma once

#include "tests/field/site.hpp"

#include "probes/observation/error.hpp"

#include <filesystem>
#include <string_view>

// A site file says which phones a simulated site has. One line, one statement; # begins a comment; a value with blanks
// stands in double quotes, in which \" \\ and \xNN (any byte) are understood.
//
//   play RANGE...                          the addresses that are played; nothing else is ever answered
//   unlisted silent|closed                 what a played address does that no line names (silent unless said)
//   seed N                                 of the losses and, where it gives none, of a population (1)
//   include FILE                           another file, found beside this one: types and mixes shared by sites
//   default KEY...                         for the devices and populations of the lines below
//   type NAME KEY...                       a kind of device, to be used by its name
//   mix NAME TYPE=WEIGHT...                kinds of device and how often each is met
//   device RANGE[,RANGE...] [type=NAME] KEY...
//   population RANGE share=5% mix=NAME|type=NAME [seed=N] KEY...
//
// RANGE: 127.42.0.7, 127.42.0.10-59, 127.42.0.10-127.42.1.20 or 127.42.0.0/24. Nearer lines win: default, type, device.
//
// KEYs of the device itself:
//   silent | closed | unreachable          closed: ICMP port unreachable from the address itself; unreachable: from
//   icmp=net|host|net-prohibited|host-prohibited|prohibited router=ADDRESS         a router, with this code (host)
//   vendor= model= firmware= kind=phone|possible-phone|not-phone                   the truth, for --list
//   mac=00:04:f2:00:00:10                  of its first device; the next has the next
//   oui=00:04:f2                           a MAC of this block, by the address (in populations)
// of the way to it:
//   latency=300ms | 10-300ms               loss=20% loss-in=20% loss-out=20%       duplicates=N (more copies)
//   late=8s [late-share=10%]               that much later still, all answers or a share of them
//   garble=cut|noise|bits|foreign [garble-share=10%]
// of its SIP over UDP:
//   port=5060 status=200 trying            trying: 100 at once, then the answer
//   user-agent="…" server="…" header="Name: …"    with {mac} {MAC} {mac:} {n} {ip} {model} {firmware}
//   style=plain|compact,folded,no-blank,lower-case,bare-lf
//   answers-from=ADDRESS answers-from-port=N       instead of from where it was asked
//   reply-to=via|sent-by|source            via: RFC 3261 18.2.2 and RFC 3581, invalid requests stay unanswered;
//                                          sent-by: ignores rport; source: to where the request came from, valid or not
// of what it says by itself, in frames (--capture, --send); each with the place holders of user-agent:
//   lldp-name= lldp-description= lldp-port=        an LLDPDU, with the telephone capability
//   med-manufacturer= med-model= med-hardware= med-firmware= med-software= med-serial=    LLDP-MED class III in it
//   cdp-device= cdp-platform= cdp-version=         CDP version 2, with the phone bit
//   dhcp-class= dhcp-name=                         a DHCP request with options 60 and 12, and the server's acknowledgement
//   pnp-event= http-agent= register-agent=         SUBSCRIBE to 224.0.1.75, an HTTP request, a SIP REGISTER
//   vlan=200 no-arp                                the tag of its frames; no gratuitous ARP beside them
// A router or portal that answers for a whole range is a device of that range without {mac} and {n}.

namespace phonescan::field {

/// Reads a site file. Errors: DataError, "FILE:LINE: what was expected".
Site read_site(const std::filesystem::path& file);

/// The same from text; `name` stands in messages, and its folder is where `include` looks.
Site read_site_text(std::string_view text, const std::filesystem::path& name);

} // namespace phonescan::field
