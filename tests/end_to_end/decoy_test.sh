#!/usr/bin/env bash
# A /24 that answers alike is one line and no phone; many equal phones are many phones; one exchange that answers for
# many addresses is one line.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site crowds <<END_OF_SITE
play $net.4.0/22
include phones.inc
device $net.4.0-252 type=vvx410-53
device $net.5.10-209 type=vvx410-53
device $net.6.30-54 type=asterisk
device $net.7.0-127 type=t48g
END_OF_SITE
play crowds
options=(--wait 3s --retries 2 --linger 500ms --max-rate 4000 --connect-rate 0)
run decoy 0 scan "$net.4.0/22" "${options[@]}" --csv "$work/decoy.csv" --jsonl "$work/decoy.jsonl"
run all 0 scan "$net.4.0/22" "${options[@]}" --csv "$work/all.csv" --all-devices
run table 0 scan "$net.4.0/24" "${options[@]}"
run half 0 scan "$net.7.0/25" "${options[@]}" --csv "$work/half.csv"
stop_playing

says decoy "Of 328 phones found"
says decoy "of 256 addresses asked in $net.4.0/24 give one and the same answer"
says decoy "A portal or firewall answers for 25 addresses ($net.6.30 to $net.6.54)."
[ "$(columns "$work/decoy.csv" kind | sort | uniq -c | tr -s ' ')" = " 1 not-phone
 328 phone" ] || fail "not one decoy and 328 phones"
[ "$(columns "$work/decoy.csv" ip,findings,status | grep -F 'decoy')" = "$net.4.0|decoy|" ] || fail "no line for the decoy"
[ "$(grep -c '"findings":\["decoy"\]' "$work/decoy.jsonl")" = 1 ] || fail "no line for the decoy in JSON Lines"
[ "$(columns "$work/all.csv" findings | sort | uniq -c | tr -s ' ')" = " 328 
 253 decoy
 1 portal" ] || fail "--all-devices does not show the decoy's devices"
says table "No phones found"
says table "$net.4.0/24 decoy: Polycom VVX 410"
says half "Of 128 phones found"
