# What `tcpdump -n -r FILE` tells of TCP connections: the most that were open at a time to one address, how many were
# begun to each port, and the most in all. A connection is open from its SYN until whoever began it sends FIN or RST, or
# the other side refuses it.
#   most N ADDRESS     open 256     port 80 17
function address(end) { sub(/\.[0-9]+:?$/, "", end); return end }
function port(end) { sub(/:$/, "", end); sub(/.*\./, "", end); return end }
function closed(connection,    to) {
    if (!(connection in open)) return
    to = address(substr(connection, index(connection, " ") + 1))
    delete open[connection]
    --open_to[to]
    --open_now
}
{
    for (at = 1; at <= NF && $at != "IP"; ++at) ;
    from = $(at + 1)
    to = $(at + 3)
    sub(/:$/, "", to)
    flags = $(at + 5)
}
flags ~ /^\[S[EW]*\],$/ {
    if ((from " " to) in open) next # sent again
    open[from " " to] = 1
    ++begun[port(to)]
    if (++open_to[address(to)] > most) { most = open_to[address(to)]; most_to = address(to) }
    if (++open_now > most_open) most_open = open_now
    next
}
flags ~ /[FR]/ {
    closed(from " " to)
    if (flags ~ /R/) closed(to " " from)
}
END {
    print "most", most + 0, most_to
    print "open", most_open + 0
    for (p in begun) print "port", p, begun[p]
}
