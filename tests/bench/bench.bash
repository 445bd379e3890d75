# What the benchmark scripts share. Sourced, with `runs` set; reads -n RUNS and -b BIN_DIR, and of the script itself the
# letters in `own_options`, which it gives to own_option LETTER VALUE.
# shellcheck shell=bash disable=SC2034 # read by the scripts
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../build/bench/bin
sites=$here/../field/sites
own_name=$(basename "$0")
while getopts "n:b:${own_options:-}" option; do
    case $option in
        n) runs=$OPTARG ;;
        b) bin=$OPTARG ;;
        \?) exit 2 ;;
        *) own_option "$option" "${OPTARG:-}" ;;
    esac
done
shift $((OPTIND - 1))
work=$(mktemp -d)
field_pid=
machine_pid=
site_machine=() # where the site is played: here, or what lay_cable makes

stop_playing() {
    [ -n "$field_pid" ] || return 0
    kill "$field_pid" 2>/dev/null || true
    wait "$field_pid" 2>/dev/null || true
    field_pid=
}
finish() {
    stop_playing
    [ -z "$machine_pid" ] || kill "$machine_pid" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# needs PROGRAM...: of this build.
needs() {
    local program
    for program; do
        [ -x "$bin/$program" ] || { echo "$own_name: $bin/$program is missing: cmake --preset bench && cmake --build --preset bench" >&2; exit 2; }
    done
}

# lay_cable ADDRESS/PREFIX SITE-ADDRESS/PREFIX: a second machine, joined by `wire` here and `phones` there; `site_machine`
# runs a command on it. To be called in a network namespace of one's own. It is gone when the script ends.
lay_cable() {
    local _
    ip link set lo up
    ip link add wire type veth peer name phones
    unshare --net sleep 86400 &
    machine_pid=$!
    for _ in {1..100}; do # until unshare has made it
        [ "$(readlink "/proc/$machine_pid/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
        sleep 0.02
    done
    ip link set phones netns "$machine_pid"
    site_machine=(nsenter --target "$machine_pid" --net)
    ip address add "$1" dev wire
    ip link set wire up
    "${site_machine[@]}" ip link set lo up
    "${site_machine[@]}" ip address add "$2" dev phones
    "${site_machine[@]}" ip link set phones up
    until ip link show wire | grep -q LOWER_UP; do sleep 0.02; done
}

# as_anyone: `anyone` is then phonescan run by a user without any privilege, who may write to $work/reports.
as_anyone() {
    mkdir -p "$work/program/bin" "$work/program/share" "$work/reports"
    cp "$bin/phonescan" "$work/program/bin" # the build may lie in a folder of root's
    cp -RL "$bin/../share/phonescan" "$work/program/share"
    chmod -R a+rX "$work"
    chmod 777 "$work/reports"
    anyone=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs
        "$work/program/bin/phonescan")
}

# play SITE-FILE: until stop_playing; its statistics are in $work/stats then.
play() {
    local said=
    coproc FIELD { exec "${site_machine[@]}" "$bin/phonefield" "$1" --for 3600 --stats "$work/stats" 2>"$work/field.err"; }
    field_pid=$FIELD_PID
    read -r -t 60 said <&"${FIELD[0]}" || true
    [ "$said" = ready ] || { cat "$work/field.err" >&2; echo "$own_name: phonefield did not start" >&2; exit 1; }
}

# statistic KEY: of what was played last.
statistic() { awk -F'[:,]' -v key="\"$1\"" '$1 ~ key { gsub(/ /, "", $2); print $2; exit }' "$work/stats"; }

median() { sort -g | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
