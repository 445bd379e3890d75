#!/usr/bin/env bash
# Killed at any instant: the report is the old one or the new one, whole, and never a part.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site many <<END_OF_SITE
play $net.6.0-$net.7.255
include phones.inc
device $net.6.0-$net.7.255 type=vvx400
END_OF_SITE
play many
scan=(scan "$net.6.0/23" --sip udp --http off --max-rate 0 --retries 0 --wait 300ms --linger 0s -q --jsonl "$work/new.jsonl" --csv "$work/new.csv")
start=$(date +%s%N)
run whole 0 "${scan[@]}"
took=$((($(date +%s%N) - start) / 1000000)) # ms
lines=$(wc -l <"$work/new.csv")
[ "$lines" -eq 513 ] || fail "$lines lines in a CSV of 512 phones"

# Four early ones; then the delay hunts for the instant at which the old report becomes the new one.
whole=0
old=0
delay=0
step=$((took / 8))
times=24
[ "$BUILD" = release ] || times=14
for ((i = 0; i < times; ++i)); do
    echo 'the older report' >"$work/new.csv"
    echo 'the older report' >"$work/new.jsonl"
    begin killed "${scan[@]}"
    if ((i < 4)); then delay=$((took * i / 6)); fi
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$scan_pid" 2>/dev/null
    wait "$scan_pid" 2>/dev/null
    started=("$field_pid")
    still_old=0
    for report in csv:513 jsonl:512; do
        file=$work/new.${report%:*}
        if [ "$(cat "$file")" = 'the older report' ]; then
            still_old=$((still_old + 1))
        else
            [ "$(wc -l <"$file")" -eq "${report#*:}" ] && [ -z "$(tail -c 1 "$file" | tr -d '\n')" ] ||
                fail "killed after $delay ms: ${file##*/} is neither the old report nor the new one"
            whole=$((whole + 1))
        fi
    done
    old=$((old + still_old))
    if ((still_old > 0)); then delay=$((delay + step)); else delay=$((delay > step ? delay - step : 0)); fi
    ((i < 8)) || step=$((took / 40 + 1))
done
echo "killed $times times, in the end after about $delay ms: $old reports were still the old ones, $whole the new ones"
[ $old -gt 0 ] && [ $whole -gt 0 ] || fail "the kills did not surround the writing"
stop_playing
