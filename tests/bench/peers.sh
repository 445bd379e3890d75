#!/bin/bash
# Whole sweeps by phonescan beside the least that any sweep takes (limit_loop) and beside other scanners, of the same
# simulated sites in the same run: medians, one table.
#
#   tests/bench/peers.sh [-n RUNS] [-b BIN_DIR] [-z SIZES] [-d DENSITIES] [-t TOOLS] [-T SECONDS] [-s SEED] [-o FILE]
#                        [--veth] [--lossy] [--slow] [--default-buffers]
#
# -z  sizes of the sites, prefix lengths ("24 20 16"; 14 is the largest)
# -d  phones in them, in per cent ("5"; "1 5 50")
# -t  what runs ("limit phonescan svmap nmap zmap masscan"); what is not installed is named and left out. sipp sweeps no
#     range, sippts is no Debian package.
# -T  what others take at most before they are ended, in seconds; so much is shown (60)
# -o  also writes the table as tab-separated text
# --veth             over a veth pair of network namespaces in place of loopback: takes root. zmap and masscan need it
# --lossy            also once with 20 % of the requests lost and answers up to 300 ms late
# --slow             also what takes minutes: every tool at its defaults
# --default-buffers  nobody enlarges a socket's buffer: phonescan runs without privileges (as far as net.core.wmem_max and
#                    rmem_max allow it still gets larger ones)
#
# Columns: `wall` counts from the start of the process, `sweep` from the first datagram as the site saw it; CPU is user and
# system time of the tool alone; datagrams as they reached the site; `found` of the phones there are; `wrong`: addresses
# where nobody is; `named`: phones with the right vendor, model and firmware. The last two compare with the limit of as
# many sends: `sweep`, and CPU, without phonescan's CPU for a scan of one address ("start-up" in the table).
# shellcheck disable=SC2054 # commas of zmap's
set -euo pipefail
arguments=()
for argument; do
    case $argument in
        --veth) argument=-v ;;
        --lossy) argument=-l ;;
        --slow) argument=-S ;;
        --default-buffers) argument=-B ;;
    esac
    arguments+=("$argument")
done
set -- "${arguments[@]}"

runs=3 seed='' table=/dev/null lossy='' slow='' veth='' default_buffers='' patience=60
sizes="24 20 16" densities=5 tools="limit phonescan svmap nmap zmap masscan"
own_options=z:d:t:T:s:o:vlSB
own_option() { # LETTER VALUE
    case $1 in
        z) sizes=$2 ;;
        d) densities=$2 ;;
        t) tools=$2 ;;
        T) patience=$2 ;;
        s) seed=$2 ;;
        o) table=$2 ;;
        v) veth=yes ;;
        l) lossy=yes ;;
        S) slow=yes ;;
        B) default_buffers=yes ;;
    esac
}
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"
needs phonescan phonefield limit_loop run_and_measure
# In a network namespace of its own where that is allowed: nobody else is on its ports.
if [ -n "${PRIVATE_NETWORK:-}" ]; then
    ip link set lo up
elif [ -n "$veth" ] || unshare --net true 2>/dev/null; then
    rm -rf "$work"
    exec unshare --net env PRIVATE_NETWORK=yes bash "$0" "${arguments[@]}"
fi
network=127.64.0.0
if [ -n "$veth" ]; then
    network=10.64.0.0
    lay_cable 10.49.0.2/24 10.49.0.1/24
    ip route add 10.64.0.0/12 via 10.49.0.1
    "${site_machine[@]}" ip route add local 10.64.0.0/12 dev lo
    gateway=$("${site_machine[@]}" ip -br link show phones | awk '{ print $3 }')
    own_mac=$(ip -br link show wire | awk '{ print $3 }')
    ping -c 1 -W 1 10.49.0.1 >/dev/null 2>&1 || true # ARP is done before anything is measured
fi

# write_site FILE SIZE DENSITY [KEY...]: phones that answer whatever they are asked: zmap's and masscan's requests lack their end.
write_site() {
    local file=$1 range=$network/$2 density=$3
    shift 3
    cp "$sites/phones.inc" "$work"
    cat >"$file" <<END_OF_SITE
play $range
include phones.inc
default $*
population $range share=$density% mix=office seed=${seed:-$density} reply-to=source
END_OF_SITE
}

