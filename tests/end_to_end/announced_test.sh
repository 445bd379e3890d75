#!/usr/bin/env bash
# What devices say by themselves: from a capture, from a capture in pieces, and from a wire, the same phones.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

announcing=$sites/announcing.site
"$PHONEFIELD" "$announcing" --capture "$work/site.pcap" --rounds 3 --filler 5 2>"$work/field.err" || fail "no capture was written"

expect_phones() { # NAME: of $work/NAME.csv
    columns "$work/$1.csv" ip,mac,vendor,model,firmware,kind,vlan >"$work/$1.rows"
    diff - "$work/$1.rows" >"$work/$1.diff" <<'END' || fail "$1: other phones"
10.97.0.11|00:04:f2:61:00:0b|Polycom|VVX 410|5.3.0.12074|phone|
10.97.0.12|00:15:65:61:00:0c|Yealink|SIP-T48G|35.7.0.26|phone|200
10.97.0.13|c8:f9:f9:61:00:0d|Cisco|CP-7821|sip78xx.11-5-1-18|phone|
10.97.0.14|64:16:7f:61:00:0e|Polycom|VVX 410||phone|
10.97.0.15|80:5e:c0:61:00:0f|Yealink|SIP-T46S|66.83.0.37|phone|
10.97.0.16|48:25:67:61:00:10|Polycom|VVX 410|5.4.0.10182|phone|
10.97.0.17|00:90:7a:61:00:11|Polycom|VVX 500|5.3.0.12074|phone|12
END
}

run whole 0 read "$work/site.pcap" --csv "$work/whole.csv" --jsonl "$work/whole.jsonl"
expect_phones whole
says whole "Of 7 phones heard at"
says whole "LLDP 6 from 2 senders, CDP 6 from 2 senders"
grep -q '4711\|@' "$work/whole.jsonl" && fail "a report names a number that was called"
first=$(columns "$work/whole.csv" first_seen | head -n 1)
last=$(columns "$work/whole.csv" last_seen | head -n 1)
[[ $first < $last ]] || fail "first seen $first, last seen $last"

# In gzip, from standard input, and beside a table that names two of them.
gzip -k "$work/site.pcap"
"$PHONESCAN" read - --csv "$work/stdin.csv" <"$work/site.pcap.gz" 2>"$work/stdin.err" || fail "read - ended with $?"
expect_phones stdin
printf 'ip,mac,switch,switch_port\n10.97.0.16,48:25:67:61:00:10,sw-3,gi1/0/7\n10.97.0.99,,sw-3,gi1/0/8\n' >"$work/ports.csv"
run joined 0 read "$work/site.pcap" "$work/ports.csv" --csv "$work/joined.csv"
expect_phones joined
[ "$(columns "$work/joined.csv" ip,switch,switch_port | grep '|sw')" = "10.97.0.16|sw-3|gi1/0/7" ] || fail "the switch's port is not joined"

# Cut in the middle: what it holds, the place, and that it is incomplete.
head -c 4000 "$work/site.pcap" >"$work/cut.pcap"
run cut 4 read "$work/cut.pcap" --csv "$work/cut.csv"
says cut "INCOMPLETE"
says cut "cut.pcap: at offset"
columns "$work/cut.csv" ip | grep -q '10.97.0.11' || fail "nothing of the part that is there"

# Who is excluded is in no report, by whichever of its words.
run excluded 0 read "$work/site.pcap" --exclude 10.97.0.11,10.97.0.16 --csv "$work/excluded.csv"
[ "$(columns "$work/excluded.csv" ip | wc -l)" = 5 ] || fail "not the five that are left"
columns "$work/excluded.csv" ip,mac | grep -q '0.11|\|0.16|\|:61:00:0b\|:61:00:10' && fail "an excluded device is in the report"
run names 2 read "$work/site.pcap" --exclude phone.example.net
says names "no name is looked up"

# A filter leaves out what it does not describe; one that means nothing, and a file that is none of ours, are refused.
run filtered 0 read "$work/site.pcap" --filter 'ether proto 0x88cc' --csv "$work/filtered.csv"
[ "$(columns "$work/filtered.csv" ip)" = 10.97.0.11 ] || fail "the filter lets others through"
run nonsense 2 read "$work/site.pcap" --filter 'no such thing'
says nonsense "pcap-filter(7)"
printf 'hello\n' >"$work/hello"
run refused 2 read "$work/hello"
says refused "hello: neither a capture"

[ "${PRIVATE_NETWORK:-}" = yes ] || { echo "without a network of its own: the wire was left out"; exit 0; }
ip link add wire type veth peer name far 2>/dev/null || { echo "no veth pair can be made here: the wire was left out"; exit 0; }
ip link set wire up && ip link set far up
"$PHONEFIELD" "$announcing" --send lo >/dev/null 2>&1 && fail "phonefield sends onto what is no cable"
"$PHONEFIELD" "$announcing" --send far --rounds 30 --interval 100 2>"$work/send.err" &
started+=($!)
run wire 0 listen wire --for 2500ms --csv "$work/wire.csv"
expect_phones wire
says wire "Of 7 phones heard at wire"
says wire "10.97.0.16"
"$PHONEFIELD" "$announcing" --send far --rounds 60 --interval 100 2>"$work/send.err" &
started+=($!)
run quiet 0 listen wire --until-quiet 1s --filter 'ether proto 0x88cc' --csv "$work/quiet.csv"
[ "$(columns "$work/quiet.csv" ip | paste -sd ' ')" = "10.97.0.11 10.97.0.12" ] || fail "the live filter lets others through"

# A scan that listens joins what it hears; what is excluded is in no report.
"$PHONEFIELD" "$announcing" --send far --rounds 60 --interval 100 2>"$work/send.err" &
started+=($!)
ip address add 10.97.0.1/24 dev wire
run scanned 0 scan 10.97.0.200 --wait 2s --retries 0 --listen wire --exclude 10.97.0.12 --csv "$work/scanned.csv"
columns "$work/scanned.csv" ip | grep -qx 10.97.0.11 || fail "a scan that listens does not hear"
columns "$work/scanned.csv" ip | grep -qx 10.97.0.12 && fail "an excluded address is in the report"
exit 0
