#!/usr/bin/env bash
# Names and numbers of people, wherever a phone puts them in its answer, are in no report.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site private <<END_OF_SITE
play $net.2.0/28
include phones.inc
device $net.2.1 type=vvx410-53 header="Contact: \"Erika Mustermann\" <sip:secret4711@$net.2.1:5060>"
device $net.2.2 type=t48g header="m: <sip:secret4712@pbx.secretdomain.example;user=phone>;expires=60" header="o: secretevent"
device $net.2.3 type=gxp2135 status=401 header="To: \"Secretary\" <sip:secret4713@x>" header="From: <sip:secret4714@x>;tag=1"
device $net.2.4 type=mitel6930 status=403 header="P-Asserted-Identity: \"Hans Secretman\" <tel:+49secret4715>" header="Reply-To: <sip:secret4716@x>"
device $net.2.5 type=nameless header="Authorization: Digest username=\"secret4717\"" header="Remote-Party-ID: \"Secret Name\" <sip:secret4718@x>"
device $net.2.6 type=spip450 header="WWW-Authenticate: Digest realm=\"secretrealm\", nonce=\"secretnonce\"" header="Subject: secretsubject"
END_OF_SITE
play private
run scan 0 scan "$net.2.0/28" --csv "$work/scan.csv" --jsonl "$work/scan.jsonl" --all-devices --wait 2s --retries 1 --linger 500ms
run table 0 scan "$net.2.0/28" --wait 2s --retries 1 --linger 500ms
stop_playing

expect_phones private "$work/scan.csv"
! grep -aiE 'secret|mustermann|erika' "$work"/scan.{csv,jsonl,out,err} "$work"/table.{out,err} >"$work/leak.out" ||
    fail "private data is in a report"
# nor the Call-ID and tags of the exchange itself
! grep -aiE 'call-id|branch=|;tag=' "$work"/scan.{csv,jsonl} "$work/table.out" >"$work/leak.out" ||
    fail "the dialogue's own names are in a report"
[ "$(stat -c %a "$work/scan.csv" "$work/scan.jsonl" | sort -u)" = 600 ] || fail "reports can be read by others"
