#!/usr/bin/env bash
# An ARP sweep of the scanner's own link, a /16: 3,249 addresses answer, one of them twice, one only announces itself.
# The link goes down meanwhile, for a while and for good. The sweep needs CAP_NET_RAW to open its socket, and no more.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"
: "${ARP_SWEEP_PROBE:?}"

# sweep NAME NETWORK OPTION...: who is there in $work/NAME.out, what was done in $work/NAME.err.
sweep() {
    local name=$1
    shift
    timeout 60 "$ARP_SWEEP_PROBE" "$@" >"$work/$name.out" 2>"$work/$name.err" || fail "the sweep ended with $?"
}

# figure NAME WORD
figure() { awk -v word="$2" '$1 == word { print $2; exit }' "$work/$1.err"; }

# expect NAME WORD VALUE
expect() { [ "$(figure "$1" "$2")" = "$3" ] || fail "$1 has $(figure "$1" "$2") $2, expected $3"; }

# found NAME EXPECTED: exactly these lines.
found() {
    sort "$work/$1.out" >"$work/$1.sorted"
    same "who is there" "$2" "$work/$1.sorted"
}

join 10.64.255.1/16
at_site ip route add 10.64.0.0/16 dev phones
awk 'BEGIN { srand(3); while (n < 3249) { a = 256 + int(rand() * 64000); if (!seen[a]++) { ++n; printf "10.64.%d.%d\n", a / 256, a % 256 } } }' \
    >"$work/addresses"
sed 's|.*|route add local &/32 dev lo|' "$work/addresses" >"$work/routes"
at_site ip -batch "$work/routes" || fail "the site cannot take its addresses"
site_mac=$(at_site ip -o link show phones | sed 's/.*link.ether \([0-9a-f:]*\).*/\1/')
sed "s/\$/ $site_mac/" "$work/addresses" | sort >"$work/expected"

# Everybody in two passes of a caller in a hurry; who answered at first is not asked again.
sweep hurry 10.64.0.0/16 --passes 2 --last-wait 300
found hurry "$work/expected"
expect hurry ports 1
expect hurry addresses 65534 # the broadcast address and this machine's own are none of them
expect hurry unasked 0
expect hurry replies 3249
echo "two passes of a /16: $(figure hurry milliseconds) ms, $(figure hurry requests) requests"
[ "$(figure hurry requests)" -le $((2 * 65534 - 3000)) ] || fail "$(figure hurry requests) requests: answered ones were repeated"

# A rate is kept, and a sweep that is stopped tells what it left out.
sweep stopped 10.64.0.0/16 --passes 2 --last-wait 300 --max-rate 1000 --stop-after 1000
asked=$(figure stopped requests)
[ "$asked" -ge 1 ] && [ "$asked" -le 1100 ] || fail "$asked requests in a second at 1000/s"
expect stopped unasked $((65534 - asked))

# An address that two answer for, and one that only announces itself. arp_ignore: 1, only own addresses; 8, none.
if at_site ip link add other link phones address 02:00:00:00:64:02 type macvlan mode bridge 2>"$work/macvlan.err" &&
    at_site ip link add shy link phones address 02:00:00:00:64:03 type macvlan mode bridge 2>>"$work/macvlan.err"; then
    at_site sh -c 'echo 1 >/proc/sys/net/ipv4/conf/other/arp_ignore && echo 8 >/proc/sys/net/ipv4/conf/shy/arp_ignore &&
        echo 1 >/proc/sys/net/ipv4/conf/phones/arp_ignore && echo 1 >/proc/sys/net/ipv4/conf/shy/arp_notify' ||
        fail "the site's ARP rules cannot be set"
    at_site ip address add 10.64.0.9/32 dev phones
    at_site ip address add 10.64.0.9/32 dev other
    at_site ip address add 10.64.0.10/32 dev shy
    at_site ip link set other up
    { sleep 0.7 && at_site ip link set shy up; } &
    sweep special 10.64.0.0/27 --passes 3
    wait $!
    sed 's/ .*,/ X,/; s/^10.64.0.9 .*/10.64.0.9/' "$work/special.out" >"$work/special.addresses"
    printf '%s\n' 10.64.0.9 '10.64.0.10 02:00:00:00:64:03' >"$work/special.expected"
    same "who is there" "$work/special.expected" "$work/special.addresses"
    for mac in "$site_mac" 02:00:00:00:64:02; do
        grep '^10.64.0.9 .*,' "$work/special.out" | grep -q "$mac" || fail "$mac has 10.64.0.9, too: $(cat "$work/special.out")"
    done
    at_site sh -c 'echo 0 >/proc/sys/net/ipv4/conf/phones/arp_ignore'
    at_site ip link del other
    at_site ip link del shy
    at_site ip address del 10.64.0.9/32 dev phones
