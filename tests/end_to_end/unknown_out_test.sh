#!/usr/bin/env bash
# What no fingerprint recognises in a scan becomes a file of drafts: private, readable by its owner alone, and loadable.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site strangers <<END_OF_SITE
play $net.3.0/28
include phones.inc
type strange vendor=Strange model="Desk 300" firmware=2.1.7 user-agent="Strange Desk 300 {firmware} {mac} at 10.9.8.7, regDN 4711"
device $net.3.1 type=strange mac=00:04:f2:aa:bb:01
device $net.3.2 type=strange mac=00:04:f2:aa:bb:02
device $net.3.3 type=t48g
END_OF_SITE
options=(--wait 2s --retries 1 --linger 500ms --max-rate 0)
play strangers
run first 0 scan "$net.3.0/28" "${options[@]}" --unknown-out "$work/new.xml" --csv "$work/first.csv"
run again 0 scan "$net.3.0/28" "${options[@]}" --fingerprints "$work/new.xml" --unknown-out "$work/none.xml" --csv "$work/again.csv"
run quiet 0 scan "$net.3.0/28" "${options[@]}" -q --unknown-out "$work/quiet.xml" --csv "$work/quiet.csv"
stop_playing

grep -q "1 text was not recognised: see $work/new.xml" "$work/first.err" || fail "the file is not announced"
[ "$(stat -c %a "$work/new.xml")" = 600 ] || fail "others can read the file"
[ "$(grep -c '<fingerprint ' "$work/new.xml")" = 1 ] || fail "not one draft: $(cat "$work/new.xml")"
grep -q '_seen="2"' "$work/new.xml" || fail "the two phones are not counted: $(cat "$work/new.xml")"
! grep -aiE 'aabb0|10\.9\.8\.7|4711|yealink' "$work/new.xml" >"$work/leak.out" || fail "private data is in the file"
[ ! -e "$work/none.xml" ] || fail "its own drafts do not recognise what they were made of"
grep -q 'Desk' "$work/new.xml" && grep -q ',300,2.1.7,' "$work/again.csv" || fail "model and firmware are not read"
[ ! -s "$work/quiet.err" ] && [ -s "$work/quiet.xml" ] || fail "-q is not quiet, or writes nothing"
