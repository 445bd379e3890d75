#!/usr/bin/env bash
# A /16 on the scanner's own link with 500 phones, and the system's default neighbour table of 1,024 places: with
# CAP_NET_RAW every phone is found and the table does not overflow.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.80.0.1/16
{
    echo route add 10.80.0.0/16 dev phones
    for ((n = 0; n < 500; ++n)); do echo "route add local 10.80.$((1 + n % 250)).$((1 + n / 250 * 100 + n % 7)) dev lo"; done
} >"$work/routes"
at_site ip -batch "$work/routes" || fail "the site cannot take its addresses"
{
    echo 'play 10.80.0.0/16'
    echo 'include phones.inc'
    awk '/^route add local/ { print "device " $4 " type=vvx410-53" }' "$work/routes"
} | site wide
play_there wide
RUN_AS=()
run scan 0 scan 10.80.0.0/16 --sip udp --http off --max-rate 0 --net-rate 0 --wait 3s --linger 1s --csv "$work/reports/wide.csv"
stop_playing
! grep -q ENOBUFS "$work/scan.err" || fail "the neighbour table overflowed"
expect_phones wide "$work/reports/wide.csv"
expect_sums scan
awk '/^Elapsed/' "$work/scan.err"
says scan "500 answered"
