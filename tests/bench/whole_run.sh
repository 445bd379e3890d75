#!/bin/bash
# Whole runs of `phonescan scan` over simulated sites of a /24, a /20 and a /16 with 5 % phones: medians of three runs.
#
#   tests/bench/whole_run.sh [-n RUNS] [-s SEED] [-b BIN_DIR] [-o FILE] [SITE...]
#
# BIN_DIR (build/bench/bin) holds phonescan, phonefield and run_and_measure; this script builds nothing. SITE is a site
# file (tests/field/sites/bench-{24,20,16}.site); its first `play` line is what is scanned. -o also writes the table as
# tab-separated text. Columns: wall and CPU (user + system) seconds and peak memory of the scanner alone; datagrams as
# they reached the site; phones in the CSV of phones that are there; rows of the CSV that are no phones; phones with
# another vendor, model or firmware than they have.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../build/bench/bin
runs=3
seed=
table=/dev/null
while getopts n:s:b:o: option; do
    case $option in
        n) runs=$OPTARG ;;
        s) seed=$OPTARG ;;
        b) bin=$OPTARG ;;
        o) table=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
sites=("$@")
[ ${#sites[@]} -gt 0 ] || for size in 24 20 16; do sites+=("$here/../field/sites/bench-$size.site"); done

for program in phonescan phonefield run_and_measure; do
    [ -x "$bin/$program" ] || { echo "whole_run.sh: $bin/$program is missing: cmake --preset bench && cmake --build --preset bench" >&2; exit 2; }
done

work=$(mktemp -d)
field_pid=
finish() {
    if [ -n "$field_pid" ]; then kill "$field_pid" 2>/dev/null || true; wait "$field_pid" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

# The scanner's ways: name, then its options. The last one is what a user gets who gives no option; only a small site
# is scanned that way, because the default rate would take hours of the others' time.
ways=(
    "one pass, uncapped|--max-rate 0 --retries 0 --wait 300ms"
    "patient, uncapped|--max-rate 0"
    "defaults|"
)

start_field() { # SITE STATS
    coproc FIELD { exec "$bin/phonefield" "$1" --for 900 --stats "$2" ${seed:+--seed "$seed"} 2>"$work/field.err"; }
    field_pid=$FIELD_PID
    local said=
    read -r -t 20 said <&"${FIELD[0]}" || true
    [ "$said" = ready ] || { cat "$work/field.err" >&2; echo "whole_run.sh: phonefield did not start" >&2; exit 1; }
}

stop_field() {
    kill -TERM "$field_pid"
    wait "$field_pid" || { cat "$work/field.err" >&2; exit 1; }
    field_pid=
}

number_of() { # KEY JSON-FILE
    awk -F'[:,]' -v key="\"$1\"" '$1 ~ key { gsub(/ /, "", $2); print $2; exit }' "$2"
}

# Compares the CSV with the truth: present found wrong-rows misidentified
compare() { # TRUTH CSV
    awk -v csv="$2" '
        # The fields of one RFC 4180 record; a record whose quotes are open goes on in the next line.
        function fields(record, out,    n, i, c, quoted, text) {
            n = 0; text = ""; quoted = 0
            for (i = 1; i <= length(record); ++i) {
                c = substr(record, i, 1)
                if (quoted && c == "\"" && substr(record, i + 1, 1) == "\"") { text = text c; ++i }
                else if (c == "\"") quoted = !quoted
                else if (c == "," && !quoted) { out[++n] = text; text = "" }
                else text = text c
            }
            out[++n] = text
            return quoted ? -1 : n
        }
        BEGIN { FS = "\t" }
        FNR > 1 && $7 == "phone" { ++present; vendor[$1] = $4; model[$1] = $5; firmware[$1] = $6; there[$1] = 1 }
        function judge(    n, i, ip) {
            n = fields(record, cell)
            if (n < 0) return 0
            if (!named) { for (i = 1; i <= n; ++i) column[cell[i]] = i; named = 1; return 1 }
            ip = cell[column["ip"]]
            if (!(ip in there)) { ++wrong; return 1 }
            if (ip in seen) return 1
            seen[ip] = 1; ++found
            if ((vendor[ip] != "" && cell[column["vendor"]] != vendor[ip]) || (model[ip] != "" && cell[column["model"]] != model[ip]) ||
                (firmware[ip] != "" && cell[column["firmware"]] != firmware[ip])) ++other
            return 1
        }
        END {
            record = ""
            while ((getline line < csv) > 0) {
                record = record == "" ? line : record "\n" line
                if (judge()) record = ""
            }
            print present + 0, found + 0, wrong + 0, other + 0
        }' "$1"
}

median() { sort -g | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
column() { awk -v n="$1" '{ print $n }' "$2" | median; }

format='%-10s %-20s %8s %8s %8s %10s %13s %6s %14s\n'
# shellcheck disable=SC2059
printf "$format" site run "wall s" "CPU s" "peak MB" datagrams found/present wrong misidentified
printf 'site\trun\twall_s\tcpu_s\tpeak_mb\tdatagrams\tfound\tpresent\twrong\tmisidentified\n' >"$table"
failures=0
for site in "${sites[@]}"; do
    name=$(basename "$site" .site)
    range=$(awk '$1 == "play" { print $2; exit }' "$site")
    "$bin/phonefield" "$site" --list ${seed:+--seed "$seed"} >"$work/truth.tsv"
    for way in "${ways[@]}"; do
        IFS='|' read -r title options <<<"$way"
        if [ "$title" = defaults ] && [[ $range != */2[4-9] ]]; then continue; fi
        : >"$work/runs"
        for ((run = 1; run <= runs; ++run)); do
            start_field "$site" "$work/stats.json"
            rm -f "$work/site.csv"
            # shellcheck disable=SC2086
            if ! "$bin/run_and_measure" "$work/measure" "$bin/phonescan" scan "$range" -p 5060 --csv "$work/site.csv" \
                --no-store -q $options >"$work/scan.out" 2>"$work/scan.err"; then
                echo "whole_run.sh: $name, $title: phonescan ended with $(awk '{ print $5 }' "$work/measure"): $(tail -n 2 "$work/scan.err")" >&2
                failures=1
            fi
            stop_field
            [ -f "$work/site.csv" ] || : >"$work/site.csv"
            echo "$(cat "$work/measure") $(number_of requests "$work/stats.json") $(number_of kernel_drops "$work/stats.json")" \
                "$(compare "$work/truth.tsv" "$work/site.csv")" >>"$work/runs"
        done
        # of the runs: 1 wall 2 user 3 system 4 kB 5 status 6 datagrams 7 drops 8 present 9 found 10 wrong 11 misidentified
        wall=$(column 1 "$work/runs")
        cpu=$(awk '{ print $2 + $3 }' "$work/runs" | median)
        peak=$(awk '{ printf "%.1f\n", $4 / 1024 }' "$work/runs" | median)
        datagrams=$(column 6 "$work/runs")
        present=$(column 8 "$work/runs"); found=$(column 9 "$work/runs")
        wrong=$(column 10 "$work/runs"); other=$(column 11 "$work/runs")
        # shellcheck disable=SC2059
        printf "$format" "$name" "$title" "$wall" "$cpu" "$peak" "$datagrams" "$found/$present" "$wrong" "$other"
        printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$title" "$wall" "$cpu" "$peak" "$datagrams" "$found" \
            "$present" "$wrong" "$other" >>"$table"
        drops=$(awk '{ sum += $7 } END { print sum + 0 }' "$work/runs")
        [ "$drops" -eq 0 ] || echo "whole_run.sh: $name, $title: phonefield itself dropped $drops datagrams: its figures are too low" >&2
    done
done
exit "$failures"
