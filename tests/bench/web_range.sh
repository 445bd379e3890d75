#!/bin/bash
# What asking a whole range for web pages costs: `phonescan scan -p http:80` of a /20 where 5 % are phones and nobody is
# elsewhere, uncapped, beside a bare loop of sockets and beside curl. Medians of three runs.
#
#   tests/bench/web_range.sh [-n RUNS] [-b BIN_DIR]
#
# It takes root: the site is a network namespace at the other end of a veth pair, which drops what is for nobody. Wall time
# counts from the start of the process, CPU is user + system of the client alone.
set -euo pipefail
[ -n "${PRIVATE_NETWORK:-}" ] || exec unshare --net env PRIVATE_NETWORK=yes bash "$0" "$@"
runs=3
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield http_loop run_and_measure
lay_cable 10.49.0.2/24 10.49.0.1/24
ip route add 10.80.0.0/20 via 10.49.0.1
cp "$sites/phones.inc" "$sites/web_phones.inc" "$work"
cat >"$work/range.site" <<'END_OF_SITE'
play 10.80.0.0/20
include phones.inc
include web_phones.inc
mix web web-t42s=3 web-t54w=2 web-cp8841=2 web-vvx411=3 web-vvx250=2 web-mitel6930=1 web-snomd785=1
population 10.80.0.0/20 share=5% mix=web seed=80 cert-key=ec256
END_OF_SITE
"$bin/phonefield" "$work/range.site" --list | awk -F'\t' 'NR > 1 && !seen[$1]++ { print $1 }' >"$work/addresses"
sed 's/.*/route add local & dev lo/' "$work/addresses" >"$work/routes"
"${site_machine[@]}" ip -batch "$work/routes"
present=$(wc -l <"$work/addresses")

answered() { # NAME
    case $1 in
        loop) awk '{ for (i = 0; i < $2; ++i) print i }' "$work/out" ;; # it has counted them itself
        scan) awk -v columns=ip -f "$here/../peers/csv_columns.awk" "$work/range.csv" ;;
        curl) awk '$1 != "000" { print $2 }' "$work/out" ;;
    esac | awk -v count_all="$([ "$1" != loop ] || echo 1)" 'FNR == NR { there[$1] = 1; next } (count_all || $1 in there) && !seen[$1]++ { ++n } END { print n + 0 }' "$work/addresses" -
}
# one NAME COMMAND...: a run; adds to $work/NAME.runs: wall cpu kB answered connections
one() {
    local name=$1
    shift
    play "$work/range.site"
    "$bin/run_and_measure" "$work/measure" "$@" >"$work/out" 2>"$work/err" </dev/null || { tail -n 3 "$work/err" >&2; exit 1; }
    stop_playing
    echo "$(awk '{ print $1, $2 + $3, $4 }' "$work/measure") $(answered "$name") $(statistic web_connections)" >>"$work/$name.runs"
}
scan=("$bin/phonescan" scan 10.80.0.0/20 -p http:80 --max-rate 0 --connect-rate 0 --net-rate 0 --host-gap 0ms --no-store -q
    --all-devices --csv "$work/range.csv")
# shellcheck disable=SC2016
curl=(bash -c 'curl -s --parallel --parallel-max 300 -m 2 --connect-timeout 1 -w "%{http_code} %{remote_ip}\n" -o "$1/page_#1_#2" \
    "http://10.80.[0-15].[0-255]/" || true' curl "$work")
for ((run = 0; run < runs; ++run)); do
    one loop "$bin/http_loop" 10.80.0.0/20
    one scan "${scan[@]}"
    ! command -v curl >/dev/null || one curl "${curl[@]}"
done

value() { cut -d' ' -f"$2" "$work/$1.runs" | median; }
tell() { # NAME TITLE
    printf '%-26s %8.2f %8.2f %8.1f %12s %12s\n' "$2" "$(value "$1" 1)" "$(value "$1" 2)" \
        "$(awk -v kb="$(value "$1" 3)" 'BEGIN { print kb / 1024 }')" "$(value "$1" 5)" "$(value "$1" 4)/$present"
}
printf '%-26s %8s %8s %8s %12s %12s\n' "a /20" 'wall s' 'CPU s' 'peak MB' connections answered
tell loop 'bare loop of sockets'
tell scan 'scan -p http:80'
[ ! -s "$work/curl.runs" ] || tell curl 'curl --parallel'
awk -v wall="$(value scan 1)" -v loop="$(value loop 1)" -v curl="$([ ! -s "$work/curl.runs" ] || value curl 1)" 'BEGIN {
    printf "wall: %.2f times the bare loop (to be at most 1.3)", wall / loop
    if (curl != "") printf ", %.1f times as fast as curl (to be at least 4)", curl / wall
    print "" }'
