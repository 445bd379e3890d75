#!/usr/bin/env bash
# The real lldpd as several phones in network namespaces: heard live by `listen`, from tcpdump's file by `read`, and both
# compared with what tshark and a receiving lldpd say of the same frames.
if [ -z "${PRIVATE_NETWORK:-}" ]; then
    unshare --net --mount true 2>/dev/null || {
        printf 'SKIPPED: no network namespace can be made here: it takes root (CAP_NET_ADMIN, CAP_SYS_ADMIN)\n'
        exit 77
    }
    # The processes of the test end with it: it is the first one of its own.
    exec unshare --net --mount --pid --fork --kill-child env PRIVATE_NETWORK=yes bash "$0" "$@"
fi
. "$(dirname "$(readlink -f "$0")")/peer.bash"
PATH=$PATH:/usr/sbin
needs lldpd lldpd
needs lldpcli lldpd
needs tcpdump tcpdump
needs tshark tshark
needs jq jq

mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /run && mkdir /run/lldpd ||
    fail "the namespace cannot be furnished"
ip link set lo up
chmod 755 "$work" # lldpcli reads as a user of its own
# A bridge that forwards LLDP, as a cheap switch or a mirror port does: group 0e is bit 14.
ip link add cable type veth peer name port0 2>/dev/null || {
    printf 'SKIPPED: no veth pair can be made here\n'
    exit 77
}
ip link add switch type bridge stp_state 0 mcast_snooping 0 group_fwd_mask 0x4000
ip link set switch up
ip link set port0 master switch up
ip link set cable addrgenmode none # the kernel's own IPv6 would count as sent
ip address add 10.98.0.1/24 dev cable
ip link set cable up

