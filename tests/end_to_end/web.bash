# What the tests of web servers share: the sites of tests/field/sites, whose servers have the usual ports, and nothing but
# loopback to send to, wherever somebody may want to send. Sourced after end_to_end.bash.

[ "${PRIVATE_NETWORK:-}" = yes ] || skip "web servers have ports below 1024: it takes root, and a network namespace of the test's own"
. "$here/../support/web_capture.bash"
ip route add local default dev lo # what is sent to anybody stays here, and can be seen

web_sites() { cp "$sites"/web*.{site,inc} "$sites/hostile.site" "$sites/phones.inc" "$work/"; }

# counter GROUP NAME: one of this network namespace's SNMP counters (RFC 1213), for example Tcp ActiveOpens.
counter() {
    awk -v group="$1:" -v name="$2" '$1 == group {
        if (!at) { for (i = 2; i <= NF; ++i) if ($i == name) at = i } else { print $at; exit } }' /proc/net/snmp
}

# expect_at_most NAME KEY MOST: a figure of a stopped field's statistics; zero does not do.
expect_at_most() {
    local found
    found=$(statistic "$1" "$2")
    ((found > 0 && found <= $3)) || fail "the site saw $2 = $found, expected 1 to $3"
}

# expect_manners NAME: what no scan may do to a web server, in a stopped field's statistics.
expect_manners() {
    expect_statistic "$1" web_most_open_to_one 1
    expect_statistic "$1" http_bad_requests 0
    expect_statistic "$1" http_other_paths 0
    expect_statistic "$1" web_not_accepted 0
    expect_statistic "$1" outside 0
    grep -qxF "  \"http_methods\": {\"GET\": $(statistic "$1" http_requests)}," "$work/$1.stats" || fail "not only GET: $(grep http_methods "$work/$1.stats")"
}

# expect_on_the_wire NAME: in $work/NAME.pcap, every connection is to a played network's 80, 443, 5060 or 5061, one at a
# time to each address; nothing goes anywhere else, and over TCP in clear GETs alone.
expect_on_the_wire() {
    local most
    capture_ended "$1"
    most=$(on_the_wire "$1" most)
    [ "${most%% *}" = 1 ] || fail "connections at a time to one address: $most"
    awk '$1 == "port" && $2 !~ /^(80|443|506[01])$/' "$work/$1.connections" >"$work/$1.ports.diff"
    [ ! -s "$work/$1.ports.diff" ] || fail "connections to other ports"
    tcpdump -n -r "$work/$1.pcap" 'not dst net 127.0.0.0/8 and ip' >"$work/$1.elsewhere.diff" 2>/dev/null
    [ ! -s "$work/$1.elsewhere.diff" ] || fail "something was sent elsewhere"
    # requests alone: from a high port to 80
    tcpdump -n -A -r "$work/$1.pcap" 'tcp dst port 80 and tcp[tcpflags] & tcp-push != 0' 2>/dev/null >"$work/$1.requests"
    grep -aqE 'GET / HTTP/1.1' "$work/$1.requests" || fail "no request is on the wire"
    ! grep -aoE '(POST|PUT|HEAD|DELETE|OPTIONS|PATCH|TRACE|CONNECT) [^ ]+ HTTP/.*|^(Authorization|Cookie|Proxy-Authorization):.*' \
        "$work/$1.requests" >"$work/$1.methods.diff" || fail "more than GET is on the wire"
}
