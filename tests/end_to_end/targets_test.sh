#!/usr/bin/env bash
# What is refused is refused all at once, and nothing is sent: not by a wrong command line, not by -sL, not by --dry-run.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

# Every address of the network counts what it gets; the one named as DNS server plays on port 53.
site canary <<END_OF_SITE
play $net.4.0/24
device $net.4.53 port=53
device $net.4.1 port=5060
END_OF_SITE
play canary
t=$net.4
if [ "${PRIVATE_NETWORK:-}" = yes ]; then
    printf 'nameserver %s.53\noptions timeout:1 attempts:1\n' "$t" >"$work/resolv.conf"
    printf 'hosts: files dns\n' >"$work/nsswitch.conf"
    for file in resolv.conf nsswitch.conf; do
        [ ! -e /etc/$file ] || mount --bind "$work/$file" "$(readlink -f /etc/$file)" || fail "/etc/$file cannot be replaced"
    done
fi

# All problems in one go, each with the words in question and where they stand.
cat >"$work/list.txt" <<END_OF_LIST
$t.1      # a comment
10.0.0.300

$t.2 10.0.0.0/33
END_OF_LIST
cat >"$work/never.txt" <<END_OF_LIST
10.0.0.9-10.0.0.3
END_OF_LIST
: >"$work/empty.txt"
run all_at_once 2 scan $t.3 10.0.0.256 10.0.0.0/-1 10.0.1.0-10.0.0.0 10.0.0-3.5-2 1.2.3 host..name \
    -iL "$work/list.txt" -iL "$work/missing.txt" --exclude 10.0.0.0/40 --excludefile "$work/never.txt" \
    --excludefile "$work/missing-too.txt"
for text in 10.0.0.256 10.0.0.0/-1 10.0.1.0-10.0.0.0 10.0.0-3.5-2 1.2.3 host..name 10.0.0.0/40; do
    says all_at_once "$text"
done
says all_at_once "$work/list.txt:2:"
says all_at_once 10.0.0.300
says all_at_once "$work/list.txt:4:"
says all_at_once 10.0.0.0/33
says all_at_once "$work/never.txt:1:"
says all_at_once "$work/missing.txt: cannot be read: No such file or directory"
says all_at_once "$work/missing-too.txt: cannot be read"
[ "$(wc -l <"$work/all_at_once.err")" -eq 12 ] || fail "not one line for each of 12 problems"

run nothing 2 scan
says nothing "no targets"
run empty 2 scan -iL "$work/empty.txt"
says empty "$work/empty.txt"
run excluded 2 scan "$t.0/30" --exclude "$t.0/24"
says excluded "every target is excluded"

# Refused addresses: the range in question and the way out. The good target beside them is not asked either.
for refused in 8.8.8.8 224.0.0.251 0.1.2.3 240.0.0.1 255.255.255.255; do
    run refused 2 scan "$t.5" "$refused"
    says refused "$refused"
done
run many 2 scan "$t.5" 10.0.0.0/15
says many "131073 addresses are more than 65536"
says many --i-own-these-networks
run public 2 scan 10.0.0.1 192.0.1.255
says public --i-own-these-networks
run owned 0 scan 192.0.1.255 10.0.0.0/15 --i-own-these-networks -sL
[ "$(wc -l <"$work/owned.out")" -eq 131073 ] || fail "-sL lists other addresses than asked for"
run owned_multicast 2 scan 224.0.0.251 --i-own-these-networks
for wrong in "-p 0" "-p sip:70000" "-p gopher:70" "--wait soon" "--max-rate -1" "--host-gap 1year" "--platform no/name" \
    "--catalog nothing" "--as-of 2026-02-30" "--csv-delimiter x" "--csv-profile word" "--csv - --jsonl -" \
    "-e no-such-interface" "--no-such-option" "--retries many" "--seed x" "--source-port 70000"; do
    # shellcheck disable=SC2086
    run wrong 2 scan "$t.6" $wrong
    [ -s "$work/wrong.err" ] || fail "no word about $wrong"
done

# -sL: ascending, each once, without what is excluded; names as given, and nobody is asked about them.
run list 0 scan "$t.9" "$t.0/30" "$t.2-4" phone.example.test -sL --exclude "$t.1"
printf '%s\n' "$t".{0,2,3,4,9} phone.example.test >"$work/list.expected"
same "-sL" "$work/list.expected" "$work/list.out"

# --dry-run: ranges, what would be sent, how much and how fast.
run dry 0 scan "$t.0/24" phone.example.test --exclude "$t.1" --seed 5 --dry-run
says dry "255 addresses (1 excluded)"
says dry phone.example.test
says dry "OPTIONS sip:$t."
says dry "500/s"
says dry "--seed 5"

sleep 0.3
# A scan of a name, to show that the canary sees what is asked.
if [ "${PRIVATE_NETWORK:-}" = yes ]; then
    stop_playing
    expect_statistic canary requests 0
    play canary
    run name 2 scan phone.example.test --wait 500ms --retries 0 --csv -
    says name phone.example.test
    stop_playing
    [ "$(statistic canary requests)" -gt 0 ] || fail "the canary is blind"
else
    stop_playing
    expect_statistic canary requests 0
fi
