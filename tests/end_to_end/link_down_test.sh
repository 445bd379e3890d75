#!/usr/bin/env bash
# The network goes away in mid-run. For five seconds: nothing leaves meanwhile, nothing is missed, and the report tells of
# it. For good ("for_good", with --patience 3s): the run ends as incomplete and says why.
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

# tells TEXT: waits until the scan's stderr has it, for ten seconds.
tells() {
    local _
    for _ in {1..200}; do
        if grep -qF -- "$1" "$work/scan.err"; then return; fi
        sleep 0.05
    done
    fail "not told within 10 s: $1"
}

# sent: what has left, whether the kernel took it or not: UDP datagrams, beginnings of TCP connections, ICMP messages
sent() { echo "$(counter Udp OutDatagrams) $(counter Tcp ActiveOpens) $(counter Icmp OutMsgs)"; }

patience=30
[ "${1:-}" != for_good ] || patience=3
begin scan scan 10.77.5.0/25 --http off --max-rate 40 --wait 3s --linger 1s --patience ${patience}s \
    --csv "$work/reports/link.csv" --seed 1
asking scan
sleep 1.5
ip link set wire down
tells "phonescan: wire is down: waiting up to $patience s for it to come back (--patience)"
sleep 0.5 # what was being sent at that moment
SECONDS=0
before=$(sent)
if [ "${1:-}" = for_good ]; then
    ended "$scan_pid" 4
    [ $SECONDS -ge 1 ] && [ $SECONDS -le 20 ] || fail "given up after $SECONDS s, not 3"
    says scan "INCOMPLETE: the network stayed unusable for 3 s: wire is down"
    says scan "unsent"
    ! grep -q '^Targets.* 0 unsent' "$work/scan.err" || fail "everything was sent, it says"
    found=$(columns "$work/reports/link.csv" ip | wc -l)
    echo "$found phones were found before"
    [ "$found" -ge 5 ] && [ "$found" -lt 60 ] || fail "$found phones in the report"
    after=$(sent)
else
    sleep 5
    kill -0 "$scan_pid" || fail "it ended while the link was down"
    after=$(sent)
    ip link set wire up
    tells "phonescan: the network is back after "
    ended "$scan_pid" 0
    grep -oE 'the network is back after [0-9]+ s: going on' "$work/scan.err" |
        awk '{ exit !($6 >= 5 && $6 <= 15) }' || fail "it was away for other than about 5 s: $(grep 'is back' "$work/scan.err")"
    expect_phones link "$work/reports/link.csv"
    says scan "Targets 128 = 60 answered + 0 refused + 0 unreachable + 68 silent + 0 unsent"
    says scan "NOTE: The network was away for "
    says scan "(wire is down); whom that may have cost an answer was asked again."
    ! grep -q INCOMPLETE "$work/scan.err" || fail "it is complete, and says that it is not"
fi
[ "$after" = "$before" ] || fail "while the link was down something was sent: $before before, $after after (UDP, TCP, ICMP)"
expect_sums scan
