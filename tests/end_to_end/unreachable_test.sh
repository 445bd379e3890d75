#!/usr/bin/env bash
# Live, closed and unreachable addresses in turn, one datagram each: no ICMP error costs a neighbour its datagram.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.77.3.1/30 10.77.3.2/30
ip route add 10.9.0.0/16 via 10.77.3.2
answers_for 10.9.8.0/22
{
    echo 'play 10.77.3.2 10.9.8.0/22' # the router is the site's machine
    echo 'include phones.inc'
    for net in 8 9 10 11; do
        for ((host = 0; host < 256; host += 4)); do
            echo "device 10.9.$net.$host type=vvx410-53"
            echo "device 10.9.$net.$((host + 1)) closed"
            echo "device 10.9.$net.$((host + 2)) unreachable icmp=host router=10.77.3.2"
            echo "device 10.9.$net.$((host + 3)) unreachable icmp=prohibited router=10.77.3.2"
        done
    done
} | site mixed
# the kernel would hold back ICMP errors that come so fast
at_site sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit'
play_there mixed
run scan 0 scan 10.9.8.0/22 --sip udp --http off --retries 0 --wait 2s --linger 2s --csv -
stop_playing

cp "$work/scan.out" "$work/scan.csv"
expect_phones mixed "$work/scan.csv"
expect_sums scan
says scan "Targets 1024 = 256 answered + 256 refused + 512 unreachable + 0 silent + 0 unsent"
expect_statistic mixed requests 1024
expect_statistic mixed most_to_one_address 1
