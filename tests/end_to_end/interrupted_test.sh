#!/usr/bin/env bash
# A scan that is interrupted reports what it learnt, says that it is incomplete, and stops sending.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

# interrupted SIGNAL STATUS
interrupted() {
    local signal=$1 status=$2 asked
    site "$signal" <<END_OF_SITE
play $net.5.0/24
include phones.inc
device $net.5.0-127 type=vvx410-53
END_OF_SITE
    play "$signal"
    begin "$signal" scan "$net.5.0/24" --http off --max-rate 50 --csv "$work/$signal.csv" --jsonl "$work/$signal.jsonl" --fail-on ready
    sleep 2
    kill -s "$signal" "$scan_pid"
    SECONDS=0
    ended "$scan_pid" "$status"
    [ $SECONDS -le 3 ] || fail "it went on for $SECONDS s"
    stop_playing
    expect_sums "$signal"
    says "$signal" "INCOMPLETE: the scan was interrupted"
    ! grep -q ' 0 unsent' "$work/$signal.err" || fail "everything was sent, it says"
    # about 2 s at 50/s: half of them phones; and every one that was asked answered at once
    asked=$(statistic "$signal" addresses_asked)
    [ "$asked" -ge 40 ] && [ "$asked" -le 160 ] || fail "$asked addresses were asked in about 2 s at 50/s"
    [ "$(columns "$work/$signal.csv" ip | wc -l)" -eq "$(statistic "$signal" answers)" ] ||
        fail "the report lacks phones that answered"
    [ "$(columns "$work/$signal.csv" lync-online.verdict | grep -c .)" -eq "$(wc -l <"$work/$signal.jsonl")" ] ||
        fail "CSV and JSON Lines differ"
    # between first and last datagram lie the two seconds at most, whatever came after the signal included
    awk -v seconds="$(statistic "$signal" seconds)" 'BEGIN { exit !(seconds < 3.2) }' ||
        fail "it went on sending: $(statistic "$signal" seconds) s from first to last"
}
interrupted INT 130
interrupted TERM 143

# A second signal ends it at once, without a report under the final name.
site twice <<END_OF_SITE
play $net.5.0/24
END_OF_SITE
play twice
begin twice scan "$net.5.0/24" --http off --max-rate 50 --csv "$work/twice.csv"
asking twice # before that, the shell has it ignore SIGINT
sleep 0.3
kill -s INT "$scan_pid"
sleep 0.3
kill -s INT "$scan_pid"
wait "$scan_pid"
status=$?
[ $status -eq 130 ] || fail "after the second signal it ended with $status"
[ ! -e "$work/twice.csv" ] || fail "a report was written after the second signal"
stop_playing
