#!/usr/bin/env bash
# Two scans at once, both from the same --source-port: neither takes the other's answers unnoticed.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site both <<END_OF_SITE
play $net.14.0/26
include phones.inc
device $net.14.0-63 type=vvx410-53
END_OF_SITE
play both
begin first scan "$net.14.0/26" --http off --source-port 5099 --wait 2s --max-rate 50 --csv "$work/first.csv"
first=$scan_pid
sleep 0.3
begin second scan "$net.14.0/26" --site second --http off --source-port 5099 --wait 2s --max-rate 50 --csv "$work/second.csv"
ended "$first" 0
expect_phones both "$work/first.csv"
wait "$scan_pid"
status=$?
case $status in
    0) expect_phones both "$work/second.csv" ;;
    1 | 2) says second 5099 ;;
    *) fail "the second scan ended with $status" ;;
esac
stop_playing
