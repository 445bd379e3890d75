#!/usr/bin/env bash
# The network goes away in mid-run. For five seconds: nothing is missed. For good ("for_good"): the run ends as
# incomplete and says why.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

join 10.77.4.1/23 10.77.4.2/23
answers_for 10.77.5.0/25
site link <<'END_OF_SITE'
play 10.77.5.0/25
include phones.inc
device 10.77.5.1-60 type=vvx410-53
END_OF_SITE
play_there link

begin scan scan 10.77.5.0/25 --http off --max-rate 40 --wait 3s --linger 1s --csv "$work/reports/link.csv" --seed 1
sleep 1.5
ip link set wire down
if [ "${1:-}" = for_good ]; then
    SECONDS=0
    ended "$scan_pid" 4
    [ $SECONDS -ge 25 ] && [ $SECONDS -le 45 ] || fail "given up after $SECONDS s, not 30"
    says scan "INCOMPLETE: the network stayed unusable for 30 s"
    says scan "unsent"
    ! grep -q ' 0 unsent' "$work/scan.err" || fail "everything was sent, it says"
    found=$(columns "$work/reports/link.csv" ip | wc -l)
    echo "$found phones were found before"
    [ "$found" -ge 5 ] && [ "$found" -lt 60 ] || fail "$found phones in the report"
else
    sleep 5
    ip link set wire up
    ended "$scan_pid" 0
    expect_phones link "$work/reports/link.csv"
    says scan "Targets 128 = 60 answered + 0 refused + 0 unreachable + 68 silent + 0 unsent"
fi
expect_sums scan
