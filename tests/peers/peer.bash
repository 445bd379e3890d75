# What the tests against real software share: start a peer, wait until it listens, scan it, compare the CSV, end it.
# Sourced. PHONESCAN is the program under test; each test owns a /24 of loopback, so that they can run side by side.
set -u

skipped=77 # ctest's SKIP_RETURN_CODE
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
peers=()

end_peers() {
    [ ${#peers[@]} -eq 0 ] || kill "${peers[@]}" 2>/dev/null
    for pid in "${peers[@]}"; do
        for _ in {1..40}; do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    rm -rf "$work"
}
trap end_peers EXIT
trap 'exit 130' INT TERM HUP

fail() {
    printf 'FAILED: %s\n' "$*"
    for file in "$work"/*.{diff,csv,messages,log,errors}; do
        [ -s "$file" ] && printf -- '--- %s\n%s\n' "${file##*/}" "$(tail -n 20 "$file" | cut -c -300)"
    done
    exit 1
}

# needs PROGRAM PACKAGE: ends the test as skipped when the program is not installed.
needs() {
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] && return
    printf 'SKIPPED: %s is not installed (Debian package %s)\n' "$1" "$2"
    exit $skipped
}

# start NAME COMMAND... : runs a peer in the background; what it says goes to $work/NAME.log.
start() {
    local name=$1
    shift
    (cd "$work" && exec "$@") >"$work/$name.log" 2>&1 </dev/null &
    peers+=($!)
}

# listening ADDRESS [tcp PORT] : waits until something is bound to UDP port 5060 of the IPv4 address, or listens there.
listening() {
    local a b c d bound table=${2:-udp} port=${3:-5060} state=''
    IFS=. read -r a b c d <<<"$1"
    [ "$table" = udp ] || state='00000000:0000 0A '
    bound=$(printf '%02X%02X%02X%02X:%04X' "$d" "$c" "$b" "$a" "$port") # as /proc/net writes it
    for _ in {1..200}; do
        grep -q " $bound $state" "/proc/net/$table" && return
        sleep 0.05
    done
    fail "nothing listens on $1:$port after 10 s"
}

# scan OUT ARGUMENT... : scans over SIP/UDP into the CSV file $work/OUT; the exit status must be 0.
scan() {
    local out=$1 status
    shift
    timeout --kill-after=5 60 "$PHONESCAN" scan "$@" --csv - --no-store --wait 3s -p sip:5060 \
        >"$work/$out" 2>"$work/$out.messages" </dev/null
    status=$?
    [ $status -eq 0 ] || fail "phonescan scan $* ended with $status"
}

# expect OUT COLUMN,COLUMN... : compares these columns of the CSV file with the expected rows on stdin, fields joined by |.
expect() {
    awk -v columns="$2" -f "$here/csv_columns.awk" "$work/$1" >"$work/$1.found" || fail "the CSV has no such columns: $2"
    diff -u --label expected --label found - "$work/$1.found" >"$work/$1.diff" || fail "the CSV differs"
}
