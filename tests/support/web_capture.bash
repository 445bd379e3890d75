# What a scan does on the wire over TCP, as tcpdump sees it. Sourced by tests with a network namespace of their own, which
# have $work and fail.

capture_pid=
# capture PIDS NAME INTERFACE [EXPRESSION] : records packets to $work/NAME.pcap until capture_ended. Fails where there is
# no tcpdump, and says so: what depends on it is not checked then. Its pid is added to the array PIDS.
capture() {
    local -n pids_to_end=$1
    local file=$work/$2 _
    command -v tcpdump >/dev/null || {
        printf 'NOT CHECKED: what is on the wire: tcpdump is not installed (Debian package tcpdump)\n'
        return 1
    }
    tcpdump -i "$3" -n -U -B 32768 --immediate-mode -w "$file.pcap" "${4:-tcp}" 2>"$file.errors" </dev/null &
    capture_pid=$!
    pids_to_end+=("$capture_pid")
    for _ in {1..200}; do
        if grep -qs 'listening on' "$file.errors"; then return 0; fi
        sleep 0.05
    done
    fail "tcpdump does not capture: $(cat "$file.errors")"
}

# capture_ended NAME : ends it, and writes to $work/NAME.connections what connections.awk tells.
capture_ended() {
    sleep 0.3 # what is under way to the file
    kill -s INT "$capture_pid"
    wait "$capture_pid"
    grep -q '^0 packets dropped by kernel' "$work/$1.errors" || fail "tcpdump lost packets: $(tail -n 1 "$work/$1.errors")"
    tcpdump -n -r "$work/$1.pcap" tcp 2>/dev/null |
        awk -f "${BASH_SOURCE[0]%/*}/connections.awk" >"$work/$1.connections"
}

# on_the_wire NAME KEY... : prints what follows the key in $work/NAME.connections, for example `most`, `port 80`.
on_the_wire() {
    local name=$1
    shift
    awk -v key="$* " 'index($0, key) == 1 { print substr($0, length(key) + 1); exit }' "$work/$name.connections"
}