# The ways to sweep: a line each, "NAME|TITLE|LIMIT|WHERE": the limit it is compared with, and where it runs: always, slow
# (--slow), small (a /24, or --slow), lossy (--lossy only).
ways=(
    "limit_1|limit, 1 send||always"
    "limit_4|limit, 4 sends||always"
    "scan_startup|phonescan, start-up||always"
    "scan_1|phonescan, 1 send|limit_1|always"
    "scan_4|phonescan, 4 sends|limit_4|always"
    "scan_patient|phonescan, patient|limit_4|always"
    "scan_default|phonescan, defaults||small"
    "svmap_1|svmap -t 0|limit_1|always"
    "svmap_default|svmap, defaults|limit_1|small"
    "zmap_1|zmap, 1 probe, 50,000/s|limit_1|always"
    "zmap_3|zmap, 3 probes|limit_4|lossy"
    "zmap_default|zmap, defaults|limit_1|slow"
    "masscan_1|masscan, 100,000/s|limit_1|always"
    "masscan_3|masscan, 2 retries|limit_4|lossy"
    "nmap_tuned|nmap sip-methods, tuned|limit_4|always"
    "nmap_default|nmap sip-methods|limit_4|slow"
)

limit=("$bin/limit_loop")
scan=("$bin/phonescan" scan -p 5060 --sip udp --http off --no-store -q --i-own-these-networks --csv "$work/site.csv")
if [ -n "$default_buffers" ]; then
    limit+=(--default-buffers)
    # where an unprivileged user can read it: the build may lie in a folder of root's
    mkdir -p "$work/program/bin" "$work/program/share" "$work/reports"
    cp "$bin/phonescan" "$work/program/bin"
    cp -RL "$bin/../share/phonescan" "$work/program/share"
    chmod -R a+rX "$work"
    chmod 777 "$work/reports"
    scan=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs
        "$work/program/bin/phonescan" "${scan[@]:1:${#scan[@]}-2}" "$work/reports/site.csv")
fi
csv=${scan[-1]}
uncapped=(--max-rate 0 --net-rate 0 --host-gap 0ms)
sip_template=/usr/share/doc/zmap/examples/udp-probes/sip_options.tpl
over_wire_zmap() {
    command=(zmap -q -M udp -p 5060 "--probe-args=template:$sip_template" -i wire -G "$gateway" -S 10.49.0.2 -b /dev/null
        -O csv -f saddr,success --disable-syslog -o "$work/zmap.csv" "$@" "$range")
}
over_wire_masscan() {
    command=(masscan -pU:5060 "$range" --banners --adapter wire --adapter-ip 10.49.0.50 --adapter-mac "$own_mac"
        --router-mac "$gateway" --rate 100000 --wait 1 -oJ "$work/masscan.json" "$@")
}
nmap=(nmap -sU -p5060 -n -Pn -T4 --min-rate 5000 --script sip-methods -oX "$work/nmap.xml")

# Sets `command` for a way and `range`.
command_of() { # NAME
    case $1 in
        limit_1) command=("${limit[@]}" "$range") ;;
        limit_4) command=("${limit[@]}" -s 4 "$range") ;;
        scan_startup) command=("${scan[@]}" "${uncapped[@]}" --retries 0 --wait 1ms "${range%/*}/32") ;;
        scan_1) command=("${scan[@]}" "${uncapped[@]}" --retries 0 --wait 300ms "$range") ;;
        scan_4) command=("${scan[@]}" "${uncapped[@]}" --retries 3 --wait 300ms "$range") ;;
        scan_patient) command=("${scan[@]}" "${uncapped[@]}" "$range") ;;
        scan_default) command=("${scan[@]}" "$range") ;;
        svmap_1) command=(svmap -t 0 "$range") ;;
        svmap_default) command=(svmap "$range") ;;
        zmap_1) over_wire_zmap -r 50000 -c 1 ;;
        zmap_3) over_wire_zmap -r 50000 -P 3 ;;
        zmap_default) over_wire_zmap ;;
        masscan_1) over_wire_masscan ;;
        masscan_3) over_wire_masscan --retries 2 ;;
        nmap_tuned) command=("${nmap[@]}" --max-retries 1 --min-hostgroup 4096 --max-parallelism 1000 "$range") ;;
        nmap_default) command=("${nmap[@]}" "$range") ;;
    esac
}

