#!/usr/bin/env bash
# Phones that fall silent when they are asked too fast: at the default pace none does; a scan without limits notices it,
# slows down and says so, and with --stop-on-harm it ends.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.78.0.1/24 10.78.0.2/24
ip route add 10.78.4.0/23 via 10.78.0.2
answers_for 10.78.4.0/23
site fragile <<'END_OF_SITE'
play 10.78.4.0/23
include phones.inc
default latency=1-20ms
device 10.78.4.10-29 type=vvx410-53
device 10.78.4.100-139 type=t48g sip-tcp sips silent-above=2 silent-for=ever
device 10.78.5.100-139 type=spip335 sip-tcp silent-gap=50ms silent-for=ever
END_OF_SITE

# the default gap between two packets to a device, 200 ms, and 100/s into a /24 disturb nobody
play_there fragile
run gentle 0 scan 10.78.4.0/23 --sip udp --http off --wait 3s --linger 1s --max-rate 400 --csv "$work/reports/gentle.csv" --seed 3
stop_playing
expect_statistic fragile phones_fell_silent 0
[ "$(columns "$work/reports/gentle.csv" ip | wc -l)" -eq 100 ] || fail "not every phone was found"
! columns "$work/reports/gentle.csv" findings | grep -q fell-silent || fail "somebody fell silent, it says"

# With connections besides, and no gap: those that fall silent are noticed at the end
harsh=(10.78.4.0/23 -p sip:5060,sips:5061 --http off --wait 3s --linger 1s --max-rate 0 --net-rate 0 --connect-rate 0 --host-gap 0 --seed 3)
play_there fragile
run harsh 0 scan "${harsh[@]}" --csv "$work/reports/harsh.csv"
stop_playing
silent=$(statistic fragile phones_fell_silent)
echo "$silent phones fell silent"
[ "$silent" -gt 10 ] || fail "the site is not as fragile as this test wants it"
says harsh "devices that had answered are silent when asked again"
says harsh "NOTE:"
columns "$work/reports/harsh.csv" findings | grep -q fell-silent || fail "no device is marked fell-silent"

play_there fragile
run stopped 4 scan "${harsh[@]}" --stop-on-harm --csv "$work/reports/stopped.csv"
stop_playing
says stopped "INCOMPLETE: stopped (--stop-on-harm)"
