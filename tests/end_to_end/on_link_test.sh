#!/usr/bin/env bash
# A /24 on the scanner's own link: 60 phones with MAC addresses of their own, nobody at the other addresses.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.77.1.5/24
# Each phone is a machine on a switch, as far as ARP can tell.
phones=()
{
    echo link add switch address 02:00:00:77:01:01 type bridge
    echo link set phones master switch
    echo link set switch up
    echo route add 10.77.1.0/24 dev switch
    for host in {20..79}; do
        phones+=("10.77.1.$host")
        mac=$(printf '00:04:f2:77:01:%02x' "$host")
        echo "link add phone$host address $mac type veth peer name port$host"
        echo "link set port$host master switch"
        echo "address add 10.77.1.$host/32 dev phone$host"
        echo "link set port$host up"
        echo "link set phone$host up"
    done
    # nobody at the site need ask for the scanner: the question would tell the switch's MAC as a phone's
    echo "neighbour add 10.77.1.5 lladdr $(cat /sys/class/net/wire/address) nud permanent dev switch"
} >"$work/switch"
at_site sh -c 'for rule in arp_ignore=1 arp_announce=2 rp_filter=0; do
    for where in all default; do echo ${rule#*=} >/proc/sys/net/ipv4/conf/$where/${rule%=*}; done
done' || fail "the site's ARP rules cannot be set"
at_site ip -batch "$work/switch" >"$work/switch.out" 2>&1 || skip "no bridge can be made: $(tail -n 1 "$work/switch.out")"

site on_link <<'END_OF_SITE'
play 10.77.1.0/24
include phones.inc
default latency=5-50ms
device 10.77.1.20-49 type=vvx410-53
device 10.77.1.50-79 type=t48g
END_OF_SITE
play_there on_link
run scan 0 scan 10.77.1.0/24 --http off --wait 8s --linger 1s --csv - # the later pass begins after 7.5 s
sent=$(counter Udp OutDatagrams)
stop_playing

cp "$work/scan.out" "$work/scan.csv"
expect_phones on_link "$work/scan.csv"
expect_sums scan
awk '/^Elapsed/' "$work/scan.err"
says scan "10.77.1.255 is a broadcast address"
# the neighbour table's MAC is in the report, and is the device's key
columns "$work/scan.csv" ip,mac,device >"$work/macs"
for host in {20..79}; do
    mac=$(printf '00:04:f2:77:01:%02x' "$host")
    echo "10.77.1.$host|$mac|mac:$mac"
done >"$work/macs.expected"
same "the MAC addresses" "$work/macs.expected" "$work/macs"

# Of the addresses but the last, 60 are phones and one is this machine: 194 resolve to nobody. One datagram each waits
# for ARP in vain and one more in a later pass, with a few to spare for questions that cross. A repeat to a neighbour
# being resolved would show here.
received=$(statistic on_link requests)
echo "sent $sent, of which $received reached a phone"
[ $((sent - received)) -le $((2 * 194 + 10)) ] || fail "$((sent - received)) datagrams to 194 neighbours that do not resolve"

# Timer E begins at 500 ms (RFC 3261, 17.1.2.2), though the rate of a /24 holds datagrams back
gap=$(statistic on_link minimum_gap_ms)
[ "$gap" = null ] || awk -v gap="$gap" 'BEGIN { exit !(gap >= 490) }' || fail "a repeat after $gap ms"