# answers_of NAME: what the run says, a line each: ADDRESS[|VENDOR|MODEL|FIRMWARE]
answers_of() {
    case $1 in
        scan_startup | limit_*) ;;
        scan_*) awk -v columns=ip,vendor,model,firmware -f "$here/../peers/csv_columns.awk" "$csv" ;;
        svmap_*) awk -F'[|:]' '$3 ~ /^5060 *$/ { gsub(/ /, "", $2); print $2 }' "$work/out" ;;
        zmap_*) awk -F, '$2 == 1 { print $1 }' "$work/zmap.csv" ;;
        masscan_*) sed -n 's/.*"ip": "\([0-9.]*\)".*"port": 5060.*/\1/p' "$work/masscan.json" ;;
        nmap_*) awk -F'"' '/<address addr=/ { ip = $2 } /state="open"/ { print ip }' "$work/nmap.xml" ;;
    esac 2>/dev/null || true
}

# judge NAME: "found wrong named" by the truth in $work/truth
judge() {
    case $1 in
        limit_*) echo "$(cut -d' ' -f1 "$work/out") 0 -" ;;
        scan_startup) echo "- - -" ;;
        *) answers_of "$1" | awk -F'\t' -v of_scan="$([[ $1 == scan_* ]] && echo 1)" '
            FNR == NR { if (FNR > 1) there[$1] = $4 "|" $5 "|" $6; next }
            { ip = $0; sub(/\|.*/, "", ip) }
            seen[ip]++ { next }
            !(ip in there) { ++wrong; next }
            { ++found; if ($0 == ip "|" there[ip]) ++named }
            END { print found + 0, wrong + 0, of_scan ? named + 0 : "-" }' "$work/truth" - ;;
    esac
}

raw_names() { # NAME: what the tool itself makes of an answer
    case $1 in
        svmap_* | zmap_*) echo "raw text" ;;
        *) echo no ;;
    esac
}

# one NAME SITE-FILE FILE: a run; adds to FILE: wall sweep cpu kB datagrams found wrong named status
one() {
    local wall user system kb status began first
    local longest=$patience
    [[ $1 != scan_* && $1 != limit_* ]] || longest=3600
    play "$2"
    command_of "$1"
    rm -f "$csv" "$work"/zmap.csv "$work"/masscan.json "$work"/nmap.xml "$work/paused.conf"
    (cd "$work" && "$bin/run_and_measure" "$work/measure" timeout "$longest" "${command[@]}" >"$work/out" 2>"$work/err" </dev/null) || true
    stop_playing
    read -r wall user system kb status began <"$work/measure"
    case $status in
        0 | 124) ;;
        *) echo "$own_name: $1 ended with $status: $(tail -n 2 "$work/err")" >&2 ;;
    esac
    first=$(statistic first_request)
    echo "$wall $(awk -v w="$wall" -v b="$began" -v f="$first" 'BEGIN { printf "%.3f", (f > b ? w - (f - b) : w) }')" \
        "$(awk -v u="$user" -v s="$system" 'BEGIN { print u + s }') $kb $(statistic requests) $(judge "$1") $status" >>"$3"
    [ "$(statistic kernel_drops)" = 0 ] || echo "$own_name: $1: the site itself lost $(statistic kernel_drops) datagrams" >&2
}

runs_here() { # NAME WHERE SIZE LOSSY: does it?
    local tool=${1%%_*}
    [ "$tool" != scan ] || tool=phonescan
    [[ " $tools " == *" $tool "* ]] || return 1
    [ "$tool" = limit ] || [ "$tool" = phonescan ] || command -v "$tool" >/dev/null || return 1
    case $tool in zmap | masscan) [ -n "$veth" ] || return 1 ;; esac
    case $2 in
        slow) [ -n "$slow" ] ;;
        small) [ -n "$slow" ] || [ "$3" -ge 24 ] ;;
        lossy) [ -n "$4" ] ;;
    esac
}

