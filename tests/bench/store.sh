#!/bin/bash
# What the store costs and takes: whole runs, medians, beside what they must stay below. Two minutes.
#
#   tests/bench/store.sh [-n RUNS] [-b BIN_DIR]
#
# BIN_DIR (build/bench/bin) holds phonescan, phonefield and run_and_measure. 1: scans of 5,000 phones with a store and with
# --no-store, by turns; also without a limit of the rate, where there is no waiting for storing to hide behind. 2: `report
# --csv` of a hundred thousand phones that announced themselves by LLDP, and of as many that answered SIP. 3: a store of 365
# nightly scans of a thousand phones: its size, and a report over all of them. The nights are one real scan, imported again
# under other ids and times. Files lie in $TMPDIR meanwhile.
runs=5
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield run_and_measure

# one NAME COMMAND...: adds a run's wall, user and system seconds and peak memory to $work/NAME.runs.
one() {
    local name=$1
    shift
    "$bin/run_and_measure" "$work/one" "$@" >"$work/out" 2>"$work/err" || { tail -n 3 "$work/err" >&2; exit 1; }
    cat "$work/one" >>"$work/$name.runs"
}
wall() { awk '{ print $1 }' "$work/$1.runs" | median; }
cpu() { awk '{ print $2 + $3 }' "$work/$1.runs" | median; }
tell() { # NAME TEXT
    printf '%-44s %8.2f s wall %8.2f s CPU %8.1f MB\n' "$2" "$(wall "$1")" \
        "$(cpu "$1")" "$(awk '{ print $4 / 1024 }' "$work/$1.runs" | median)"
}
size() { awk -v bytes="$(stat -c %s "$1")" 'BEGIN { printf "%.1f MB\n", bytes / 1e6 }'; }

# by_turns NAME OPTION...: scans of the site that is being played, kept in a new store and not.
by_turns() {
    local name=$1
    shift
    local scan=(scan 127.64.0.0/18 --sip udp --http off --retries 0 --wait 300ms --seed 1 --csv "$work/scan.csv" -q "$@")
    for ((run = 0; run < runs; ++run)); do
        one "$name-without" "$bin/phonescan" "${scan[@]}" --no-store
        rm -f "$work"/new.db*
        one "$name-with" "$bin/phonescan" "${scan[@]}" --db "$work/new.db"
    done
    tell "$name-without" "  $name, --no-store"
    tell "$name-with" "  $name, with a new store"
    awk -v with="$(wall "$name-with")" -v without="$(wall "$name-without")" -v cpu_with="$(cpu "$name-with")" \
        -v cpu_without="$(cpu "$name-without")" 'BEGIN {
            printf "  storing costs %.1f %% of the wall time, %.2f s of CPU (%.2f times)\n",
                100 * (with - without) / without, cpu_with - cpu_without, cpu_with / cpu_without }'
}

echo "1. a scan of 5,000 phones, each asked at least once; storing is to cost less than 10 % of the wall time"
play "$sites/bench-5000.site"
by_turns "5,000 a second" --max-rate 5000
by_turns "uncapped" --max-rate 0
stop_playing
echo "  $(($(wc -l <"$work/scan.csv") - 1)) phones, $(size "$work/new.db")"

echo "2. reports of a hundred thousand phones; to take less than 3 s and 500 MB"
"$bin/phonefield" "$sites/bench-lldp.site" --capture "$work/lldp.pcap" --rounds 1
one read "$bin/phonescan" read --db "$work/lldp.db" --csv "$work/read.csv" -q "$work/lldp.pcap"
rm "$work/lldp.pcap"
awk 'BEGIN { print "ip,sip.user_agent"
    for (i = 0; i < 100000; ++i)
        printf "10.%d.%d.%d,PolycomVVX-VVX_%d-UA/5.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256, 300 + 10 * (i % 60), i % 10, i % 7, i % 12000 }' >"$work/sip.csv"
one read_sip "$bin/phonescan" read --db "$work/sip.db" --csv "$work/read_sip.csv" -q "$work/sip.csv"
for ((run = 0; run < runs; ++run)); do
    one lldp "$bin/phonescan" report --db "$work/lldp.db" --csv "$work/report.csv" -q
    one sip "$bin/phonescan" report --db "$work/sip.db" --csv "$work/report_sip.csv" -q
done
cmp "$work/read.csv" "$work/report.csv" || { echo "store.sh: the report is not what the run said" >&2; exit 1; }
tell read "  read to CSV, kept (LLDP)"
tell lldp "  report --csv (LLDP)"
tell sip "  report --csv (SIP)"
echo "  $(($(wc -l <"$work/report.csv") - 1)) phones by LLDP, $(size "$work/lldp.db"); $(($(wc -l <"$work/report_sip.csv") - 1)) by SIP, $(size "$work/sip.db")"

echo "3. 365 nights of a thousand phones; to lie in less than 200 MB"
sed 's/^population .*/population 127.64.0.0\/18 share=6.1% mix=office seed=18/' "$sites/bench-5000.site" >"$work/thousand.site"
cp "$sites/phones.inc" "$work"
play "$work/thousand.site"
"$bin/phonescan" scan 127.64.0.0/18 --sip udp --http off --max-rate 0 --retries 0 --wait 300ms --site nightly --db "$work/night.db" --csv "$work/night.csv" -q
stop_playing
id=$("$bin/phonescan" scans --json --db "$work/night.db" | sed 's/^{"id":"\([^"]*\)".*/\1/')
"$bin/phonescan" scans export "$id" "$work/night.run" --db "$work/night.db" 2>"$work/err"
gunzip <"$work/night.run" | sed '$d' >"$work/night.lines"
day=86400000000000 # ns
nights=()
for ((night = 1; night < 365; ++night)); do
    awk -v id="$id" -v night=$night -v back=$((night * day / 1000000000)) '
        # Times are seconds in front of nine digits: more than awk can count.
        function earlier(name,    at, text) {
            if (!match($0, "\"" name "\":[0-9]+")) return
            text = substr($0, RSTART, RLENGTH)
            at = index(text, ":")
            $0 = substr($0, 1, RSTART - 1) substr(text, 1, at) (substr(text, at + 1, length(text) - at - 9) - back) \
                substr(text, length(text) - 8) substr($0, RSTART + RLENGTH)
        }
        { earlier("time"); earlier("started"); earlier("ended"); sub("\"id\":\"" id "\"", "\"id\":\"" id "-" night "\""); print }' \
        "$work/night.lines" >"$work/one.lines"
    printf '{"sha256":"%s"}\n' "$(sha256sum <"$work/one.lines" | cut -d' ' -f1)" | cat "$work/one.lines" - | gzip -1 >"$work/night-$night.run"
    nights+=("$work/night-$night.run")
done
"$bin/phonescan" scans import "${nights[@]}" --db "$work/night.db" 2>"$work/err"
for ((run = 0; run < runs; ++run)); do
    one year "$bin/phonescan" report --site nightly --since 400d --db "$work/night.db" --csv "$work/year.csv" -q
done
stored=$("$bin/phonescan" scans --json --db "$work/night.db" | wc -l)
echo "  $stored nights of $(($(wc -l <"$work/night.csv") - 1)) phones: $(size "$work/night.db")," \
    "$(($(stat -c %s "$work/night.db") / stored / 1000)) kB each"
tell year "  report --site nightly --since 400d --csv"
