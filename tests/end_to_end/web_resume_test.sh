#!/usr/bin/env bash
# A scan that was cut off while it asked for pages, however often, is gone on with by `scan --resume`, and ends as if
# nothing had happened; who answered is not asked again. KILLS is how often it is killed, SEED sets the instants.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/web.bash"
kills=${KILLS:-8}
RANDOM=${SEED:-4711}
web_sites

site resumed <<'END'
play 127.47.0.0/26
unlisted closed
include phones.inc
include web_phones.inc
device 127.47.0.1-3   type=web-vvx411 sip=off
device 127.47.0.4-6   type=web-t42s
device 127.47.0.7-9   type=web-cp8841 sip=off
device 127.47.0.10-12 type=web-mitel6930 sip=off web-delay=300ms
device 127.47.0.13-15 type=web-snomd785
device 127.47.0.16-17 type=web-spip550 sip=off
device 127.47.0.18-19 type=web-old-tls sip=off
device 127.47.0.20-21 type=web-t54w sip=off
device 127.47.0.22    type=web-router
device 127.47.0.23    type=web-gxp2010 sip=off hostile=reset-body
device 127.47.0.24-25 type=vvx410-53
device 127.47.0.26-28 silent
END
scan=(scan 127.47.0.0/26 --wait 1s --retries 0 --linger 300ms --all-devices)
pace=(--connect-rate 40) # 64 addresses with four ports: the connections take over 6 s

# told CSV: prints it without what says when, and in which run.
told() {
    columns "$1" "$(head -n 1 "$1" | tr ',' '\n' | grep -vxE 'first_seen|last_seen|scan' | paste -sd,)"
}

# same_result WHAT NAME: what the run told, by its NAME.csv and NAME.err, is what an undisturbed one tells.
same_result() {
    told "$work/whole.csv" >"$work/$2.expected" && told "$work/$2.csv" >"$work/$2.found" || exit 1
    grep -E '^(Targets|TCP, TLS|  [A-Z/]+ [0-9]+ )' "$work/whole.err" >>"$work/$2.expected"
    grep -E '^(Targets|TCP, TLS|  [A-Z/]+ [0-9]+ )' "$work/$2.err" >>"$work/$2.found"
    diff -u --label undisturbed --label "$2" "$work/$2.expected" "$work/$2.found" >"$work/$2.diff" || fail "$1"
}

play resumed
run whole 0 "${scan[@]}" --connect-rate 0 --no-store --csv "$work/whole.csv"
stop_playing
expect_manners resumed
whole_requests=$(statistic resumed http_requests)
[ "$(columns "$work/whole.csv" kind | grep -cx phone)" -eq 23 ] || fail "the undisturbed scan does not find 23 phones"

# --- Killed in the middle --------------------------------------------------------------------------------------------

export PHONESCAN_DB=$work/killed.db
play resumed
begin killed "${scan[@]}" "${pace[@]}" --csv "$work/killed.csv"
asking killed
in_the_middle=0
for ((kill = 1; kill <= kills; ++kill)); do
    sleep "$(awk -v ms=$((RANDOM % 700 + 400)) 'BEGIN { print ms / 1000 }')"
    kill -s KILL "$scan_pid" 2>/dev/null || break # it was done
    wait "$scan_pid" 2>/dev/null
    [ ! -e "$work/killed.csv" ] || break
    in_the_middle=$((in_the_middle + 1))
    begin killed scan --resume
    for _ in {1..200}; do
        if grep -qsE 'going on with|nothing to go on with' "$work/killed.err"; then break; fi
        sleep 0.02
    done
done
wait "$scan_pid" || fail "the scan that was gone on with ended with $?"
started=("$field_pid")
stop_playing
[ -e "$work/killed.csv" ] || fail "no report after $in_the_middle kills"
echo "killed $in_the_middle times; $(statistic resumed http_requests) requests, undisturbed $whole_requests"
((in_the_middle >= (kills + 1) / 2)) || fail "only $in_the_middle of $kills kills came before the end"
same_result "a scan that was killed ended otherwise" killed
expect_manners resumed
run listed 0 scans --json
[ "$(grep -c '"state":"complete"' "$work/listed.out")" -eq 1 ] || fail "not one complete run is in the store"

# --- Interrupted in the middle ---------------------------------------------------------------------------------------

export PHONESCAN_DB=$work/interrupted.db
play resumed
begin cut "${scan[@]}" "${pace[@]}" --csv "$work/cut.csv" --jsonl "$work/cut.jsonl"
asking cut
sleep 3.5
kill -s INT "$scan_pid"
SECONDS=0
ended "$scan_pid" 130
[ $SECONDS -le 5 ] || fail "it took $SECONDS s to end"
stop_playing
before=$(statistic resumed http_requests)
says cut "INCOMPLETE: the scan was interrupted"
says cut "to go on with it: phonescan scan --resume"
grep '^TCP, TLS' "$work/cut.err"
awk '/^TCP, TLS/ { found = 1; sum = $3; for (i = 5; i <= NF; ++i) if ($i ~ /^[0-9]+$/) sum -= $i
    unsent = $(NF - 1) } END { exit !(found && sum == 0 && unsent > 0 && unsent < 64) }' "$work/cut.err" || fail "the totals of connections do not add up, or it was not in the middle"
told "$work/cut.csv" | cut -d'|' -f2 | sort >"$work/cut.ips"
told "$work/whole.csv" | cut -d'|' -f2 | sort >"$work/whole.ips"
[ -s "$work/cut.ips" ] || fail "the report has nobody"
[ -z "$(comm -23 "$work/cut.ips" "$work/whole.ips")" ] || fail "the report has somebody else"
(($(columns "$work/cut.csv" channels | grep -c http) > 0)) || fail "nothing of what pages said before the signal is in the report"
((before > 0 && before < whole_requests)) || fail "$before of $whole_requests requests came before the signal"

play resumed
run cut 0 scan --resume
stop_playing
expect_manners resumed
same_result "a scan that was interrupted ended otherwise" cut
after=$(statistic resumed http_requests)
echo "requests: $before before the signal, $after after it, undisturbed $whole_requests"
((before + after <= whole_requests + 8)) || fail "devices that had answered were asked again" # but those under way
! grep -q INCOMPLETE "$work/cut.err" || fail "it is complete, and says that it is not"
run finished 0 scan --resume
says finished "nothing to go on with"
