#!/bin/bash
# What asking for web pages costs: `phonescan scan` of 5,000 phones with web servers, uncapped, beside a bare loop of
# libcurl's that fetches the same; and what 1,000 servers that hold their clients add. Medians of three runs. Five minutes.
#
#   tests/bench/web.sh [-n RUNS] [-b BIN_DIR]
#
# BIN_DIR (build/bench/bin) holds phonescan, phonefield, curl_loop and run_and_measure. It takes root: the servers have
# the usual ports, in a network namespace of this script's own. CPU is user + system, of the client alone; connections
# and requests are as the servers saw them. Both are given the same addresses: those where a phone is.
set -euo pipefail
[ -n "${PRIVATE_NETWORK:-}" ] || exec unshare --net env PRIVATE_NETWORK=yes bash "$0" "$@"
ip link set lo up
runs=3
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield curl_loop run_and_measure
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -H -n)"

"$bin/phonefield" "$sites/web-5000.site" --list | awk -F'\t' 'NR > 1 && $8 == "phone"' >"$work/truth"
cut -f1 "$work/truth" >"$work/addresses"
present=$(wc -l <"$work/addresses")

# What phonescan asks of each kind of phone, in its order; the loop is checked against it below.
login='/servlet?m=mod_listener&p=login&q=loginForm'
awk -F'\t' -v login="$login" '
    function urls(first, second, third) { print first, second, third, "sips://" $1 ":5061" }
    { http = "http://" $1; https = "https://" $1 }
    $5 == "SIP-T42S" { urls(http "/ " http login, https "/ " https login, ""); next }
    $5 == "SIP-T54W" { urls(http "/", https "/ " https login, ""); next }
    $5 == "CP-8841" { urls(http "/ " http "/DeviceInformationX", https "/", ""); next }
    $5 == "440HD" { urls(http "/ " http "/login.cgi", https "/ " https "/login.cgi", ""); next }
    { urls(http "/", https "/", "") }' "$work/truth" >"$work/devices"

found() { # CSV
    awk -v columns=ip,kind -f "$here/../peers/csv_columns.awk" "$1" |
        awk -F'|' 'FNR == NR { there[$1] = 1; next } $1 in there && $2 == "phone" { ++n } END { print n + 0 }' "$work/addresses" -
}

# one NAME SITE COMMAND...: a run; adds to $work/NAME.runs: wall cpu kB connections requests handshakes most-open
one() {
    local name=$1 site=$2
    shift 2
    play "$sites/$site.site"
    "$bin/run_and_measure" "$work/measure" "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null || {
        tail -n 3 "$work/$name.err" >&2
        echo "web.sh: $name failed" >&2
        exit 1
    }
    stop_playing
    [ "$(statistic web_not_accepted)" = 0 ] || echo "web.sh: $name: the field found no descriptors: its figures are too low" >&2
    echo "$(awk '{ print $1, $2 + $3, $4 }' "$work/measure") $(statistic web_connections) $(statistic http_requests)" \
        "$(statistic tls_handshakes) $(statistic web_most_open)" >>"$work/$name.runs"
    grep '"http_paths"' "$work/stats" >"$work/$name.paths"
}
scan=("$bin/phonescan" scan -iL "$work/addresses" --max-rate 0 --connect-rate 0 --no-store -q --all-devices)
web=(-p 'http:80,https:443,sips:5061')
# shellcheck disable=SC2016
bare=(bash -c 'exec "$0" 256 <"$1"' "$bin/curl_loop" "$work/devices")

for ((run = 0; run < runs; ++run)); do
    one bare web-5000 "${bare[@]}"
    one web web-5000 "${scan[@]}" "${web[@]}" --csv "$work/web.csv"
    one all web-5000 "${scan[@]}" --csv "$work/all.csv"
    one tarpits web-tarpits "${scan[@]}" "${web[@]}" --csv "$work/tarpits.csv"
done

value() { cut -d' ' -f"$2" "$work/$1.runs" | median; }
tell() { # NAME TITLE
    printf '%-26s %8.2f %8.2f %8.1f %12s %9s %11s %10s %12s\n' "$2" "$(value "$1" 1)" "$(value "$1" 2)" \
        "$(awk -v kb="$(value "$1" 3)" 'BEGIN { print kb / 1024 }')" "$(value "$1" 4)" "$(value "$1" 5)" "$(value "$1" 6)" "$(value "$1" 7)" "$3"
}
printf '%-26s %8s %8s %8s %12s %9s %11s %10s %12s\n' "$present phones" 'wall s' 'CPU s' 'peak MB' connections requests handshakes 'most open' found/present
tell bare 'bare loop of libcurl' -
# pages of AudioCodes' and innovaphone's, a fifth of them, name no phone
tell web 'scan, web ports' "$(found "$work/web.csv")/$present"
tell all 'scan, SIP and web ports' "$(found "$work/all.csv")/$present"
tell tarpits 'scan, 1,000 hold clients' "$(found "$work/tarpits.csv")/$present"
cmp -s "$work/bare.paths" "$work/web.paths" || echo "web.sh: the bare loop did not ask for what the scan did:
$(sed 's/^/  /' "$work/bare.paths" "$work/web.paths")" >&2
awk -v cpu="$(value web 2)" -v bare_cpu="$(value bare 2)" -v wall="$(value web 1)" -v bare_wall="$(value bare 1)" \
    -v present="$present" -v kb="$(value web 3)" -v open="$(value web 7)" -v tarpits="$(value tarpits 1)" 'BEGIN {
    printf "CPU for a device: %.2f ms, the bare loop %.2f ms: %.2f times (to be at most 1.5)\n", cpu / present * 1000, bare_cpu / present * 1000, cpu / bare_cpu
    printf "wall: %.2f times the bare loop\n", wall / bare_wall
    printf "peak memory: %.1f MB (to be less than 150)\n", kb / 1024
    printf "most connections open: %d (to be at most 256)\n", open
    printf "1,000 servers that hold their clients add %.1f s (to be at most 30)\n", tarpits - wall
}'
