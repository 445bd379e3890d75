# What the benchmark scripts share. Sourced, with `runs` set; reads -n RUNS and -b BIN_DIR.
# shellcheck shell=bash disable=SC2034 # read by the scripts
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$here/../../build/bench/bin
sites=$here/../field/sites
own_name=$(basename "$0")
while getopts n:b: option; do
    case $option in
        n) runs=$OPTARG ;;
        b) bin=$OPTARG ;;
        *) exit 2 ;;
    esac
done
work=$(mktemp -d)
field_pid=

stop_playing() {
    [ -n "$field_pid" ] || return 0
    kill "$field_pid" 2>/dev/null || true
    wait "$field_pid" 2>/dev/null || true
    field_pid=
}
finish() {
    stop_playing
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

# play SITE-FILE: until stop_playing; its statistics are in $work/stats then.
play() {
    local said=
    coproc FIELD { exec "$bin/phonefield" "$1" --for 900 --stats "$work/stats" 2>"$work/field.err"; }
    field_pid=$FIELD_PID
    read -r -t 60 said <&"${FIELD[0]}" || true
    [ "$said" = ready ] || { cat "$work/field.err" >&2; echo "$own_name: phonefield did not start" >&2; exit 1; }
}

median() { sort -g | awk '{ v[NR] = $1 } END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
