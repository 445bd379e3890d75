#!/usr/bin/env bash
# A target that no route leads to is not silent: the run is incomplete and names it. The others are scanned.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.77.6.1/24 10.77.6.2/24
answers_for 10.77.6.16/28
site near <<'END_OF_SITE'
play 10.77.6.16/28
include phones.inc
device 10.77.6.16-31 type=vvx410-53
END_OF_SITE
play_there near
run scan 4 scan 10.77.6.16/28 10.99.0.0/30 --wait 1s --linger 500ms --csv -
stop_playing
cp "$work/scan.out" "$work/scan.csv"
expect_phones near "$work/scan.csv"
expect_sums scan
says scan "Targets 20 = 16 answered + 0 refused + 0 unreachable + 0 silent + 4 unsent"
says scan "INCOMPLETE: no route to 10.99.0.0/30: Network is unreachable"

ip route add prohibit 10.98.0.0/24
run prohibited 4 scan 10.98.0.7 --wait 1s --linger 500ms --csv -
says prohibited "INCOMPLETE: no route to 10.98.0.7: Permission denied"
