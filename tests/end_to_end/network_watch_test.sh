#!/usr/bin/env bash
# What a scan's routes depend on goes away and comes back: each change is told, in time and for what it is.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

cp "${WATCH_NETWORK:?}" "$work/program/bin/"
chmod -R a+rX "$work/program"

# watch NAME LINE INTERFACE NETWORK...: in the background; what it prints is in $work/NAME.out, LINE at first.
watch() {
    local name=$1 first=$2
    shift 2
    "${RUN_AS[@]}" "$work/program/bin/watch_network" 100 "$@" >"$work/$name.out" 2>"$work/$name.err" &
    started+=($!)
    watched=$name
    lines=0
    told "$first"
}

# told LINE: the next line that is printed, within ten seconds. Others may come before it while things move.
told() {
    local _ at
    for _ in {1..200}; do
        at=$(tail -n +$((lines + 1)) "$work/$watched.out" | grep -nxF -m 1 -- "$1" | cut -d : -f 1)
        if [ -n "$at" ]; then
            lines=$((lines + at))
            return
        fi
        sleep 0.05
    done
    fail "not told within 10 s: $1"
}

quiet() {
    sleep 0.5
    [ "$(wc -l <"$work/$watched.out")" = "$lines" ] || fail "told without a change: $(tail -n 1 "$work/$watched.out")"
}

join 10.77.7.1/24 10.77.7.2/24
ip route add 10.1.0.0/16 via 10.77.7.2
ip link add other type veth peer name beyond
ip address add 10.77.8.1/24 dev other
ip link set beyond up
ip link set other up

# Three routes: through a gateway, on the link, and loopback.
watch all "+++ all is well" - 10.1.0.0/16 10.77.7.64/26 127.0.0.1/32
ip route add 10.200.0.0/16 dev other # no business of the scan's
quiet

ip link set wire down
told "--+ wire is down"
ip link set wire up
told "-++ no route to 10.1.0.0/16 any more"
ip route add 10.1.0.0/16 via 10.77.7.2
told "+++ all is well"

at_site ip link set phones down
told "--+ wire has no carrier"
at_site ip link set phones up
told "+++ all is well"

ip route replace 10.1.0.0/16 via 10.77.8.2
told "-++ 10.1.0.0/16 would now leave by other"
ip route replace 10.1.0.0/16 via 10.77.7.2
told "+++ all is well"
ip route add prohibit 10.1.128.0/17
told "-++ no route to 10.1.128.0/17 any more"
ip route del prohibit 10.1.128.0/17
told "+++ all is well"

ip address add 10.77.7.9/24 dev wire
ip route change 10.1.0.0/16 via 10.77.7.2 src 10.77.7.9
told "-++ 10.1.0.0/16 would now leave from 10.77.7.9"
ip route change 10.1.0.0/16 via 10.77.7.2
told "+++ all is well"
ip address del 10.77.7.9/24 dev wire
quiet
ip address del 10.77.7.1/24 dev wire
told "--+ no route to 10.1.0.0/16 any more; no route to 10.77.7.64/26 any more"
ip address add 10.77.7.1/24 dev wire
ip route add 10.1.0.0/16 via 10.77.7.2
told "+++ all is well"

# More notices than the kernel has room for, and the one that counts among the last.
for ((i = 0; i < 20000; ++i)); do
    echo "route add 10.$((100 + i / 256)).$((i % 256)).0/24 dev other"
done >"$work/many.batch"
echo "route del 10.1.0.0/16" >>"$work/many.batch"
ip -batch "$work/many.batch" || fail "the routes cannot be made"
told "-++ no route to 10.1.0.0/16 any more"
ip route flush dev other
ip route add 10.1.0.0/16 via 10.77.7.2
told "+++ all is well"
[ ! -s "$work/all.err" ] || fail "it complains"

# Bound to an interface, a socket does not outlive it.
watch bound "+ all is well" wire 10.77.7.64/26
ip link del wire
told "- wire is gone"
ip link add wire type veth peer name phones
ip address add 10.77.7.1/24 dev wire
ip link set phones up
ip link set wire up
told "- wire was removed, and is another one now"
