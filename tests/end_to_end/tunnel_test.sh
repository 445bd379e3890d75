#!/usr/bin/env bash
# A range whose route leaves by a tunnel is refused until -e names the tunnel. Nothing is sent while the tunnel has nobody
# at its other end.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/network.bash"

# in a namespace of its own, so that it cannot be this machine's VPN
for mode in tun tap; do
    ip tuntap add "vpn-$mode" mode $mode 2>"$work/tun.err" || skip "no $mode device can be made: $(cat "$work/tun.err")"
    ip link set "vpn-$mode" up
done
ip address add 10.60.0.1 peer 10.60.0.2 dev vpn-tun
ip address add 10.61.0.1/24 dev vpn-tap
ip route add 10.50.0.0/24 dev vpn-tun
ip route add 10.51.0.0/24 via 10.61.0.2 dev vpn-tap

sent() { counter Udp OutDatagrams; }
before=$(sent)
for case in "10.50.0.0/30 vpn-tun" "10.51.0.0/30 vpn-tap"; do
    read -r target interface <<<"$case"
    run refused 2 scan "$target" --wait 500ms --retries 0
    says refused "$target"
    says refused "-e $interface"
done
run beside 2 scan 127.0.0.9 10.50.0.7 --wait 500ms --retries 0
[ "$(sent)" = "$before" ] || fail "something was sent"

run alone 4 scan 10.50.0.0/30 -e vpn-tun --wait 500ms --retries 0 --linger 200ms --patience 1s
says alone "INCOMPLETE: the network stayed unusable for 1 s: vpn-tun has no carrier"
says alone "Targets 4 = 0 answered + 0 refused + 0 unreachable + 0 silent + 4 unsent"
[ "$(sent)" = "$before" ] || fail "something was sent into a tunnel without a carrier"

# somebody at its other end, who takes what comes and says nothing (TUNSETIFF of linux/if_tun.h)
needs perl perl-base
perl -e 'open(my $end, "+<", "/dev/net/tun") or die; my ($tun, $without_header) = (1, 0x1000);
    ioctl($end, 0x400454ca, pack("a16 s x22", "vpn-tun", $tun | $without_header)) or die "$!\n"; sleep 600' &
started+=($!)
for _ in {1..100}; do
    ip link show vpn-tun | grep -q LOWER_UP && break
    sleep 0.02
done
run named 0 scan 10.50.0.0/30 -e vpn-tun --wait 500ms --retries 0 --linger 200ms
says named "Targets 4 = 0 answered"
run other 2 scan 10.50.0.0/30 -e no-such-interface --wait 500ms --retries 0
says other no-such-interface
