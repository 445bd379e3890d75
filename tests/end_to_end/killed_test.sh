#!/usr/bin/env bash
# Killed at any instant: the report is the old one or the new one, whole, and never a part.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site many <<END_OF_SITE
play $net.6.0-$net.7.255
include phones.inc
device $net.6.0-$net.7.255 type=lpe
END_OF_SITE
play many
scan=(scan "$net.6.0/23" --max-rate 0 --retries 0 --wait 300ms --linger 0s -q --jsonl "$work/new.jsonl" --csv "$work/new.csv")
start=$(date +%s%N)
run whole 0 "${scan[@]}"
took=$((($(date +%s%N) - start) / 1000000)) # ms
lines=$(wc -l <"$work/new.csv")
[ "$lines" -eq 513 ] || fail "$lines lines in a CSV of 512 phones"

whole=0
old=0
for ((i = 0; i < 24; ++i)); do
    echo 'the older report' >"$work/new.csv"
    echo 'the older report' >"$work/new.jsonl"
    begin killed "${scan[@]}"
    # a few early ones, most around the end, where the reports are written
    if ((i < 4)); then delay=$((took * i / 6)); else delay=$((took * (70 + 2 * (i - 4)) / 100)); fi
    sleep "$(printf '%d.%03d' $((delay / 1000)) $((delay % 1000)))"
    kill -KILL "$scan_pid" 2>/dev/null
    wait "$scan_pid" 2>/dev/null
    started=("$field_pid")
    for report in csv:513 jsonl:512; do
        file=$work/new.${report%:*}
        if [ "$(cat "$file")" = 'the older report' ]; then
            old=$((old + 1))
        else
            [ "$(wc -l <"$file")" -eq "${report#*:}" ] && [ -z "$(tail -c 1 "$file" | tr -d '\n')" ] ||
                fail "killed after $delay ms: ${file##*/} is neither the old report nor the new one"
            whole=$((whole + 1))
        fi
    done
done
echo "killed 24 times at up to $((took * 108 / 100)) ms: $old reports were still the old ones, $whole the new ones"
[ $old -gt 0 ] && [ $whole -gt 0 ] || fail "the kills did not surround the writing"
stop_playing
