#!/usr/bin/env bash
# ICMP echoes by sockets that need no privilege: allowed to a group, opened before privileges go, and not available.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

cp "${SWEEP_ECHO:?}" "${TEST_PROBES:?}" "$work/program/bin/"
chmod -R a+rX "$work/program"
allow() { echo "$1 $2" >/proc/sys/net/ipv4/ping_group_range || skip "ping_group_range cannot be set here"; }

# ask NAME [COMMAND...] -- ARGUMENT...: what sweep_echo prints is then in $work/NAME.out.
ask() {
    local name=$1
    shift
    local -a as=()
    while [ "$1" != -- ]; do
        as+=("$1")
        shift
    done
    shift
    timeout 60 "${as[@]}" "$work/program/bin/sweep_echo" "$@" >"$work/$name.out" 2>"$work/$name.err" ||
        fail "sweep_echo $* ended with $?"
}
prints() { grep -qxF -- "$2" "$work/$1.out" || fail "$1 does not say: $2"; }

join 10.77.9.1/24 10.77.9.2/24
answers_for 10.77.9.128/26
ip address add fd00:77::1/64 dev wire nodad
at_site ip address add fd00:77::2/64 dev phones nodad

# Nobody may: nothing is sent, and the reason is said.
allow 1 0
before=$(counter Icmp OutEchos)
ask closed "${RUN_AS[@]}" -- 10.77.9.2 fd00:77::2
prints closed "addresses 2 = 0 answered + 0 prohibited + 0 unreachable + 0 silent + 2 unsent"
prints closed "not available: net.ipv4.ping_group_range does not allow it to this user's group"
prints closed "not available for IPv6: net.ipv4.ping_group_range does not allow it to this user's group"
[ "$(counter Icmp OutEchos)" = "$before" ] || fail "a request left all the same"

# The unit tests' sweeps, which have no such socket elsewhere; root is in group 0 only.
allow 0 65534
PHONESCAN_PING=required "$work/program/bin/$(basename "$TEST_PROBES")" '[ping]' >"$work/unit.out" 2>&1 ||
    fail "the unit tests in this network"

# A user's group may.
allow 65534 65534
ask user "${RUN_AS[@]}" -- 10.77.9.2 fd00:77::2
prints user "10.77.9.2 answered by 10.77.9.2"
prints user "fd00:77::2 answered by fd00:77::2"
prints user "addresses 2 = 2 answered + 0 prohibited + 0 unreachable + 0 silent + 0 unsent"
ask bound "${RUN_AS[@]}" -- --interface wire 10.77.9.2 fd00:77::2
prints bound "addresses 2 = 2 answered + 0 prohibited + 0 unreachable + 0 silent + 0 unsent"
ask no_link "${RUN_AS[@]}" -- --interface lo 10.77.9.2
grep -q " 0 answered" "$work/no_link.out" || fail "the interface was not kept to"

# Root's group may, and the sockets outlive root.
allow 0 0
ask refused "${RUN_AS[@]}" -- 10.77.9.2
prints refused "not available: net.ipv4.ping_group_range does not allow it to this user's group"
ask dropped -- --drop 10.77.9.2 fd00:77::2
prints dropped "addresses 2 = 2 answered + 0 prohibited + 0 unreachable + 0 silent + 0 unsent"

# The kernel would hold back ICMP errors that come so fast, this host's own, too.
echo 0 >/proc/sys/net/ipv4/icmp_ratemask
echo 0 >/proc/sys/net/ipv6/icmp/ratelimit
at_site sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratemask; echo 1 >/proc/sys/net/ipv4/ip_forward'

# Neighbours that are there and that are not in turn.
ask neighbours -- --gap 4000 --wait 4000 10.77.9.128/26 10.77.9.64/26 fd00:77::2 fd00:77::99
prints neighbours "addresses 130 = 65 answered + 0 prohibited + 65 unreachable + 0 silent + 0 unsent"
prints neighbours "fd00:77::99 unreachable by fd00:77::1"
prints neighbours "10.77.9.65 unreachable by 10.77.9.1"

# Every other address brings an ICMP error, which fails a later send to another: that costs no neighbour its request.
answers_for 10.88.64.0/20
at_site ip route add 10.88.128.0/20 via 10.77.9.1
ip route add 10.88.64.0/20 via 10.77.9.2
ip route add 10.88.128.0/20 via 10.77.9.2 hoplimit 1 # "time exceeded"
ask mixed -- --passes 1 --wait 2000 10.88.64.0/20 10.88.128.0/20
prints mixed "addresses 8192 = 4096 answered + 0 prohibited + 4096 unreachable + 0 silent + 0 unsent"
prints mixed "requests 8192, send errors 0, drops 0, forged 0, elsewhere 0"
prints mixed "10.88.128.255 unreachable by 10.77.9.2"
[ "$(sort "$work/mixed.out" | uniq -d | wc -l)" = 0 ] || fail "something was told twice"

# The same with errors that come between two sends, by a line so slow that the site drops most: yet all are asked.
at_site tc qdisc add dev phones root tbf rate 4mbit burst 2k limit 20m 2>"$work/tbf.err" || echo "the line stays fast"
ask slow -- --passes 1 --wait 1000 10.88.64.0/20 10.88.128.0/20
prints slow "requests 8192, send errors 0, drops 0, forged 0, elsewhere 0"
at_site tc qdisc del dev phones root 2>"$work/tbf.err"

# What routers say: nobody there, forbidden, and nothing. They say few of it a second, so few are asked.
at_site ip route add local 10.88.0.0/28 dev lo
at_site ip route add unreachable 10.88.0.16/32
at_site ip route add prohibit 10.88.0.17/32
at_site ip route add blackhole 10.88.0.18/32
ip route add 10.88.0.0/16 via 10.77.9.2
ask routed -- --gap 1000 --wait 1000 10.88.0.0/28 10.88.0.16 10.88.0.17 10.88.0.18
prints routed "10.88.0.16 unreachable by 10.77.9.2"
prints routed "10.88.0.17 prohibited by 10.77.9.2"
prints routed "addresses 19 = 16 answered + 1 prohibited + 1 unreachable + 1 silent + 0 unsent"
prints routed "requests 21, send errors 0, drops 0, forged 0, elsewhere 0"
