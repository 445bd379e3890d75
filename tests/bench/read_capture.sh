#!/bin/bash
# `phonescan read` of large captures beside tshark and tcpdump: medians of three runs each.
#
#   tests/bench/read_capture.sh [-n RUNS] [-b BIN_DIR]
#
# BIN_DIR (build/bench/bin) holds phonescan, phonefield and run_and_measure. 1: 100 MB of nothing but LLDP of a hundred
# thousand phones, everything done and written as CSV, beside `tshark -T fields`. 2: 1 GB in which one frame in ten thousand
# is of interest, beside `tcpdump -r FILE -w /dev/null FILTER`. Files lie in $TMPDIR meanwhile.
runs=3
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield run_and_measure

# measure NAME COMMAND...: median wall seconds, CPU seconds and peak memory.
measure() {
    local name=$1
    shift
    : >"$work/runs"
    for ((run = 0; run < runs; ++run)); do
        "$bin/run_and_measure" "$work/one" "$@" >"$work/out" 2>"$work/err" || { tail -n 3 "$work/err" >&2; exit 1; }
        cat "$work/one" >>"$work/runs"
    done
    printf '%-34s %8.2f s wall %8.2f s CPU %8.1f MB\n' "$name" "$(awk '{ print $1 }' "$work/runs" | median)" \
        "$(awk '{ print $2 + $3 }' "$work/runs" | median)" "$(awk '{ print $4 / 1024 }' "$work/runs" | median)"
}

"$bin/phonefield" "$here/../field/sites/bench-lldp.site" --capture "$work/lldp.pcap" --rounds 3
measure "read, LLDP, to CSV" "$bin/phonescan" read --no-store --csv "$work/out.csv" "$work/lldp.pcap"
echo "    $(($(wc -l <"$work/out.csv") - 1)) phones"
if command -v tshark >/dev/null; then
    measure "tshark -T fields" tshark -r "$work/lldp.pcap" -T fields -e eth.src -e lldp.tlv.system.name -e lldp.tlv.system.desc \
        -e lldp.media.model -e lldp.media.software
fi
rm "$work/lldp.pcap"
"$bin/phonefield" "$here/../field/sites/announcing.site" --capture "$work/big.pcap" --rounds 12 --filler 9999
measure "read, 1 of 10,000, to CSV" "$bin/phonescan" read --no-store --csv "$work/out.csv" "$work/big.pcap"
if command -v tcpdump >/dev/null; then
    measure "tcpdump -w /dev/null FILTER" tcpdump -r "$work/big.pcap" -w /dev/null 'ether proto 0x88cc or udp port 5060 or udp port 67 or arp'
fi