else
    echo "not tested, no macvlan here: conflicts and announcements ($(tail -n 1 "$work/macvlan.err"))"
fi

# A second link, whose network is part of the first one's: each address is asked for on the link of its route. What
# happens to one link is nothing to the other.
ip link add wire2 type veth peer name phones2 && ip link set phones2 netns "${started[0]}" || fail "no second cable"
at_site ip link set phones2 up
ip address add 10.64.16.1/24 dev wire2
ip link set wire2 up
second_mac=$(at_site ip -o link show phones2 | sed 's/.*link.ether \([0-9a-f:]*\).*/\1/')
grep -E '^10\.64\.([0-9]|[12][0-9]|3[01])\.' "$work/expected" |
    sed "/^10.64.16.\(1\|255\) /d; /^10.64.16./s/ .*/ $second_mac/" >"$work/expected.two"
sweep two 10.64.0.0/19 --passes 2
found two "$work/expected.two"
expect two ports 2
{ sleep 0.3 && ip link set wire2 down; } &
sweep one 10.64.0.0/19 --passes 2 --max-rate 4000 --patience 1000
wait $!
grep -q '^incomplete: wire2: unusable for 1 s: Network is down' "$work/one.err" || fail "it does not say which link was down"
! grep -q '^incomplete: wire:' "$work/one.err" || fail "it gave up both links"
grep -v '^10\.64\.16\.' "$work/one.out" | sort >"$work/one.first"
grep -v '^10\.64\.16\.' "$work/expected.two" >"$work/expected.first"
same "who is there on the first link" "$work/expected.first" "$work/one.first"
ip link del wire2

# The cable is pulled out, and the interface goes down: the sweep waits, and finds everybody all the same.
for cut in "at_site ip link set phones" "ip link set wire"; do
    { sleep 0.5 && $cut down && sleep 1.5 && $cut up; } &
    sweep away 10.64.0.0/20 --passes 3 --max-rate 4000
    wait $!
    # routes of the site's interface went with it; its addresses are lo's and stay
    grep -E '^10\.64\.([0-9]|1[0-5])\.' "$work/expected" >"$work/expected.away"
    found away "$work/expected.away"
    expect away unasked 0
    ! grep '^incomplete' "$work/away.err" || fail "it gave up"
    # three passes take a second each at that rate, and there is the last wait: it did wait for the link
    [ "$(figure away milliseconds)" -ge 4400 ] || fail "it took $(figure away milliseconds) ms only"
    wait_for_carrier
    at_site ip route replace 10.64.0.0/16 dev phones
done

{ sleep 0.3 && ip link set wire down; } &
sweep gone 10.64.0.0/20 --max-rate 4000 --patience 1000
wait $!
grep -q '^incomplete: wire: unusable for 1 s: Network is down' "$work/gone.err" || fail "it does not say why it ended"
[ "$(figure gone unasked)" -gt 0 ] || fail "it asked everybody through a cable that was out"
ip link set wire up
wait_for_carrier

# Not where there is no ARP, and not without the privilege.
sweep loopback 127.0.0.0/24 --interface lo
expect loopback ports 0
expect loopback addresses 0
ip link set wire arp off
sweep no_arp 10.64.0.0/24
expect no_arp ports 0
ip link set wire arp on
cp "$ARP_SWEEP_PROBE" "$work/program/bin/arp_sweep_probe"
ARP_SWEEP_PROBE=$work/program/bin/arp_sweep_probe
"${RUN_AS[@]}" "$ARP_SWEEP_PROBE" 10.64.0.0/24 >"$work/anybody.out" 2>"$work/anybody.err" || fail "it ended with $?"
expect anybody ports 0

# CAP_NET_RAW alone is enough, as setcap gives it.
setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,+net_raw --ambient-caps=+net_raw \
    --bounding-set=-all,+net_raw "$ARP_SWEEP_PROBE" 10.64.0.0/20 --passes 2 --last-wait 300 \
    >"$work/capable.out" 2>"$work/capable.err" || fail "it ended with $?"
expect capable ports 1
found capable "$work/expected.away"
