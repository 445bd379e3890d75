#!/usr/bin/env bash
# IPv6 targets, by address, network and name, beside IPv4 ones: over UDP, TCP, TLS and HTTP; what refuses and what has no
# way is told apart.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.79.0.1/24 10.79.0.2/24
ip -6 address add fd00:79::1/64 dev wire nodad
at_site ip -6 address add fd00:79::2/64 dev phones nodad
ip -6 route add fd00:79:1::/64 via fd00:79::2
at_site ip -6 route add local fd00:79:1::/112 dev lo
answers_for 10.79.0.16/28
site six <<'END_OF_SITE'
play fd00:79:1::/112
play 10.79.0.16/28
include phones.inc
default latency=1-20ms
device fd00:79:1::10-1f type=vvx410-53
device fd00:79:1::20 type=t48g sip-udp=closed sip-tcp
device fd00:79:1::21 type=vvx411 sip-udp=closed sips cert-subject="CN={MAC},O=Polycom Inc." mac=64:16:7f:2d:00:33
device fd00:79:1::30 closed
device 10.79.0.17 type=ac440hd
END_OF_SITE
play_there six
echo "fd00:79:1::1f phone-six.example" >"$work/hosts"
cat /etc/hosts >>"$work/hosts"
mount --bind "$work/hosts" /etc/hosts || fail "no name can be given"
run list 0 scan -sL fd00:79:1::10/127 10.79.0.17
printf '10.79.0.17\nfd00:79:1::10\nfd00:79:1::11\n' >"$work/list.expected"
same "-sL" "$work/list.expected" "$work/list.out"
run scan 0 scan fd00:79:1::10/124 fd00:79:1::20/127 fd00:79:1::30 phone-six.example 10.79.0.17 --exclude fd00:79:1::1e -p sip:5060,sips:5061 \
    --http off --wait 3s --linger 1s --csv "$work/reports/six.csv" --coverage "$work/reports/coverage.csv"
stop_playing
expect_sums scan
{
    for host in {0..9} a b c d f; do echo "fd00:79:1::1$host|phone"; done
    printf '%s|phone\n' fd00:79:1::20 fd00:79:1::21 10.79.0.17
} | sort >"$work/six.expected"
columns "$work/reports/six.csv" ip,kind | sort >"$work/six.found"
same "the phones over IPv6" "$work/six.expected" "$work/six.found"
[ "$(columns "$work/reports/six.csv" ip | head -n 1)" = 10.79.0.17 ] || fail "IPv4 does not come first"
grep -q '^default,fd00:79:1::30,fd00:79:1::30,1,sip-udp,5060,refused' "$work/reports/coverage.csv" || fail "a port that is closed is not refused"
grep -q '^default,fd00:79:1::1e,fd00:79:1::1e,1,any,,excluded' "$work/reports/coverage.csv" || fail "the excluded address is not told"

# refused before anything is sent
for bad in 2001:db8::/32 2a00:1450::1 ff02::1 ::ffff:10.0.0.1 fd00::/64; do
    run refused 2 scan "$bad"
done
run zone 2 scan fe80::1
says zone "-e"
run no_way 4 scan fd00:99::1 --http off --wait 1s
says no_way "no route to fd00:99::1"
