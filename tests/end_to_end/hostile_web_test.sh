#!/usr/bin/env bash
# Web servers that do anything but serve: the scan ends in time, keeps within its memory, finds the phones among them,
# goes nowhere it is led to, and its reports hold no more than text. MEASURE may name run_and_measure.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/web.bash"
needs jq jq
web_sites
quick=(--wait 2s --retries 1 --linger 500ms --connect-rate 0 --no-store)
device_limit=30 # s, that one device may take

# What the ordinary site takes, on this machine, now.
play web
run ordinary 0 scan 127.43.0.0/24 "${quick[@]}" --csv "$work/ordinary.csv"
stop_playing
ordinary=$(awk '/^Elapsed/ { print $2 }' "$work/ordinary.err")

# What the kernel says of the most memory that the scan had, in kB. The build of developers has sanitizers, and no figure.
peak_memory() { awk '/^VmHWM/ { print $2 }' "/proc/$1/status" 2>/dev/null; }

play hostile
watches=no
if capture started hostile lo ip; then watches=yes; fi
begin hostile scan 127.44.0.0/24 "${quick[@]}" --csv "$work/hostile.csv" --jsonl "$work/hostile.jsonl" --all-devices
peak=0
while now=$(peak_memory "$scan_pid") && [ -n "$now" ]; do
    ((now <= peak)) || peak=$now
    sleep 0.02
done
ended "$scan_pid" 0
if [ $watches = yes ]; then
    capture_ended hostile
    most=$(on_the_wire hostile most)
    [ "${most%% *}" = 1 ] || fail "connections at a time to one address: $most"
    awk '$1 == "port" && $2 !~ /^(80|443|506[01])$/' "$work/hostile.connections" >"$work/ports.diff"
    [ ! -s "$work/ports.diff" ] || fail "a redirect led to another port"
    tcpdump -n -r "$work/hostile.pcap" 'not net 127.0.0.0/8 or udp dst port 53' >"$work/elsewhere.diff" 2>/dev/null
    [ ! -s "$work/elsewhere.diff" ] || fail "a redirect led elsewhere"
fi
stop_playing
expect_manners hostile
says hostile "TCP, TLS 256 = "
says hostile " + 0 unsent"
awk -v ordinary="$ordinary" -v limit=$device_limit '/^Elapsed/ {
    printf "%s s, the ordinary site %s s\n", $2, ordinary
    exit !($3 == "s" && $2 <= ordinary + limit) }' "$work/hostile.err" || fail "hostile devices take too long"
echo "peak memory: $((peak / 1024)) MB"
[ "${BUILD:-}" != release ] || ((peak > 0 && peak < 150 * 1024)) || fail "$peak kB of memory"
expect_at_most hostile web_octets_sent $((64 << 20)) # endless bodies are left

# The ordinary ones among them, and those that SIP alone can tell.
cat >"$work/truth" <<'END'
127.44.0.100|phone|Polycom|VVX 411|6.3.1.8427|64:16:7f:2c:00:64
127.44.0.101|phone|Polycom|VVX 411|6.3.1.8427|64:16:7f:2c:00:65
127.44.0.102|phone|Yealink|SIP-T42S|66.84.0.125|80:5e:c0:2c:00:66
127.44.0.103|phone|Yealink|SIP-T42S|66.84.0.125|80:5e:c0:2c:00:67
127.44.0.104|phone|Cisco|CP-8841|sip88xx.12-1-1SR1-4|3c:5e:c3:2c:00:68
127.44.0.105|phone|Mitel|6930||14:00:e9:2c:00:69
127.44.0.106|phone|snom|D785|10.1.159.12|00:04:13:2c:00:6a
127.44.0.107|phone|Polycom|VVX 410|5.3.0.12074|
END
columns "$work/hostile.csv" ip,kind,vendor,model,firmware,mac | grep -E '^127\.44\.0\.10[0-7]\|' | sort >"$work/found"
same "ordinary phones among hostile devices" "$work/truth" "$work/found"
columns "$work/hostile.csv" ip,kind,vendor,model,firmware | grep -E '^127\.44\.0\.6[0-2]\|' | sort >"$work/found"
printf '%s\n' '127.44.0.60|phone|Polycom|VVX 411|6.3.1.8427' '127.44.0.61|phone|Yealink|SIP-T42S|66.84.0.125' \
    '127.44.0.62|phone|Cisco|CP-8841|12.1.1' >"$work/truth"
same "phones whose pages are hostile" "$work/truth" "$work/found"
columns "$work/hostile.csv" ip,kind | awk -F'|' '$1 ~ /^127\.44\.0\.([1-3][0-9])$/ && $2 == "phone"' >"$work/found.diff"
[ ! -s "$work/found.diff" ] || fail "hostile devices are phones"

# Their words are text: UTF-8, without control characters, and nothing that a terminal, a browser or a table would act on.
for file in hostile.csv hostile.jsonl hostile.err hostile.out; do
    iconv -f UTF-8 -t UTF-8 "$work/$file" >"$work/text" 2>/dev/null || fail "$file is not UTF-8"
    ! LC_ALL=C grep -qaP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]' "$work/$file" || fail "$file has control characters"
done
jq -e . "$work/hostile.jsonl" >"$work/json.out" || fail "the JSON Lines are no JSON"
jq -r .ip "$work/hostile.jsonl" | sort >"$work/json.found"
columns "$work/hostile.csv" ip | sort >"$work/csv.found"
same "CSV and JSON Lines hold other devices" "$work/csv.found" "$work/json.found"
grep -qx 127.44.0.22 "$work/json.found" || fail "the device with a script in its title is not reported"
! grep -ai '<script' "$work"/hostile.{err,out} >"$work/script.diff" || fail "a script is in the summary"
run table 0 scan 127.44.0.22 "${quick[@]}" --all-devices
! grep -ai '<script' "$work/table.out" >"$work/script.diff" || fail "a script is in the table"
# what a spreadsheet takes for a formula
columns "$work/hostile.csv" "$(head -n 1 "$work/hostile.csv" | tr -d '\r')" | grep -E '(^|\|)[=@+-]' >"$work/formula.diff"
[ ! -s "$work/formula.diff" ] || fail "the CSV has what a spreadsheet computes"
