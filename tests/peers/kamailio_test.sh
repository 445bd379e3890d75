#!/usr/bin/env bash
# A real SIP server: answers, says what it is, and is never counted as a phone.
. "$(dirname "$(readlink -f "$0")")/peer.bash"
PATH=$PATH:/usr/sbin
needs kamailio kamailio

cat >"$work/kamailio.cfg" <<'END'
debug=0
log_stderror=yes
fork=no
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
server_signature=yes
listen=udp:127.77.3.1:5060
loadmodule "sl.so"
request_route {
    sl_send_reply("200", "OK");
}
END
start kamailio kamailio -f "$work/kamailio.cfg" -DD -E -m 16 -M 4 -Y "$work" -w "$work"
listening 127.77.3.1

scan phones.csv 127.77.3.1/32
expect phones.csv ip </dev/null
scan all.csv 127.77.3.1/32 --all-devices
expect all.csv ip,kind <<'END'
127.77.3.1|not-phone
END
