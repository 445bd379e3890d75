#!/usr/bin/env bash
# Phones and other things with web servers: found, identified, without SIP, too; reported without what names people; asked
# with manners.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/web.bash"
needs jq jq
web_sites
cat >>"$work/web.site" <<'END'
# people and numbers, in each of the forms that pages have
type private http sip=off vendor=Cisco model=CP-8841
device 127.43.0.100 type=private web-page="<html><head><title>Cisco Systems, Inc.</title></head><body><b>Cisco IP Phone CP-8841 ( SEP00D6FE2B0064 )</b><table><tr><td>Phone DN</td><td>secret4711</td></tr></table><input name=\"displayName\" value=\"Erika Mustermann\"><a href=\"sip:secret4712@pbx.example\">secret</a></body></html>" web-path="/DeviceInformationX=<DeviceInformation><MACAddress>00D6FE2B0064</MACAddress><HostName>SEP00D6FE2B0064</HostName><phoneDN>secret4713</phoneDN><appLoadID>rootfs88xx.12-1-1SR1-4</appLoadID><versionID>sip88xx.12-1-1SR1-4</versionID><modelNumber>CP-8841</modelNumber></DeviceInformation>"
device 127.43.0.101 type=private vendor=Yealink model=SIP-T54W web-title="Yealink T54W Phone" web-path="/api/common/info={\"ret\":\"failed\",\"error\":{\"phoneName\":\"T54W\",\"firmware\":\"96.86.0.45\",\"displayName\":\"Erika Mustermann\",\"userName\":\"secret4714\",\"account\":\"sip:secret4715@pbx.example\"}}"
END
sed -i 's#href=\\"sip:secret4712@pbx.example\\">secret</a>#href=\\"sip:secret4712@pbx.example\\">call</a>#' "$work/web.site"
quick=(--wait 2s --retries 1 --linger 500ms)

# --- All of it -------------------------------------------------------------------------------------------------------