# phone NUMBER MAC ADDRESS OPTIONS CONFIGURATION : an lldpd of its own behind the switch.
phone() {
    local number=$1 mac=$2 address=$3 options=$4 pid machine
    unshare --net sleep 300 &
    pid=$!
    peers+=("$pid")
    until [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
    machine=(nsenter --target "$pid" --net)
    ip link add "port$number" type veth peer name "phone$number" address "$mac"
    ip link set "phone$number" netns "$pid" || fail "phone $number has no cable"
    ip link set "port$number" master switch up
    "${machine[@]}" ip address add "$address/24" dev "phone$number"
    "${machine[@]}" ip link set "phone$number" up
    # shellcheck disable=SC2086
    "${machine[@]}" lldpd -d -M 3 -I "phone$number" -m "$address" -u "$work/$number.socket" -O /dev/null $options \
        >"$work/lldpd$number.log" 2>&1 </dev/null &
    lldpd[number]=$!
    peers+=("$!")
    for _ in {1..100}; do
        lldpcli -u "$work/$number.socket" show configuration >/dev/null 2>&1 && break
        sleep 0.05
    done
    { cat; printf 'configure lldp tx-interval 1\nconfigure lldp tx-hold 120\nconfigure lldp portidsubtype macaddress\nupdate\n'; } \
        >"$work/$number.conf"
    lldpcli -u "$work/$number.socket" -c "$work/$number.conf" >"$work/cli$number.log" 2>&1 || fail "phone $number is not set up"
}
lldpd=()

phone 1 00:04:f2:98:00:01 10.98.0.11 -l <<'END'
configure system hostname "Polycom VVX 310"
configure system description "Polycom;VVX-VVX_310;3111-46161-001,5;SIP/5.3.0.12074/25-Mar-15 11:32;UP/5.7.0.11768/25-Mar-15 12:04;"
configure system capabilities enabled bridge,telephone
configure inventory manufacturer "Polycom"
configure inventory model "VVX 310"
configure inventory hardware-revision "3111-46161-001,5"
configure inventory firmware-revision "5.7.0.11768"
configure inventory software-revision "5.3.0.12074"
configure inventory serial-number "0004f2980001"
configure inventory asset "desk 7 \u00e9"
configure lldp portdescription "1"
configure med policy application voice vlan 100 priority voice dscp 46
END
phone 2 00:15:65:98:00:02 10.98.0.12 '-l -ccccc' <<'END'
configure system hostname "SIP-T48G"
configure system platform "SIP-T48G"
configure system description "35.80.0.70"
configure system capabilities enabled telephone
configure inventory manufacturer "Yealink"
configure inventory model "SIP-T48G"
configure inventory software-revision "35.80.0.70"
configure lldp portdescription "WAN PORT"
END
phone 3 00:90:8f:98:00:03 10.98.0.13 -l <<'END'
configure system hostname "405HD-00908f980003"
configure system description "AUDC/3.1.2.89 AUDC-IPPhone-405HD_UC_3.1.2.89/11"
configure system capabilities enabled telephone
END
phone 4 02:00:00:98:00:04 10.98.0.14 -l <<'END'
configure system hostname "nameless"
configure system description "an endpoint that nobody knows"
configure system capabilities enabled telephone
END

sent() { cat /sys/class/net/cable/statistics/tx_packets; }
sleep 1
before=$(sent)
tcpdump -i cable -Z root -U -w "$work/heard.pcap" >"$work/tcpdump.log" 2>&1 &
tcpdump=$!
peers+=("$tcpdump")
until [ -s "$work/heard.pcap" ]; do sleep 0.02; done
"$PHONESCAN" listen cable --for 4s --csv "$work/live.csv" --no-store 2>"$work/live.errors" &
listening=$!
sleep 1.5
grep -q '^CapEff:[[:space:]]*0*$' "/proc/$listening/status" || fail "listen keeps capabilities: $(grep Cap "/proc/$listening/status")"
wait "$listening" || fail "listen ended with $?"
[ "$(sent)" = "$before" ] || fail "listen sent $(($(sent) - before)) packets"
kill -INT "$tcpdump"
wait "$tcpdump"

expect live.csv ip,mac,vendor,model,firmware,kind <<'END'
10.98.0.11|00:04:f2:98:00:01|Polycom|VVX 310|5.3.0.12074|phone
10.98.0.12|00:15:65:98:00:02|Yealink|SIP-T48G|35.80.0.70|phone
10.98.0.13|00:90:8f:98:00:03|AudioCodes|405HD|3.1.2.89|phone
10.98.0.14|02:00:00:98:00:04||||phone
END

"$PHONESCAN" read --no-store "$work/heard.pcap" --csv "$work/read.csv" --jsonl "$work/read.jsonl" 2>"$work/read.errors" ||
    fail "read ended with $?"
columns=site,ip,mac,vendor,model,firmware,edition,serial,name,status,kind,device
for run in live read; do awk -v columns=$columns -f "$here/csv_columns.awk" "$work/$run.csv" >"$work/$run.columns"; done
diff "$work/live.columns" "$work/read.columns" >"$work/live.diff" || fail "read and listen differ"

# Field by field, as tshark decodes the last LLDPDU of each sender.
tshark -n -r "$work/heard.pcap" -Y lldp -T json 2>/dev/null | jq -r '
    def one: if type == "array" then .[0] else . end;
    map(._source.layers | {mac: .eth["eth.src"], tlvs: .lldp}) | group_by(.mac) | map(.[-1])[] | .mac as $mac
    | [.tlvs | .. | objects | to_entries[] | select(.value | type != "object") | {key, value: (.value | one)}] | from_entries
    | [$mac, "lldp.port_description", .["lldp.port.desc"]], [$mac, "lldp.system_name", .["lldp.tlv.system.name"]],
      [$mac, "lldp.system_description", .["lldp.tlv.system.desc"]], [$mac, "lldp.management_address", .["lldp.mgn.addr.ip4"]],
      [$mac, "lldp.med.hardware_revision", .["lldp.media.hardware"]], [$mac, "lldp.med.firmware_revision", .["lldp.media.firmware"]],
      [$mac, "lldp.med.software_revision", .["lldp.media.software"]], [$mac, "lldp.med.serial_number", .["lldp.media.sn"]],
      [$mac, "lldp.med.manufacturer", .["lldp.media.manufacturer"]], [$mac, "lldp.med.model", .["lldp.media.model"]],
      [$mac, "lldp.chassis_id", .["lldp.chassis.id.mac"]], [$mac, "lldp.port_id", .["lldp.port.id.mac"]]
    | select(.[2] != null and .[2] != "") | @tsv' | sort >"$work/tshark.messages"
fields=$(cut -f 2 "$work/tshark.messages" | sort -u | jq -R . | jq -s -c .)
jq -r --argjson fields "$fields" '.mac as $mac | .observations[] | select(.channel == "lldp" and (.field | IN($fields[])))
    | [$mac, .field, .value] | @tsv' "$work/read.jsonl" | sort >"$work/ours.messages"
[ "$(wc -l <"$work/tshark.messages")" -ge 30 ] || fail "tshark says too little to compare"
diff "$work/tshark.messages" "$work/ours.messages" >"$work/tshark.diff" || fail "tshark and read differ"
jq -r '.observations[] | select(.field == "lldp.med.class") | .value' "$work/read.jsonl" | sort -u >"$work/class.messages"
[ "$(cat "$work/class.messages")" = "Endpoint Class III" ] || fail "the class of the phones is another"

# What a receiving lldpd prints of them, read as a switch's neighbour table.
lldpd -d -H 0 -x -r -I cable -u "$work/0.socket" -O /dev/null >"$work/lldpd0.log" 2>&1 </dev/null &
peers+=("$!")
for _ in {1..100}; do
    lldpcli -u "$work/0.socket" -f json0 show neighbors details >"$work/neighbours.json0" 2>/dev/null
    [ "$(jq '[.lldp[0].interface[]? | select(.via == "LLDP")] | length' "$work/neighbours.json0" 2>/dev/null)" = 4 ] && break
    sleep 0.1
done
for form in json json0 keyvalue; do
    lldpcli -u "$work/0.socket" -f $form show neighbors details >"$work/neighbours.$form"
    "$PHONESCAN" read --no-store "$work/neighbours.$form" --csv "$work/$form.csv" 2>"$work/$form.errors" ||
        fail "read of lldpctl -f $form ended with $?"
    expect "$form.csv" ip,mac,vendor,model,firmware,kind,switch_port <<'END'
10.98.0.11|00:04:f2:98:00:01|Polycom|VVX 310|5.3.0.12074|phone|cable
10.98.0.12|00:15:65:98:00:02|Yealink|SIP-T48G|35.80.0.70|phone|cable
10.98.0.13|00:90:8f:98:00:03|AudioCodes|405HD|3.1.2.89|phone|cable
10.98.0.14|02:00:00:98:00:04||||phone|cable
END
done

# A phone that says good-bye (TTL 0) is not listed any more.
tcpdump -i cable -Z root -U -w "$work/end.pcap" >"$work/tcpdump.log" 2>&1 &
tcpdump=$!
peers+=("$tcpdump")
sleep 2.5
kill "${lldpd[3]}"
sleep 1
kill -INT "$tcpdump"
wait "$tcpdump"
"$PHONESCAN" read --no-store "$work/end.pcap" --csv "$work/end.csv" 2>"$work/end.errors" || fail "read ended with $?"
expect end.csv ip <<'END'
10.98.0.11
10.98.0.12
10.98.0.14
END
grep -q 'said good-bye' "$work/end.errors" || fail "nothing is said of the good-bye"

# Without the privilege: how to get it, and exit status 2.
setpriv --bounding-set=-all --inh-caps=-all "$PHONESCAN" listen cable --for 1s >/dev/null 2>"$work/refused.errors"
status=$?
[ $status = 2 ] || fail "listen without privilege ended with $status"
grep -q 'setcap cap_net_raw+ep' "$work/refused.errors" || fail "nothing is said of setcap"
echo "listen, read, tshark and lldpctl agree on 4 phones"
