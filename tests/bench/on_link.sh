#!/bin/bash
# A sweep of an office on the scanner's own link, where nobody but the phones answers ARP, with the system's default
# settings: phonescan as root, without privileges, and nmap, over a veth pair. Takes root; half an hour for a /16.
#
#   tests/bench/on_link.sh [-n RUNS] [-b BIN_DIR] [-z SIZE] [-t TOOLS] [-T SECONDS]
#
# -z  the link's prefix length (16; 20 takes two minutes)   -t  what runs ("root anyone arp script")
# -T  when nmap is ended, in seconds (120)
# `arp` is nmap -sn -PR, which finds addresses and knows nothing of SIP; `script` is its sip-methods, tuned. 5 % of the
# addresses are phones. Wall time counts from the start of the process, CPU is user + system of the tool alone.
set -euo pipefail
[ -n "${PRIVATE_NETWORK:-}" ] || exec unshare --net env PRIVATE_NETWORK=yes bash "$0" "$@"
runs=1 size=16 tools="root anyone arp script" patience=120
own_options=z:t:T:
own_option() {
    case $1 in
        z) size=$2 ;;
        t) tools=$2 ;;
        T) patience=$2 ;;
    esac
}
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield run_and_measure
own=10.77.0.5
range=10.77.0.0/$size
lay_cable "$own/$size" 10.78.0.1/32

cp "$sites/phones.inc" "$work"
cat >"$work/on_link.site" <<END_OF_SITE
play $range
include phones.inc
population $range share=5% mix=office seed=77
END_OF_SITE
# Only these are the site's own: the kernel answers ARP for them and for nobody else.
last=$(awk -v bits="$size" 'BEGIN { n = 2 ^ (32 - bits) - 1; printf "10.77.%d.%d", n / 256, n % 256 }')
"$bin/phonefield" "$work/on_link.site" --list |
    awk -F'\t' -v own="$own" -v last="$last" 'NR > 1 && $1 != own && $1 != last && $1 != "10.77.0.0" { print $1 }' >"$work/phones"
{
    echo "route add $own/32 dev phones"
    sed 's/.*/route add local & dev lo/' "$work/phones"
} >"$work/routes"
"${site_machine[@]}" ip -batch "$work/routes"
present=$(wc -l <"$work/phones")
as_anyone

uncapped=(--max-rate 0 --net-rate 0 --host-gap 0ms)
command_of() { # NAME
    local scan=(scan "$range" -p 5060 --sip udp --http off --no-store -q "${uncapped[@]}" --csv "$work/reports/site.csv")
    case $1 in
        root) command=("$bin/phonescan" "${scan[@]}") ;;
        anyone) command=("${anyone[@]}" "${scan[@]}") ;;
        arp) command=(timeout "$patience" nmap -sn -PR -n -oX "$work/nmap.xml" "$range") ;;
        script) command=(timeout "$patience" nmap -sU -p5060 -n -Pn -T4 --min-rate 5000 --max-retries 1 --min-hostgroup 4096
            --max-parallelism 1000 --script sip-methods -oX "$work/nmap.xml" "$range") ;;
    esac
}
found() { # NAME
    case $1 in
        root | anyone) awk -v columns=ip -f "$here/../peers/csv_columns.awk" "$work/reports/site.csv" ;;
        arp) awk -F'"' '/<status state=/ { up = $2 == "up" } /addrtype="ipv4"/ && up { print $2 }' "$work/nmap.xml" ;;
        script) awk -F'"' '/addrtype="ipv4"/ { ip = $2 } /state="open"/ { print ip }' "$work/nmap.xml" ;;
    esac 2>/dev/null | awk 'FNR == NR { there[$1] = 1; next } $1 in there && !seen[$1]++ { ++n } END { print n + 0 }' "$work/phones" -
}

title() {
    case $1 in
        root) echo "phonescan, root" ;;
        anyone) echo "phonescan, no privileges" ;;
        arp) echo "nmap -sn -PR (no SIP)" ;;
        script) echo "nmap sip-methods, tuned" ;;
    esac
}
for ((run = 0; run < runs; ++run)); do
    for name in $tools; do
        case $name in
            arp | script) command -v nmap >/dev/null || { echo "$own_name: nmap is not installed: $name left out" >&2; continue; } ;;
        esac
        "${site_machine[@]}" ip neigh flush all
        ip neigh flush all nud all 2>/dev/null || true # as after a pause: nobody is known
        play "$work/on_link.site"
        command_of "$name"
        rm -f "$work/reports/site.csv" "$work/nmap.xml"
        "$bin/run_and_measure" "$work/measure" "${command[@]}" >"$work/out" 2>"$work/err" </dev/null || tail -n 2 "$work/err" >&2
        stop_playing
        echo "$(awk '{ print $1, $2 + $3, $4 }' "$work/measure") $(found "$name")" >>"$work/$name.runs"
    done
done
value() { [ ! -s "$work/$1.runs" ] || cut -d' ' -f"$2" "$work/$1.runs" | median; }
printf '%-26s %9s %8s %8s %13s %10s\n' "/$size on the link" 'wall s' 'CPU s' 'peak MB' found 'x nmap -PR'
for name in $tools; do
    [ -s "$work/$name.runs" ] || continue
    printf '%-26s %9.2f %8.2f %8.1f %13s %10s\n' "$(title "$name")" "$(value "$name" 1)" "$(value "$name" 2)" \
        "$(awk -v kb="$(value "$name" 3)" 'BEGIN { print kb / 1024 }')" "$(value "$name" 4)/$present" \
        "$(awk -v a="$(value "$name" 1)" -v b="$(value arp 1)" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }')"
done
