#!/usr/bin/env bash
# A real SIP server: answers over UDP, over TCP or over both, says what it is, and is never counted as a phone.
. "$(dirname "$(readlink -f "$0")")/peer.bash"
PATH=$PATH:/usr/sbin
needs kamailio kamailio

# server NAME: starts one, where it listens is on stdin
server() {
    {
        cat <<'END'
debug=0
log_stderror=yes
fork=no
children=1
tcp_children=1
auto_aliases=no
dns=no
rev_dns=no
server_signature=yes
loadmodule "sl.so"
END
        cat
        cat <<'END'
request_route {
    sl_send_reply("200", "OK");
}
END
    } >"$work/$1.cfg"
    mkdir "$work/$1"
    start "$1" kamailio -f "$work/$1.cfg" -DD -E -m 16 -M 4 -Y "$work/$1" -w "$work/$1"
}

server udp <<'END'
disable_tcp=yes
listen=udp:127.77.3.1:5060
END
server both <<'END'
listen=udp:127.77.3.2:5060
listen=tcp:127.77.3.2:5060
END
server tcp <<'END'
listen=udp:127.77.3.3:5070 # it wants one
listen=tcp:127.77.3.3:5060
END
listening 127.77.3.1
listening 127.77.3.2
listening 127.77.3.2 tcp
listening 127.77.3.3 tcp

scan phones.csv 127.77.3.0/29
expect phones.csv ip </dev/null
scan all.csv 127.77.3.0/29 --all-devices
expect all.csv ip,kind,channels <<'END'
127.77.3.1|not-phone|sip-udp
127.77.3.2|not-phone|sip-tcp;sip-udp
127.77.3.3|not-phone|sip-tcp
END
