#!/usr/bin/env bash
# Reports that cannot be written: known before the first packet where it can be, and never at the cost of the results.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site phones <<END_OF_SITE
play $net.8.0/24
include phones.inc
device $net.8.0-99 type=lpe
END_OF_SITE
quick=(--sip udp --http off --max-rate 0 --retries 0 --wait 500ms --linger 200ms)
target=$net.8.0/24

# Before any packet.
play phones
mkdir "$work/folder"
echo text >"$work/file"
ln -s loop "$work/loop"
for path in "$work/no-such-folder/a.csv" "$work/folder" "$work/folder/" "$work/file/a.csv" "$work/loop"; do
    run before 2 scan $target "${quick[@]}" --csv "$path" --jsonl "$work/good.jsonl"
    says before "${path%/}"
done
run base 2 scan $target "${quick[@]}" -oA "$work/no-such-folder/all"
says base "$work/no-such-folder/all.csv"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o ro none "$work/folder" 2>/dev/null; then
    run read_only 2 scan $target "${quick[@]}" --csv "$work/folder/a.csv"
    says read_only "Read-only file system"
    umount "$work/folder"
fi
"$PHONESCAN" scan "$target" "${quick[@]}" --csv - 2>"$work/closed.err" >&- &&
    fail "stdout is closed, and all is well?"
says closed "stdout"
stop_playing
expect_statistic phones requests 0
[ ! -e "$work/good.jsonl" ] || fail "a report was written"

# Found out at the end: status 1, the path, what to do, and the results as a table.
play phones
run full 1 scan $target "${quick[@]}" --csv /dev/full --jsonl "$work/full.jsonl"
says full "/dev/full: cannot be written: No space left on device"
says full "Of 100 phones found"
grep -q "^$net.8.42 " "$work/full.out" || fail "the table was not printed"
[ "$(wc -l <"$work/full.jsonl")" -eq 100 ] || fail "the other report was not written"
run stdout 1 scan $target "${quick[@]}" --csv "$work/stdout.csv" --jsonl /dev/full -q
says stdout "/dev/full"

if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k none "$work/folder" 2>/dev/null; then
    echo 'the older report' >"$work/folder/a.csv"
    run disk 1 scan $target "${quick[@]}" --csv "$work/folder/a.csv"
    says disk "$work/folder/a.csv: cannot be written: No space left on device"
    grep -q "^$net.8.42 " "$work/disk.out" || fail "the table was not printed"
    [ "$(cat "$work/folder/a.csv")" = 'the older report' ] || fail "the older report is gone"
    [ "$(ls -A "$work/folder")" = a.csv ] || fail "something was left behind: $(ls -A "$work/folder")"
    umount "$work/folder"
fi

# A reader that goes away.
"$PHONESCAN" scan "$target" "${quick[@]}" --csv - -q 2>"$work/pipe.err" | head -c 10 >"$work/pipe.out"
[ "${PIPESTATUS[0]}" -eq 1 ] || fail "the reader was gone, and the status was ${PIPESTATUS[0]}"
stop_playing
