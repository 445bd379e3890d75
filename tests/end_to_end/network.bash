# Two machines joined by a cable: the scanner's is this test's own network namespace, the site's a second one. Sourced
# after end_to_end.bash. Neither has a name: both are gone when the last process in them ends, however it ends.
#
# The scanner runs as a user without any privilege, with the system's default settings.

[ "${PRIVATE_NETWORK:-}" = yes ] || skip "no network namespace can be made here: it takes root (CAP_NET_ADMIN, CAP_SYS_ADMIN)"
needs setpriv util-linux
needs nsenter util-linux

# join ADDRESS/PREFIX [SITE_ADDRESS/PREFIX]: lays the cable; `wire` is its scanner's end, `phones` the site's.
join() {
    ip link add wire type veth peer name phones 2>"$work/join.err" || skip "no veth pair can be made: $(cat "$work/join.err")"
    unshare --net sleep 600 &
    started+=($!)
    site_machine=(nsenter --target $! --net)
    local _
    for _ in {1..100}; do # until unshare has made it
        [ "$(readlink "/proc/$!/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
        sleep 0.02
    done
    ip link set phones netns $! || fail "the cable's end cannot be moved"
    ip address add "$1" dev wire
    ip link set wire up
    "${site_machine[@]}" ip link set lo up
    [ -z "${2:-}" ] || "${site_machine[@]}" ip address add "$2" dev phones
    "${site_machine[@]}" ip link set phones up
    wait_for_carrier
}

wait_for_carrier() {
    local _
    for _ in {1..100}; do
        [ "$(cat /sys/class/net/wire/carrier 2>/dev/null)" = 1 ] && return
        sleep 0.02
    done
    # sysfs may belong to another namespace; ip knows in any case
    ip link show wire | grep -q LOWER_UP || fail "the cable has no carrier"
}

at_site() { "${site_machine[@]}" "$@"; }

# answers_for RANGE: every address of the range is the site's own, whether a phone is there or not.
answers_for() {
    at_site ip route add local "$1" dev lo || fail "the site cannot take $1"
}

# play_there NAME: plays $work/NAME.site on the site's machine.
play_there() { play "$1" "${site_machine[@]}"; }

# The program where an unprivileged user can read it: the build may lie in a folder of root's.
mkdir -p "$work/program/bin" "$work/reports"
cp "$PHONESCAN" "$work/program/bin/" && mkdir "$work/program/share" &&
    cp -RL "$(dirname "$PHONESCAN")/../share/phonescan" "$work/program/share/" || fail "the program cannot be copied"
PHONESCAN=$work/program/bin/$(basename "$PHONESCAN")
chmod -R a+rX "$work/program"
chmod 755 "$work"
chmod 777 "$work/reports"
mkdir -m 777 "$work/anyone"
export PHONESCAN_DB=$work/anyone/store.db
RUN_AS=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs)

# counter GROUP NAME: one of this machine's SNMP counters (RFC 1213), for example Udp OutDatagrams.
counter() {
    awk -v group="$1:" -v name="$2" '$1 == group {
        if (!at) { for (i = 2; i <= NF; ++i) if ($i == name) at = i } else { print $at; exit } }' /proc/net/snmp
}