for tool in $tools; do
    case $tool in limit | phonescan) continue ;; esac
    command -v "$tool" >/dev/null || echo "$own_name: $tool is not installed: left out" >&2
    case $tool in zmap | masscan) [ -n "$veth" ] || echo "$own_name: $tool needs --veth: left out" >&2 ;; esac
done
format='%-8s %-24s %8s %8s %7s %7s %9s %13s %5s %13s %7s %6s'
heads=(site run 'wall s' 'sweep s' 'CPU s' 'peak MB' datagrams found wrong named 'x sweep' 'x CPU')
[ -z "$lossy" ] || { format+=' %10s %9s'; heads+=('lossy: found' datagrams); }
# shellcheck disable=SC2059
printf "$format\n" "${heads[@]}"
(IFS=$'\t' && echo "${heads[*]}") >"$table"

value() { [ ! -s "$work/$1.runs" ] || cut -d' ' -f"$2" "$work/$1.runs" | median; } # WAY COLUMN
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b > 0) printf "%.2f", a / b; else print "-" }'; }

# tell SITE NAME TITLE LIMIT PRESENT
tell() {
    local wall sweep cpu own_cpu found wrong named more='' lossy_found='' cells
    wall=$(value "$2" 1)
    sweep=$(value "$2" 2)
    cpu=$(value "$2" 3)
    own_cpu=$cpu
    [[ $2 != scan_* ]] || own_cpu=$(awk -v a="$cpu" -v b="$(value scan_startup 3)" 'BEGIN { print a - b }')
    found=$(value "$2" 6)/$5
    named=$(cut -d' ' -f8 "$work/$2.runs" | head -n 1)
    [ "$named" = - ] && named=$(raw_names "$2") || named=$(value "$2" 8)
    wrong=$(value "$2" 7)
    [ "$2" != scan_startup ] || found=- wrong=- named=-
    if awk '$9 == 124 { found = 1 } END { exit !found }' "$work/$2.runs"; then more='>'; fi
    cells=("$1" "$3" "$more$wall" "$more$sweep" "$more$cpu" "$(awk -v kb="$(value "$2" 4)" 'BEGIN { printf "%.1f", kb / 1024 }')" "$(value "$2" 5)"
        "$found" "$wrong" "$named" "$more$(ratio "$sweep" "$([ -z "$4" ] || value "$4" 2)")"
        "$more$(ratio "$own_cpu" "$([ -z "$4" ] || value "$4" 3)")")
    if [ -n "$lossy" ]; then
        [ ! -s "$work/$2.lossy" ] || lossy_found=$(cut -d' ' -f6 "$work/$2.lossy")/$5
        cells+=("${lossy_found:--}" "$(cut -d' ' -f5 "$work/$2.lossy" 2>/dev/null || echo -)")
    fi
    # shellcheck disable=SC2059
    printf "$format\n" "${cells[@]}"
    (IFS=$'\t' && echo "${cells[*]}") >>"$table"
}

is_slow() { awk -v limit=20 '$1 > limit { slow = 1 } END { exit !slow }' "$work/$1.runs" 2>/dev/null; } # one run is enough

for size in $sizes; do
    range=$network/$size
    for density in $densities; do
        rm -f "$work"/*.runs "$work"/*.lossy
        write_site "$work/even.site" "$size" "$density" latency=0ms
        write_site "$work/lossy.site" "$size" "$density" loss-in=20% latency=0-300ms
        "$bin/phonefield" "$work/even.site" --list >"$work/truth"
        present=$(($(wc -l <"$work/truth") - 1))
        here_run=()
        for way in "${ways[@]}"; do
            IFS='|' read -r name title compared where <<<"$way"
            runs_here "$name" "$where" "$size" "$lossy" || continue
            here_run+=("$way")
        done
        for ((run = 0; run < runs; ++run)); do # by turns: all have the same of a machine that is not quiet
            for way in "${here_run[@]}"; do
                name=${way%%|*}
                is_slow "$name" || one "$name" "$work/even.site" "$work/$name.runs"
            done
        done
        for way in "${here_run[@]}"; do
            IFS='|' read -r name title compared where <<<"$way"
            [ -z "$lossy" ] || [ "$name" = scan_startup ] || one "$name" "$work/lossy.site" "$work/$name.lossy"
            tell "/$size $density%" "$name" "$title" "$compared" "$present"
        done
    done
done