play web
watches=no
if capture started web lo ip; then watches=yes; fi
run web 0 scan 127.43.0.0/24 "${quick[@]}" --csv "$work/web.csv" --jsonl "$work/web.jsonl" --all-devices
[ $watches = no ] || expect_on_the_wire web
stop_playing
expect_manners web
expect_statistic web invalid 0
awk '/^Elapsed/' "$work/web.err"
says web "TCP, TLS 256 = 53 answered + 203 closed + 0 silent + 0 unsent"
grep '^ *"http_paths"' "$work/web.stats" | grep -oE '"/[^"]*"' | tr -d '"' | sort >"$work/paths"
{ # what devices are asked for: /, where they lead, what the fingerprints name
    printf '%s\n' / /login.cgi
    sed -n 's/^ *<probe path="\([^"]*\)".*/\1/p' "$here"/../../fingerprints/data/*.xml | sed 's/&amp;/\&/g'
} | sort -u | comm -13 - "$work/paths" >"$work/paths.diff"
[ ! -s "$work/paths.diff" ] || fail "paths that nobody named were asked for"

# What speaks SIP is what the site says; of Cisco's and Digium's, SIP and web write the firmware each in its own way.
"$PHONEFIELD" "$work/web.site" --list | awk -F'\t' -v OFS='|' '
    $1 ~ /^127\.43\.0\.(1[0-9]|2[0-6]|8[0-3])$/ && $7 == "phone" {
        if ($5 == "CP-8841") $6 = "12.1.1"
        if ($5 == "D70") $6 = "1.0.0.44308"
        print $1, $8, $4, $5, $6, $9 }' >"$work/sip.truth"
[ "$(wc -l <"$work/sip.truth")" -eq 21 ] || fail "web.site has other phones that speak SIP"
# What has its SIP off is what its pages and its certificate say, and no more.
cat >"$work/off.truth" <<'END'
127.43.0.40|phone|Polycom|||64:16:7f:2b:00:28
127.43.0.41|phone|Polycom|||64:16:7f:2b:00:29
127.43.0.42|phone|Polycom|VVX 250||64:16:7f:2b:00:2a
127.43.0.43|phone|Polycom|||00:04:f2:2b:00:2b
127.43.0.44|phone|Yealink|SIP-T21P_E2|52.84.0.15|
127.43.0.45|phone|Yealink|SIP-T21P_E2|52.84.0.15|
127.43.0.46|phone|Yealink|SIP-T42S|66.84.0.125|80:5e:c0:2b:00:2e
127.43.0.47|phone|Yealink|SIP-T42S|66.84.0.125|80:5e:c0:2b:00:2f
127.43.0.48|phone|Yealink|SIP-T54W|96.86.0.45|80:5e:c0:2b:00:30
127.43.0.49|phone|Yealink|SIP-T54W|96.86.0.45|80:5e:c0:2b:00:31
127.43.0.50|phone|Yealink|SIP-T20P||
127.43.0.51|phone|Cisco|CP-8841|sip88xx.12-1-1SR1-4|3c:5e:c3:2b:00:33
127.43.0.52|phone|Cisco|CP-8841|sip88xx.12-1-1SR1-4|3c:5e:c3:2b:00:34
127.43.0.54|phone|Cisco|CP-7940G|P0030801SR02|00:16:46:2b:00:36
127.43.0.55|phone|Cisco|SPA504G||
127.43.0.56|phone|Aastra|6731i||
127.43.0.57|phone|Mitel|6930||14:00:e9:2b:00:39
127.43.0.58|phone|snom|D785||00:04:13:2b:00:3a
127.43.0.59|phone|snom|snom300||
127.43.0.60|phone|Grandstream|GXP2010|1.1.6.27|
127.43.0.61|phone|Grandstream|GXP1165||
127.43.0.62|phone|Obihai|OBi1062||
127.43.0.63|phone|Digium|D70|1_0_0_44308|
127.43.0.66|phone|Polycom|||00:04:f2:2b:00:42
127.43.0.67|phone|Yealink|SIP-T54W|96.86.0.45|80:5e:c0:2b:00:43
127.43.0.68|phone|snom|D785||00:04:13:2b:00:44
127.43.0.100|phone|Cisco|CP-8841|sip88xx.12-1-1SR1-4|00:d6:fe:2b:00:64
127.43.0.101|phone|Yealink|SIP-T54W|96.86.0.45|
END
columns "$work/web.csv" ip,kind,vendor,model,firmware,mac | sort >"$work/web.found"
# the rows of those
sort "$work/off.truth" "$work/sip.truth" | cut -d'|' -f1 | grep -F -x -f - <(cut -d'|' -f1 "$work/web.found") >"$work/there"
awk -F'|' 'FNR == NR { there[$0] = 1; next } $1 in there' "$work/there" "$work/web.found" >"$work/compared"
# A phone on whose SIP a MAC stands nowhere may have one by its certificate; the site knows it in any case.
awk -F'|' -v OFS='|' 'FNR == NR { mac[$1] = $6; next } $1 in mac && mac[$1] == "" { $6 = "" } { print }' \
    "$work/compared" "$work/sip.truth" | sort - "$work/off.truth" >"$work/truth"
same "devices are not what they say" "$work/truth" "$work/compared"
# no phone but those, a nameless one and two whose pages say next to nothing
awk -F'|' 'FNR == NR { there[$0] = 1; next } !($1 in there) && $2 ~ /phone/ && $2 != "not-phone" { print $1 }' \
    "$work/there" "$work/web.found" | sort -V | paste -sd' ' >"$work/others"
[[ "$(cat "$work/others")" =~ ^(127\.43\.0\.53\ )?(127\.43\.0\.64\ )?127\.43\.0\.84$ ]] || fail "phones that are none: $(cat "$work/others")"
columns "$work/web.csv" ip,kind | awk -F'|' '$1 ~ /^127\.43\.0\.9[0-5]$/ && $2 != "not-phone"' >"$work/others.diff"
[ ! -s "$work/others.diff" ] || fail "not every router, printer and server is none"

# --- Columns and codes -----------------------------------------------------------------------------------------------

codes() { columns "$work/web.csv" ip,findings | awk -F'|' -v code="$1" '(";" $2 ";") ~ (";" code ";") { print $1 }' | sort -V; }
sort -V "$work/off.truth" | cut -d'|' -f1 | comm -23 - <(codes sip-closed | sort -V) >"$work/codes.diff" 2>/dev/null
[ ! -s "$work/codes.diff" ] || fail "a phone without SIP does not have sip-closed"
codes sip-closed | grep -E '^127\.43\.0\.(1[0-9]|2[0-9]|8[0-9]|9[0-9])$' >"$work/codes.diff"
[ ! -s "$work/codes.diff" ] || fail "sip-closed stands where SIP answers, or at what is no phone"
[ "$(codes tls-1.0-only | paste -sd' ')" = "127.43.0.14 127.43.0.26 127.43.0.43 127.43.0.66" ] || fail "tls-1.0-only: $(codes tls-1.0-only | paste -sd' ')"
columns "$work/web.csv" ip,channels >"$work/channels"
for channels in '127.43.0.10|http;https;sip-tls;sip-udp' '127.43.0.44|http' '127.43.0.43|https' '127.43.0.80|sip-udp'; do
    grep -qxF "$channels" "$work/channels" || fail "no such channels: $channels"
done
columns "$work/web.csv" ip,action | grep '^127\.43\.0\.42|' >"$work/action"
for word in 'SIP is closed' LLDP; do
    grep -qF "$word" "$work/action" || fail "what to do about an unknown firmware does not say: $word: $(cat "$work/action")"
done
columns "$work/web.csv" ip,action | grep -E '^127\.43\.0\.(44|46|10)\|' >"$work/action"
! grep -F 'SIP is closed' "$work/action" || fail "where the firmware is known, there is nothing to find out"

# JSON Lines say the same, and what was observed
jq -r '[.ip, .kind, .vendor // "", .model // "", .firmware // "", .mac // ""] | join("|")' "$work/web.jsonl" | sort >"$work/web.json.found" ||
    fail "the JSON Lines are no JSON"
same "CSV and JSON Lines differ" "$work/web.found" "$work/web.json.found"
jq -r '.ip as $ip | .observations[]? | [$ip, .channel, .field, .port] | map(tostring) | join("|")' "$work/web.jsonl" | sort -u >"$work/observations"
for said in '127.43.0.58|http|http.title|80' '127.43.0.58|https|tls.subject|443' '127.43.0.10|sip-tls|tls.subject|5061' \
    '127.43.0.56|http|http.realm|80' '127.43.0.60|http|http.server|80' '127.43.0.51|http|http.body|80' '127.43.0.66|https|tls.version|443'; do
    grep -qxF "$said" "$work/observations" || fail "no observation $said"
done

# --- People and numbers ----------------------------------------------------------------------------------------------

run report 0 report --jsonl "$work/report.jsonl" --all-devices
id=$("$PHONESCAN" scans --json | jq -r .id)
run export 0 scans export "$id" "$work/web.run"
gunzip <"$work/web.run" >"$work/web.lines" || fail "the exported run cannot be read"
grep -q 'CP-8841' "$work/web.lines" || fail "the store does not have what was said"
! grep -aoiE '.{0,60}(secret47|mustermann|erika|phoneDN>[0-9]).{0,20}' "$work"/web.{csv,jsonl,out,err,lines} "$work"/report.{jsonl,out,err} \
    "$PHONESCAN_DB"* >"$work/leak.out" || fail "private data is in a report or in the store"

# --- What is not to be asked -----------------------------------------------------------------------------------------

# opens ARGUMENT...: runs a scan of what was played; connections and datagrams it sent are then in tcp and udp
opens() {
    local name=$1
    shift
    tcp=$(counter Tcp ActiveOpens)
    udp=$(counter Udp OutDatagrams)
    play web
    run "$name" 0 scan "$@" "${quick[@]}" --no-store --csv "$work/$name.csv"
    tcp=$(($(counter Tcp ActiveOpens) - tcp))
    udp=$(($(counter Udp OutDatagrams) - udp))
    stop_playing
}
opens off 127.43.0.0/24 --sip udp --http off
[ "$tcp" -eq 0 ] || fail "--sip udp --http off: $tcp connections were begun"
! grep -qE '^TCP, TLS|SIP/T|HTTP' "$work/off.err" || fail "--sip udp --http off, and the summary tells of connections"
[ "$(columns "$work/off.csv" kind | grep -cx phone)" -eq 21 ] || fail "--sip udp --http off does not find the 21 phones that speak SIP"
! columns "$work/off.csv" findings | grep -q sip-closed || fail "--sip udp --http off cannot know that SIP is closed"

opens http 127.43.0.40-127.43.0.68 -p http:80
expect_statistic web requests 0
[ "$udp" -eq 0 ] || fail "-p http:80: $udp datagrams were sent"
expect_statistic web tls_handshakes 5 # of the five that lead from http to https, and of nobody else
expect_statistic web tls_failures 0
says http "TCP, TLS 29 = "
! columns "$work/http.csv" findings | grep -q sip-closed || fail "SIP was not asked, so it is not known to be closed"

opens excluded 127.43.0.0/24 --exclude 127.43.0.0/25 --connect-rate 0
expect_statistic web web_connections 0
expect_statistic web to_devices 0
# each of the others: four ports
[ "$tcp" -eq $((128 * 4)) ] || fail "$tcp connections to 128 addresses with four ports"

# --- The pace --------------------------------------------------------------------------------------------------------

opens pace 127.43.0.40-127.43.0.68 -p 'http:80,https:443,sips:5061' --connect-rate 20
expect_manners web
expect_at_most web most_connections_a_second 20
awk -v opened="$tcp" '/^Elapsed/ { elapsed = $2 } END {
    print opened " connections in " elapsed " s, at 20 a second"
    exit !(opened >= 87 && elapsed >= (opened - 20) / 20) }' "$work/pace.err" || fail "--connect-rate 20 was not held"
