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
//   bottleneck RANGE[,RANGE...] rate=N [silent-for=5s|ever]    an access router that passes on N packets within a
//   second.
//                                          What is too much is dropped; with silent-for it passes nothing for that time
//                                          then. Datagrams and connections count together. TCP repeats what is lost: a
//                                          connection is dropped only while it passes nothing, and then it is accepted
//                                          and hears nothing. What the kernel refuses by itself is not counted
//
// RANGE: 127.42.0.7, 127.42.0.10-59, 127.42.0.10-127.42.1.20 or 127.42.0.0/24; in IPv6 ::1, fd00:1::10-ff (the last
// group, in hexadecimal), fd00:1::10-fd00:1::1:20 or fd00:1::/112 (/96 at most). Nearer lines win: default, type,
// device. Addresses of 127.0.0.0/8 and ::1 are there; others are made local by who plays them, an IPv6 prefix by `ip -6
// route add local fd00:1::/112 dev lo` in a network namespace of its own. Devices of IPv6 say nothing in frames. A site
// may be large: a population takes no memory for its phones, and needs `unlisted silent`. ICMP echo is the kernel's:
// every address that is local answers it, silent phones and unlisted addresses, too.
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
//   reorder=20% [reorder-within=100ms]     this share of the answers is held for a random time up to that, so that
//   others
//                                          overtake them
//   garble=cut|noise|bits|foreign [garble-share=10%]
//   All of it is what happens to datagrams; connections lose nothing, and have the latency alone, before SIP's answers.
// of what it takes (datagrams and new connections count together):
//   answer-limit=N                         at most N answers by UDP within a second, others are never sent
//   silent-above=N silent-gap=20ms         more than N within a second, or two that are closer than that, and it falls
//   silent-for=30s|ever                    silent (ever unless said): no answer by UDP, not even by ICMP, no
//   connection,
//                                          nothing more on those it has. Where it listens at its own address its ports
//                                          do not even answer a SYN then; under a wildcard (see below) they accept
// of its SIP, over UDP and, with the keys sip-tcp and sips, over TCP and TLS:
//   port=5060 status=200 trying            trying: 100 at once, then the answer; port: of UDP
//   sip-udp=on|silent|closed               closed: ICMP port unreachable; SIP is spoken over its connections alone
//   user-agent="…" server="…" header="Name: …"    with {mac} {MAC} {mac:} {n} {ip} {model} {firmware}
//   style=plain|compact,folded,no-blank,lower-case,bare-lf
//   answers-from=ADDRESS answers-from-port=N       instead of from where it was asked
//   reply-to=via|sent-by|source            via: RFC 3261 18.2.2 and RFC 3581, invalid requests stay unanswered;
//                                          sent-by: ignores rport; source: to where the request came from, valid or not
//   sip-stream=KIND                        what it does over TCP and TLS, one of: plain; bytes (each octet a segment of
//       its own); no-length (no Content-Length); huge-length (announces a body and says nothing more); two-answers (the
//       same twice in one segment); foreign-first (another's answer in front, in one segment); silent (accepts and says
//       nothing, no ServerHello either); closes (at once); closes-after (its first answer); never-closes (not even when
//       its client has). Requests are framed by Content-Length, several in one connection; CR LF CR LF is answered by
//       CR LF (RFC 5626); invalid requests are not answered, unless reply-to=source, and what is no SIP ends it
//   sip=off|on                             off: no SIP at all, the UDP port closed or silent as an unlisted address is;
//   the other services
//                                          stay, and a phone that has one counts as such in --list
// of its services over TCP, which a silent, closed or unreachable device does not have:
//   http https sip-tcp sips                switches one on, at its usual port; sips: SIP over TLS. With sip=off nothing
//   is
//                                          ever said over sip-tcp and sips
//   http-port=80[,8080] https-port=443 sip-tcp-port=5060 sips-port=5061            the same, at these ports
//   web-server="…" web-realm="Basic realm=\"…\""           headers Server, and WWW-Authenticate of a 401 (repeatable)
//   web-status=401                         of /; without it 401 with a web-realm, otherwise 200
//   web-title="…" | web-page="…" | web-file=NAME           what stands at /: a small page, this body, this file's
//   web-path="/path=BODY" web-path-file="/path=NAME"       further resources (repeatable, the last of one path counts);
//                                          with a query: "/path?query==BODY". What else is asked for is a 404
//   web-location="/login.htm" web-redirect-https           302 for /; 302 from http to https://{ip}/, for everything
//   web-close web-chunked web-gzip         closes after each answer (keeps alive as HTTP/1.1 does unless said); sends
//                                          chunks; gzip to whom takes it
//   web-delay=500ms                        before each answer
//   cert-subject="CN={MAC},O=Acme" cert-issuer="…"         of CN O OU L ST C serialNumber emailAddress, a comma in a
//                                          value as \\, ; CN={ip} unless said; self-signed unless an issuer is given
//   cert-names="a.example,b.example"       DNS names in it
//   cert-key=ec256|rsa2048|rsa1024 cert-hash=sha256|sha1
//   tls=1.2|1.0|1.1|1.3|old tls-least=1.0|…                highest and lowest version; old: RC4 only, which is refused
//                                          by every client of today
//   tls-client-cert=none|asked|required    whether it wants to see a certificate of its client; any will do
//   tls-ciphers="…"                        up to TLS 1.2, as OpenSSL writes them
//   hostile=KIND                           over http and https, of: endless-headers endless-body gzip-bomb trickle
//       trickle-headers silent redirect-away redirect-name redirect-loop redirect-chain redirect-scheme invalid-utf8
//       script-title reset-accept reset-request reset-headers reset-body http09 garbage long-line many-realms
//       lying-length; in TLS only, over http as others: nul-cert huge-cert tls-alert reset-hello; or none
//   Each device has listening sockets of its own, and the kernel refuses what is not listed; with populations, or
//   more sockets than 20,000 or than this user may open, one wildcard socket a port serves all and resets the rest.
//   Texts have the place holders of user-agent. In web-page, web-path and their files any other brace stands for
//   itself. Files are found beside the file whose line names them.
// of what it says by itself, in frames (--capture, --send); each with the place holders of user-agent:
//   lldp-name= lldp-description= lldp-port=        an LLDPDU, with the telephone capability
//   med-manufacturer= med-model= med-hardware= med-firmware= med-software= med-serial=    LLDP-MED class III in it
//   cdp-device= cdp-platform= cdp-version=         CDP version 2, with the phone bit
//   dhcp-class= dhcp-name=                         a DHCP request with options 60 and 12, and its acknowledgement
//   pnp-event= http-agent= register-agent=         SUBSCRIBE to 224.0.1.75, an HTTP request, a SIP REGISTER
//   vlan=200 no-arp                                the tag of its frames; no gratuitous ARP beside them
// A router or portal that answers for a whole range is a device of that range without {mac} and {n}.

namespace phonescan::field {

/// Reads a site file. Errors: DataError, "FILE:LINE: what was expected".
Site read_site(const std::filesystem::path& file);

/// The same from text; `name` stands in messages, and its folder is where `include` looks.
Site read_site_text(std::string_view text, const std::filesystem::path& name);

} // namespace phonescan::field
