#!/usr/bin/env bash
# sipp plays nine devices that answer OPTIONS as recorded ones did, with 200 or a refusal, in User-Agent or Server; one of
# them over TCP alone.
. "$(dirname "$(readlink -f "$0")")/peer.bash"
needs sipp sip-tester

# device ADDRESS STATUS HEADER BANNER [OPTION...]
device() {
    sed -e "s|@STATUS@|$2|; s|@HEADER@|$3|; s|@BANNER@|$4|" "$here/sipp_uas.xml" >"$work/$1.xml"
    start "sipp-$1" sipp -sf "$1.xml" -i "$1" -mi "$1" -p 5060 -nostdin -trace_err -error_file "$1.errors" "${@:5}"
}
device 127.77.1.1 '200 OK' User-Agent 'PolycomVVX-VVX_410-UA/5.5.0.20556'
device 127.77.1.2 '200 OK' User-Agent 'Polycom/5.5.0.20556 PolycomVVX-VVX_410-UA/5.5.0.20556'
device 127.77.1.3 '404 Not Found' User-Agent 'Yealink SIP-T48G 35.80.0.70'
device 127.77.1.4 '401 Unauthorized' Server 'Cisco/SPA504G-7.6.2c'
device 127.77.1.5 '200 OK' Server 'Aastra 6731i/3.2.2.3077'
device 127.77.1.6 '403 Forbidden' user-agent 'Grandstream GXP2130 1.0.11.16'
device 127.77.1.7 '486 Busy Here' User-Agent 'Asterisk PBX 13.18.5'
device 127.77.1.8 '503 Service Unavailable' s 'a subject, not a banner'
device 127.77.1.9 '200 OK' User-Agent 'PolycomVVX-VVX_310-UA/5.3.0.12074' -t t1
for last in {1..8}; do listening "127.77.1.$last"; done
listening 127.77.1.9 tcp

scan phones.csv 127.77.1.0/28
expect phones.csv ip,kind,vendor,model,firmware <<'END'
127.77.1.1|phone|Polycom|VVX 410|5.5.0.20556
127.77.1.2|phone|Polycom|VVX 410|5.5.0.20556
127.77.1.3|phone|Yealink|SIP-T48G|35.80.0.70
127.77.1.4|phone|Cisco|SPA504G|7.6.2c
127.77.1.5|phone|Aastra|6731i|3.2.2.3077
127.77.1.6|phone|Grandstream|GXP2130|1.0.11.16
127.77.1.8|possible-phone|||
127.77.1.9|phone|Polycom|VVX 310|5.3.0.12074
END

scan all.csv 127.77.1.0/28 --all-devices
expect all.csv ip,kind,channels <<'END'
127.77.1.1|phone|sip-udp
127.77.1.2|phone|sip-udp
127.77.1.3|phone|sip-udp
127.77.1.4|phone|sip-udp
127.77.1.5|phone|sip-udp
127.77.1.6|phone|sip-udp
127.77.1.7|not-phone|sip-udp
127.77.1.8|possible-phone|sip-udp
127.77.1.9|phone|sip-tcp
END

# Whatever is not an OPTIONS request with the fields sipp needs is an unexpected message in its error file; that it was
# short of time itself stands there, too.
for last in {1..9}; do
    [ ! -s "$work/127.77.1.$last.errors" ] ||
        ! grep -vE '^The following events occurred:|Overload warning: the (minor|major) watchdog timer' "$work/127.77.1.$last.errors" || fail "sipp at 127.77.1.$last got something else than OPTIONS"
done
