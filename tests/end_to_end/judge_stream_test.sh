#!/usr/bin/env bash
# judge answers an inventory of any length in order, with the same memory, and goes on behind whatever is bad in it; an
# inventory that a phone system exported in UTF-16 is judged like the same one in UTF-8.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

export ASAN_OPTIONS=quarantine_size_mb=1:${ASAN_OPTIONS:-} # freed memory that ASan keeps is no memory of the program
rows=1000000
[ "$BUILD" = release ] || rows=50000
inventories=$here/../data/golden

# Every answer must come before the input ends, so that what the program holds is what it holds in the middle.
mkfifo "$work/in" "$work/out"
"$PHONESCAN" judge --platform lync-server-2013 <"$work/in" >"$work/out" 2>"$work/judge.err" &
judge_pid=$!
started+=("$judge_pid")
exec {input}>"$work/in" {output}<"$work/out"
printf 'sep=;\r\nAsset;Manufacturer;Device Model;Firmware Version;Note\r\n' >&$input
read -r told <&$output
read -r header <&$output
[ "$told" = "sep=;" ] || fail "the line for spreadsheets came back as $told"
[ "${header%%;lync-*}" = "Asset;Manufacturer;Device Model;Firmware Version;Note" ] || fail "the header is $header"

# feed FIRST COUNT: that many rows, each with a model that no other has; the answers must have these numbers.
feed() {
    awk -v first="$1" -v count="$2" 'BEGIN {
        for (i = first; i < first + count; ++i)
            printf "%d;Polycom;VVX %d;5.3.0.12074;\"a; \"\"b\"\"\"\r\n", i, i }' >&$input &
    local writer=$!
    head -n "$2" <&$output | awk -F';' -v first="$1" '
        $1 != first + NR - 1 || $2 != "Polycom" || $NF == "" { print "line " NR ": " $0; exit 1 }' >"$work/order.out" ||
        fail "the answers are not in order"
    wait $writer
}
peak() { awk '/^VmHWM/ { print $2 }' "/proc/$judge_pid/status"; }

# bad TEXT WHY: a row that cannot be read is named with its line, and its own line comes out.
line=2
bad() {
    local answer
    printf "$1" >&$input
    line=$((line + 1))
    read -r answer <&$output
    [ "${answer#"$3"}" != "$answer" ] || fail "$1 came out as ${answer:0:100}"
    while ! grep -q "line $line: $2" "$work/judge.err"; do
        kill -0 "$judge_pid" 2>/dev/null || fail "judge ended at $1"
        sleep 0.1
    done
}

feed 0 10000
line=10002
early=$(peak)
feed 10000 $rows
line=$((line + rows))
bad '7;Polycom\r\n' "2 cells where the header has 5" '7;Polycom;;;;'
bad '7;Polycom;x;1;;;8\r\n' "7 cells where the header has 5" '7;Polycom;x;1;'
bad '7;Pol\0ycom;x;1;\r\n' "a NUL byte" '"7;Pol\x00ycom;x;1;'
bad '"7";"Polycom"x;y;1;\r\n' "text follows the closing quote of a cell" '"""7"";""Polycom""x;y;1;"'
# a quote that is never closed: a megabyte is read on, then its line alone is given up
printf '7;"Polycom;open;1;\r\n' >&$input
awk 'BEGIN { for (i = 0; i < 30000; ++i) printf "%d;Polycom;VVX 410;5.3.0.12074;nothing to see here\r\n", i }' >&$input &
writer=$!
read -r answer <&$output
[ "$answer" = '"7;""Polycom;open;1;";;;;;;;;;;;;;;' ] || fail "an open quote came out as ${answer:0:100}"
head -n 30000 <&$output | awk -F';' '$1 != NR - 1 || $6 != "ready" { print NR ": " $0; exit 1 }' >"$work/behind.out" ||
    fail "what stands behind an open quote is not judged"
wait $writer
line=$((line + 1))
grep -q "line $line: a quoted cell is never closed" "$work/judge.err" || fail "the open quote is not named"
line=$((line + 30000))
# a row that does not end for 200 MB
head -c 200000000 /dev/zero | tr '\0' x >&$input
printf '\r\n' >&$input
line=$((line + 1))
read -r -N 1 _ <&$output
read -r _ <&$output
grep -q "line $line: a row longer than accepted" "$work/judge.err" || fail "the endless row is not named"
late=$(peak)
[ "$late" -lt $((early + 12288)) ] || fail "from $early to $late KiB in $rows rows"
feed 7 3
exec {input}>&-
wait "$judge_pid"
[ $? -eq 1 ] || fail "a bad row does not make the status 1"
started=()

# UTF-16 with and without its mark, in both orders of bytes
judge() { "$PHONESCAN" judge -q --as-of 2020-01-01 --platform lync-server-2013 "$@"; }
judge <"$inventories/lync_inventory.csv" >"$work/utf8.out" || fail "the inventory is not judged"
for form in UTF-16LE UTF-16BE; do
    iconv -f UTF-8 -t $form "$inventories/lync_inventory.csv" | judge >"$work/$form.out" || fail "$form is not judged"
    same "$form is judged otherwise" "$work/utf8.out" "$work/$form.out"
done
{ printf '\xef\xbb\xbf' && cat "$work/utf8.out"; } >"$work/marked.out"
iconv -f UTF-8 -t UTF-16 "$inventories/lync_inventory.csv" | judge >"$work/UTF-16.out" || fail "UTF-16 is not judged"
same "UTF-16 is judged otherwise" "$work/marked.out" "$work/UTF-16.out"

# the summary is of the same rows, whatever their form
judge --summary <"$inventories/lync_inventory.csv" >"$work/csv.out" || fail "there is no summary"
iconv -f UTF-8 -t UTF-16 "$inventories/lync_inventory.csv" | judge --summary="$work/summary.txt" >"$work/rows.out" ||
    fail "there is no summary beside the rows"
same "the rows beside a summary are others" "$work/marked.out" "$work/rows.out"
[ "$(stat -c %a "$work/summary.txt")" = 600 ] || fail "the summary can be read by others"
for text in csv.out summary.txt; do tr -s ' \n' '  ' <"$work/$text" >"$work/$text.words"; done
same "the two summaries differ" "$work/csv.out.words" "$work/summary.txt.words"
ready=$(columns "$work/utf8.out" lync-server-2013.status | grep -cx ready)
[ "$ready" -eq 2 ] || fail "$ready are ready"
grep -q "^Of 8 phones, $ready are ready for lync-server-2013" "$work/csv.out" || fail "the sentence is wrong"
