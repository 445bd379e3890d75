# What the tests against real web servers share: namespaces of the test's own, whose loopback has every port free, and
# what a scan may do to a web server. Sourced in place of peer.bash. The processes of the test end with it.
# shellcheck disable=SC2034 # read by the tests
if [ -z "${PRIVATE_NETWORK:-}" ]; then
    unshare --net --mount --pid --fork true 2>/dev/null || {
        printf 'SKIPPED: no network namespace can be made here: it takes root (CAP_NET_ADMIN, CAP_SYS_ADMIN)\n'
        exit 77
    }
    exec unshare --net --mount --pid --fork --kill-child env PRIVATE_NETWORK=yes bash "$0" "$@"
fi
. "$(dirname "$(readlink -f "$0")")/peer.bash"
. "$here/../support/web_capture.bash"
PATH=$PATH:/usr/sbin
mount -t proc proc /proc || fail "the namespace cannot be furnished"
ip link set lo up
chmod 755 "$work" # servers may read as a user of their own
pages=$here/../data/web

# certificate NAME KEY SUBJECT OPTION... : a self-signed certificate in $work/NAME.pem, its key beside it. KEY is
# rsa:BITS or ec.
certificate() {
    local name=$1 key=$2 subject=$3
    shift 3
    [ "$key" != ec ] || key='ec -pkeyopt ec_paramgen_curve:prime256v1'
    # shellcheck disable=SC2086 # an algorithm with its options
    OPENSSL_CONF=/dev/null openssl req -x509 -newkey $key -nodes -keyout "$work/$name.key" -out "$work/$name.pem" \
        -days 3650 -subj "$subject" "$@" 2>"$work/$name.errors" </dev/null || fail "there is no certificate $name"
}

# watch : records what goes over TCP, until watched; only where tcpdump is.
watch() { capture peers wire lo; }

# watched : no device had two connections at a time, and somebody was connected to.
watched() {
    [ -n "$capture_pid" ] || return 0
    capture_ended wire
    local most
    most=$(on_the_wire wire most)
    [ "${most%% *}" = 1 ] || fail "connections at a time to one address: $most"
}

# scan_web OUT ARGUMENT... : scans over every kind of port that a scan asks unless told otherwise.
scan_web() {
    local out=$1 status
    shift
    timeout --kill-after=5 100 "$PHONESCAN" scan "$@" --csv - --no-store --wait 2s --retries 0 --linger 500ms \
        >"$work/$out" 2>"$work/$out.messages" </dev/null
    status=$?
    [ $status -eq 0 ] || fail "phonescan scan $* ended with $status"
}

# known_paths : the paths that a scan may ask for without having been sent there, one a line.
known_paths() {
    echo /
    sed -n 's/^ *<probe path="\([^"]*\)".*/\1/p' "$here"/../../fingerprints/data/*.xml | sed 's/&amp;/\&/g'
}
