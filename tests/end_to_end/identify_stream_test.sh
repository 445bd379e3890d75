#!/usr/bin/env bash
# identify answers a stream of any length in order, with the same memory, and goes on behind a bad line.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

export ASAN_OPTIONS=quarantine_size_mb=1:${ASAN_OPTIONS:-} # freed memory that ASan keeps is no memory of the program
lines=1000000
[ "$BUILD" = release ] || lines=100000

# Every answer must come before the input ends, so that what the program holds is what it holds in the middle.
mkfifo "$work/in" "$work/out"
"$PHONESCAN" identify <"$work/in" >"$work/out" 2>"$work/identify.err" &
identify_pid=$!
started+=("$identify_pid")
exec {input}>"$work/in" {output}<"$work/out"
# feed FIRST COUNT: that many lines; the answers must have these ids.
feed() {
    awk -v first="$1" -v count="$2" 'BEGIN {
        for (i = first; i < first + count; ++i)
            printf "{\"id\":%d,\"sip.user_agent\":\"Strange Desk %d 2.1.%d\",\"http.title\":\"page %d\"}\n", i, i, i, i
    }' >&$input &
    local writer=$!
    head -n "$2" <&$output | awk -v first="$1" '
        index($0, "{\"id\":" first + NR - 1 ",") != 1 { print "line " NR ": " $0; exit 1 }' >"$work/order.out" ||
        fail "the answers are not in order"
    wait $writer
}
peak() { awk '/^VmHWM/ { print $2 }' "/proc/$identify_pid/status"; }

feed 0 10000
early=$(peak)
feed 10000 $lines
late=$(peak)
[ "$late" -lt $((early + 8192)) ] || fail "from $early to $late KiB in $lines lines"
echo 'bad' >&$input
read -r answer <&$output
[ "$answer" = '{"id":null,"error":"not valid JSON at byte 1"}' ] || fail "a bad line is answered by $answer"
feed 7 3
exec {input}>&-
wait "$identify_pid"
[ $? -eq 1 ] || fail "a bad line does not make the status 1"
started=()
grep -q "line $((lines + 10001)): not valid JSON" "$work/identify.err" || fail "the bad line is not named"
