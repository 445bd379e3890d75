#!/usr/bin/env bash
# Eight /24 behind a router, at the default rates: what leaves, where to and how fast.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.77.2.1/30 10.77.2.2/30
ip route add 10.9.0.0/16 via 10.77.2.2
answers_for 10.9.0.0/21

# What is excluded is not played: a datagram there would be counted as "outside".
site routed <<'END_OF_SITE'
play 10.9.0.0-10.9.1.255 10.9.2.64-10.9.4.6 10.9.4.8-10.9.7.255
include phones.inc
default latency=5-80ms
device 10.9.0.0 type=vvx410-53
device 10.9.0.255 type=vvx310
device 10.9.1.0-1 type=t48g
device 10.9.1.250-255 type=spip450
device 10.9.2.64-99 type=vvx400
device 10.9.3.0-60 type=t22p
device 10.9.7.200-255 type=gxp2135
END_OF_SITE
play_there routed
echo 10.9.4.7 >"$work/excluded"
chmod 644 "$work/excluded"
run scan 0 scan 10.9.0.0/21 --sip udp --http off --exclude 10.9.2.0/26 --excludefile "$work/excluded" --wait 2s --csv -
stop_playing

cp "$work/scan.out" "$work/scan.csv"
expect_phones routed "$work/scan.csv"
expect_sums scan
awk '/^Elapsed/' "$work/scan.err"
says scan "Excluded 65 addresses"
expect_statistic routed outside 0
expect_statistic routed invalid 0
expect_statistic routed addresses_asked $((2048 - 65))
expect_statistic routed kernel_drops 0
peak=$(statistic routed peak_per_second)
net_peak=$(statistic routed peak_per_second_24)
gap=$(statistic routed minimum_gap_ms)
echo "most in a second: $peak, to one /24: $net_peak; least time between two datagrams to one address: $gap ms"
[ "$peak" -le 500 ] || fail "$peak datagrams in one second"
[ "$net_peak" -le 100 ] || fail "$net_peak datagrams to one /24 in one second"
# stamped where they arrive: two processes on a busy machine may bring them a little closer together
awk -v gap="$gap" 'BEGIN { exit !(gap >= 200 - 5) }' || fail "two datagrams to one address within $gap ms"
