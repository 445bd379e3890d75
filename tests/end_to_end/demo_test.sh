#!/usr/bin/env bash
# The demo, as a newcomer runs it: its own folder, every report, marked SIMULATED, within 25 seconds.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
[ "${PRIVATE_NETWORK:-}" = yes ] || skip "the demo plays on 127.42.0.0/24, which another test may use: it takes root to have a loopback of one's own"

mkdir "$work/home"
cd "$work/home" || exit 1
RUN_LIMIT=40 run demo 0 demo
cp "$sites/phones.inc" "$sites/demo.site" "$work/"
expect_phones demo phonescan-demo/demo.csv
[ "$(wc -l <phonescan-demo/demo.jsonl)" -eq "$(columns phonescan-demo/demo.csv ip | wc -l)" ] || fail "JSON Lines differ"
[ "$(ls -A)" = phonescan-demo ] || fail "it wrote outside its folder: $(ls -A)"
says demo SIMULATED
says demo "phonescan scan 192.168.1.0/24"
for status in Ready "Needs other firmware" "Newer than tested" "Not on the list" "Cannot tell yet"; do
    grep -qE "^127\.42\.0\.[0-9]+ .*$status" "$work/demo.out" || fail "no phone is: $status"
done
# but for the commands to try, which nobody can wrap
[ "$(sed "/^Next/,\$d" "$work/demo.out" | LC_ALL=C.UTF-8 wc -L)" -le 80 ] || fail "wider than 80 columns"
awk '/^Elapsed/' "$work/demo.out"
awk '/^Elapsed/ { exit !($3 == "s" && $2 < 25) }' "$work/demo.out" || fail "25 seconds were not enough"
