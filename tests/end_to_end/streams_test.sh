#!/usr/bin/env bash
# Phones that speak SIP over TCP or TLS alone, or oddly, beside those that do over UDP: all are found, one connection to
# a device at a time, and what became of every address on every channel adds up.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
[ "${PRIVATE_NETWORK:-}" = yes ] || skip "the site's addresses are the loopback's of this machine: it takes a network namespace"
needs jq jq

cp "$sites/sip-streams.site" "$sites/phones.inc" "$work/"
play sip-streams
run scan 0 scan 127.45.0.0/24 -p sip:5060,sips:5061 --wait 4s --connect-rate 0 --csv "$work/scan.csv" --jsonl "$work/scan.jsonl" \
    --coverage "$work/coverage.csv" --all-devices
stop_playing
expect_sums scan
[ "$(statistic sip-streams sip_stream_requests)" = "$(statistic sip-streams sip_stream_valid)" ] || fail "a request over a connection was not valid"

# who is found, by whatever channel
# (the one on a port that is not asked is none of them)
"$PHONEFIELD" "$work/sip-streams.site" --list | awk -F'\t' 'NR > 1 && $8 == "phone" && $10 !~ /:5062/ { print $1 "|" $4 "|" $5 "|" $6 }' | sort >"$work/truth"
columns "$work/scan.csv" ip,kind,vendor,model,firmware | awk -F'|' '$2 == "phone" { print $1 "|" $3 "|" $4 "|" $5 }' | sort >"$work/found"
awk -F'|' -v OFS='|' '
    FNR == NR { truth[$1] = $0; next }
    $1 in truth { split(truth[$1], t, "|"); for (i = 2; i <= 4; ++i) if (t[i] == "") $i = "" }
    { print }' "$work/truth" "$work/found" | sort >"$work/compared"
same "the phones found are not the site's" "$work/truth" "$work/compared"

columns "$work/scan.csv" ip,channels >"$work/channels"
for channels in '127.45.0.10|sip-udp' '127.45.0.20|sip-tcp;sip-tls;sip-udp' '127.45.0.30|sip-tcp' '127.45.0.40|sip-tls' '127.45.0.44|sip-tls'; do
    grep -qxF "$channels" "$work/channels" || fail "no such channels: $channels"
done
columns "$work/scan.csv" ip,findings | grep -E '^127\.45\.0\.(30|40|44)\|' | grep -F sip-closed && fail "SIP answers over TCP or TLS, and is called closed"
columns "$work/scan.csv" ip,findings | grep -E '^127\.45\.0\.44\|.*tls-1\.0-only' >/dev/null || fail "TLS 1.0 alone is not told"
# the certificate is kept beside what SIP says
jq -r 'select(.ip == "127.45.0.40") | .observations[] | .channel + "|" + .field' "$work/scan.jsonl" >"$work/observations"
for said in 'sip-tls|sip.user_agent' 'sip-tls|tls.subject' 'sip-tls|tls.version' 'sip-tls|sip.transport'; do
    grep -qxF "$said" "$work/observations" || fail "no observation $said of the phone that has TLS alone"
done

# coverage: each channel adds up to the targets, and tells of one phone what the site says
awk -F, 'NR > 1 && $5 != "any" { sum[$5 " " $6] += $4 } END { for (c in sum) { ++channels; if (sum[c] != 256) { print c, sum[c]; exit 1 } }
    exit channels != 3 }' "$work/coverage.csv" >"$work/sums.out" || fail "the coverage of a channel is not 256: $(cat "$work/sums.out")"
state_of() { # ADDRESS CHANNEL
    awk -F, -v c="$2" -v a="$1" '
        function number(ip,  o) { split(ip, o, "."); return ((o[1] * 256 + o[2]) * 256 + o[3]) * 256 + o[4] }
        NR > 1 && $5 == c && number($2) <= number(a) && number(a) <= number($3) { print $7 }' "$work/coverage.csv"
}
for said in '10 sip-udp answered' '10 sip-tcp refused' '30 sip-udp refused' '30 sip-tcp answered' '40 sip-tls answered' '70 sip-tcp closed' '72 sip-udp silent'; do
    read -r host channel state <<<"$said"
    [ "$(state_of "127.45.0.$host" "$channel")" = "$state" ] || fail "127.45.0.$host is not $state on $channel: $(state_of "127.45.0.$host" "$channel")"
done
says scan "SIP/TLS 5061"

# --sip udp: no connection at all
before=$(awk '/^Tcp:/ && ++n == 2 { print $6 }' /proc/net/snmp)
play sip-streams
run udp 0 scan 127.45.0.0/24 -p 5060 --sip udp --http off --wait 2s --no-store --csv "$work/udp.csv"
stop_playing
[ "$(awk '/^Tcp:/ && ++n == 2 { print $6 }' /proc/net/snmp)" = "$before" ] || fail "--sip udp began a connection"
! columns "$work/udp.csv" ip | grep -qx 127.45.0.40 || fail "a phone that has TLS alone was found over UDP"
