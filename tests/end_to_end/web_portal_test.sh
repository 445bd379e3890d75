#!/usr/bin/env bash
# A captive portal that shows its page for many addresses is one line and no phone; phones whose pages are all alike are
# as many phones as there are.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
. "$here/web.bash"
web_sites
{
    cat <<'END'
play 127.46.0.0/24
unlisted closed
include phones.inc
include web_phones.inc
type portal http kind=not-phone sip=off web-server="hotspotd/2.1" web-page="<html><head><title>Guest network</title></head><body><form action=\"/login\"><input name=\"voucher\"></form></body></html>"
device 127.46.0.10-39 type=portal
device 127.46.0.60-89 type=web-t21p-e2 sip=off
device 127.46.0.100-129 type=web-snom300 sip=off
END
} | site portal
play portal
options=(--wait 2s --retries 0 --linger 500ms --connect-rate 0 --no-store)
run portal 0 scan 127.46.0.0/24 "${options[@]}" --csv "$work/portal.csv" --jsonl "$work/portal.jsonl"
run all 0 scan 127.46.0.0/24 "${options[@]}" --csv "$work/all.csv" --all-devices
stop_playing
expect_manners portal

says portal "Of 60 phones found"
says portal "A portal or firewall answers for 30 addresses (127.46.0.10 to 127.46.0.39)."
[ "$(columns "$work/all.csv" kind,vendor,model,findings | sort | uniq -c | tr -s ' ')" = " 1 not-phone|||portal
 30 phone|Yealink|SIP-T21P_E2|sip-closed
 30 phone|snom|snom300|sip-closed" ] || fail "not one portal and 60 phones: $(columns "$work/all.csv" kind,vendor,model,findings | sort | uniq -c)"
[ "$(columns "$work/portal.csv" vendor,model | sort | uniq -c | tr -s ' ')" = " 30 Yealink|SIP-T21P_E2
 30 snom|snom300" ] || fail "the report holds more or less than 60 phones"
[ "$(columns "$work/all.csv" ip,findings | grep portal)" = '127.46.0.10|portal' ] || fail "no line for the portal"
