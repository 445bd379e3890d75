#!/usr/bin/env bash
# The store: any report again, byte for byte; several runs as one picture; runs to another store and back, whole or
# without what names anybody.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site both <<END_OF_SITE
play $net.25.0/26
unlisted closed
include phones.inc
device $net.25.0-7 type=vvx410-53
device $net.25.8-11 type=vvx400
device $net.25.12-15 type=t53w
device $net.25.16 type=asterisk
device $net.25.17 type=nameless
device $net.25.32-41 type=t48g
device $net.25.42-44 type=ac310hd
END_OF_SITE
play both
quick=(--http off --retries 0 --wait 1s --linger 500ms)

# only_id SITE: the id of a site's only run.
only_id() {
    "$PHONESCAN" scans --json | grep -F "\"site\":\"$1\"" | sed 's/^{"id":"\([^"]*\)".*/\1/'
}

# shows NAME CSV ARGUMENT...: `report ARGUMENT...` is this CSV.
shows() {
    local name=$1 csv=$2
    shift 2
    run "$name" 0 report "$@" --csv "$work/$name.csv" -q
    same "report $* is another" "$csv" "$work/$name.csv"
}

# --- Two sites at once, one store ------------------------------------------------------------------------------------

run empty 2 report
says empty "there is no store"
pids=()
for half in 0/27:HQ 32/27:branch; do
    name=${half#*:}
    begin "$name" scan "$net.25.${half%:*}" "${quick[@]}" --max-rate 40 --site "$name" --all-devices \
        --csv "$work/$name.csv" --jsonl "$work/$name.jsonl"
    pids+=("$scan_pid")
done
for pid in "${pids[@]}"; do ended "$pid" 0; done
run other 0 scan "$net.25.0/26" "${quick[@]}" --no-store --csv "$work/other.csv"
stop_playing

HQ=$(only_id HQ)
branch=$(only_id branch)
[ -n "$HQ" ] || fail "the store lacks a run: $("$PHONESCAN" scans)"
[ -n "$branch" ] || fail "the store lacks a run: $("$PHONESCAN" scans)"
run scans 0 scans
[ "$(wc -l <"$work/scans.out")" -eq 3 ] || fail "scans lists other than two runs"
grep -qE "^$HQ +scan +HQ +.* complete +17 +$net\.25\.0/27\$" "$work/scans.out" || fail "scans says other things of HQ"
"$PHONESCAN" scans --json | jq -r '[.site, .command, .state, .phones, .what, (.incomplete | length)] | join("|")' |
    sort >"$work/listed.out"
same "scans --json says other things" - "$work/listed.out" <<END
HQ|scan|complete|17|$net.25.0/27|0
branch|scan|complete|13|$net.25.32/27|0
END
[ "$(stat -c %a "$PHONESCAN_DB")" = 600 ] || fail "others can read the store"

# --- The same reports again ------------------------------------------------------------------------------------------

for name in HQ branch; do
    run again 0 report "${!name}" --all-devices --csv "$work/again.csv" --jsonl "$work/again.jsonl"
    same "the CSV from the store is another" "$work/$name.csv" "$work/again.csv"
    same "the JSON Lines from the store are others" "$work/$name.jsonl" "$work/again.jsonl"
    expect_sums again
    shows site "$work/$name.csv" --site "$name" --all-devices
done
shows beginning "$work/HQ.csv" "${HQ%?}" --all-devices
run both_begin 2 report "${HQ:0:8}"
says both_begin "2 runs have ids that begin so"
run unknown 2 report 19990101
says unknown "no run in the store has this id"
run all 0 report --all --csv "$work/all.csv" --all-devices
{ cat "$work/HQ.csv" && tail -n +2 "$work/branch.csv"; } | sort >"$work/both.sorted"
sort "$work/all.csv" >"$work/all.sorted"
same "report --all is other than the sites" "$work/both.sorted" "$work/all.sorted"
run phones 0 report "$HQ" --csv "$work/phones.csv"
[ "$(columns "$work/phones.csv" kind | grep -c phone)" -eq 17 ] || fail "without --all-devices there are others than phones"
run two_ways 2 report "$HQ" --site HQ
run since_alone 2 report --since 8d
says since_alone "--since goes with --site or --all"
run no_site 2 report --site nowhere
says no_site "it has HQ, branch"
run failed_on 3 report "$HQ" --fail-on upgrade -q

# --- By other data ---------------------------------------------------------------------------------------------------

# statuses NAME: of VVX 410, from NAME.csv
statuses() { columns "$work/$1.csv" model,lync-server-2013.status,lync-server-2013.revision | grep '^VVX 410' | sort -u; }
sed 's/revision="2018-12-31"/revision="2019-06-30"/; s/"5\.3\.0\.12074"/"5.5.0.1"/' "$here/../../catalog/data/lync.xml" >"$work/own.xml"
[ "$(statuses phones)" = 'VVX 410|ready|2018-12-31' ] || fail "by the shipped list VVX 410 is $(statuses phones)"
run own 0 report "$HQ" --catalog "$work/own.xml" --platform lync-server-2013 --csv "$work/own.csv"
[ "$(statuses own)" = 'VVX 410|upgrade|2019-06-30' ] || fail "by another list VVX 410 is $(statuses own)"
says own "$HQ was judged by"
columns "$work/own.csv" ip,vendor,firmware >"$work/own.heard" && columns "$work/phones.csv" ip,vendor,firmware >"$work/phones.heard"
same "another list changes what was heard" "$work/phones.heard" "$work/own.heard"
run as_of 0 report "$HQ" --as-of 2018-12-31 --csv "$work/as_of.csv"
! grep -q 'list-age' "$work/as_of.err" || fail "on its own day the list is old"
says own "list-age="

play both
run own_scan 0 scan "$net.25.0/27" "${quick[@]}" --site own --catalog "$work/own.xml" --platform lync-server-2013 --csv "$work/own_scan.csv"
stop_playing
own=$(only_id own)
shows own_again "$work/own_scan.csv"
mv "$work/own.xml" "$work/moved.xml"
run gone 2 report
says gone "$own was judged by $work/own.xml, which is gone"
shows named "$work/own_scan.csv" --catalog "$work/moved.xml" --platform lync-server-2013

# --- To another store ------------------------------------------------------------------------------------------------

run export 0 scans export "$HQ" "$work/hq.run"
[ "$(stat -c %a "$work/hq.run")" = 600 ] || fail "others can read the exported run"
run export_out 0 scans export "$HQ" -
cmp -s "$work/hq.run" "$work/export_out.out" || fail "a run exported to stdout is another"
run no_run 2 scans export 19990101 "$work/none.run"
run no_folder 2 scans export "$HQ" "$work/none/hq.run"
[ ! -e "$work/none.run" ] || fail "a file without a run was written"

store=$PHONESCAN_DB
export PHONESCAN_DB=$work/second.db
run import 0 scans import "$work/hq.run"
shows imported "$work/HQ.csv" --all-devices
run twice 0 scans import "$work/hq.run"
says twice "the store has it already"
[ "$("$PHONESCAN" scans --json | wc -l)" -eq 1 ] || fail "a run imported twice is there twice"
run onwards 0 scans export "$HQ" "$work/onwards.run"
for name in hq onwards; do # each store numbers its texts for itself
    gzip -dc <"$work/$name.run" >"$work/$name.lines" || fail "$name.run is not packed"
    sed 's/"text":[0-9]*//; /"sha256"/d' "$work/$name.lines" >"$work/$name.told"
done
same "a run exported, imported and exported is another" "$work/hq.told" "$work/onwards.told"
run customer 0 scans import "$work/hq.run" --site Customer --db "$work/third.db"
run customer 0 report --site Customer --db "$work/third.db" --csv "$work/customer.csv" --all-devices
[ "$(columns "$work/customer.csv" site | sort -u)" = Customer ] || fail "--site of an import is not in the report"

# Damaged: each refused, named, and the store is what it was.
"$PHONESCAN" scans export "$branch" "$work/good.run" --db "$store" 2>"$work/good.err" || fail "$branch cannot be exported"
packed=$(stat -c %s "$work/hq.run")
for size in 0 5 $((packed / 2)) $((packed - 1)); do head -c "$size" "$work/hq.run" >"$work/cut-$size.run"; done
cp "$work/hq.run" "$work/flipped.run"
printf '\377\0\377' | dd of="$work/flipped.run" bs=1 seek=$((packed / 2)) conv=notrunc status=none
sed '3s/1/2/' "$work/hq.lines" | gzip >"$work/edited.run"
head -n 5 "$work/hq.lines" | gzip >"$work/few-lines.run"
{ cat "$work/hq.lines" && echo '{}'; } | gzip >"$work/more-lines.run"
sed '1s/"format":1/"format":2/' "$work/hq.lines" | gzip >"$work/newer-format.run"
echo 'ip,mac' >"$work/table.run"
sha256sum <"$PHONESCAN_DB" >"$work/before"
for file in "$work"/{cut-*,flipped,edited,few-lines,more-lines,newer-format,table,missing}.run; do
    run damaged 2 scans import "$work/good.run" "$file"
    says damaged "$file"
    says damaged "nothing was imported"
done
sha256sum <"$PHONESCAN_DB" | cmp -s - "$work/before" || fail "damaged files changed the store"
[ "$("$PHONESCAN" scans --json | wc -l)" -eq 1 ] || fail "something was imported with damaged files"

# --- Older runs ------------------------------------------------------------------------------------------------------

# aged DAYS NAME: the run of HQ as one of site HQ so many days ago, in NAME.run.
aged() {
    local ns
    ns=$(date -u +%s -d "$1 days ago")000000000
    head -n -1 "$work/hq.lines" |
        sed -E "s/\"(started|ended|time)\":[0-9]+/\"\1\":$ns/g; 1s/\"id\":\"[^\"]*\"/\"id\":\"$2\"/" >"$work/$2.lines"
    echo "{\"sha256\":\"$(sha256sum <"$work/$2.lines" | cut -d ' ' -f 1)\"}" >>"$work/$2.lines"
    gzip <"$work/$2.lines" >"$work/$2.run"
}
aged 100 old
aged 500 older
run old 0 scans import "$work/old.run" "$work/older.run" --db "$work/old.db"
run too_old 2 report --site HQ --db "$work/old.db"
says too_old "no run of the last 30 days"
run since 0 report --site HQ --since 200d --db "$work/old.db" --csv "$work/since.csv"
[ "$(columns "$work/since.csv" scan | sort -u)" = old ] || fail "--since 200d has another run than that of 100 days ago"
run old 0 scans import "$work/old.run" "$work/older.run"
run merged 0 report --site HQ --since 1000d --csv "$work/merged.csv" --all-devices
[ "$(columns "$work/merged.csv" ip | sort)" = "$(columns "$work/HQ.csv" ip | sort)" ] || fail "three runs of one site are not one picture"
[ "$(columns "$work/merged.csv" scan | sort -u)" = "$HQ" ] || fail "the newest word does not stand"
[ "$(columns "$work/merged.csv" first_seen | cut -c -10 | sort -u)" = "$(date -u +%F -d '500 days ago')" ] ||
    fail "who was there 500 days ago is first seen $(columns "$work/merged.csv" first_seen | sort -u | head -n 1)"
says merged "3 scans of 1 site"

run keep 0 scans rm --keep 200d
says keep "removed 1 of 3 runs"
run rm 2 scans rm older
run rm 2 scans rm
run rm 0 scans rm old
says rm "removed 1 of 2 runs"
run keep 0 scans rm --keep 1d --db "$work/old.db"
says keep "removed 1 of 2 runs" # the newest of a site stays, however old
shows left "$work/HQ.csv" --all-devices
export PHONESCAN_DB=$store
run rm 0 scans rm "$own" "$branch"
shows last "$work/HQ.csv" --all-devices
play both
run keeping 0 scan "$net.25.32/27" "${quick[@]}" --keep 200d -q
stop_playing
run scans 0 scans --json
[ "$(wc -l <"$work/scans.out")" -eq 2 ] || fail "a scan with --keep removed what is young"

# --- Without what names anybody --------------------------------------------------------------------------------------

"$PHONEFIELD" "$sites/announcing.site" --capture "$work/heard.pcap" 2>"$work/heard.err" || fail "no capture was written"
run heard 0 read "$work/heard.pcap" --site "Villa Rosa" --all-devices --csv "$work/heard.csv"

# described CSV: what a report says of the devices, without who they are; how often each.
described() { columns "$1" vendor,model,firmware,edition,kind,status,lync-online.verdict | sort | uniq -c; }
# tails CSV: the latter halves of its MAC addresses, in the spellings that phones use.
tails() { columns "$1" mac | grep . | cut -d : -f 4- | sed -E 'p; s/:/-/gp; s/[:-]//g'; }

for name in HQ:"HQ" heard:"Villa Rosa"; do
    of=${name#*:}
    csv=$work/${name%:*}.csv
    run anonymous 0 scans export "$(only_id "$of")" "$work/anonymous.run" --anonymise
    gzip -dc <"$work/anonymous.run" >"$work/anonymous.lines" || fail "what was exported is not packed"
    columns "$csv" ip >"$work/addresses" || exit 1
    { columns "$csv" serial && columns "$csv" name && tails "$csv" && echo "$of" && echo PC-18; } |
        grep . | sort -u >"$work/names"
    sed -i '/"sha256"/s/"sha256":"[0-9a-f]*"//g' "$work/anonymous.lines"
    { grep -owF -f "$work/addresses" "$work/anonymous.lines"; grep -oiF -f "$work/names" "$work/anonymous.lines"; } |
        sort | uniq -c >"$work/leak.out"
    [ ! -s "$work/leak.out" ] || fail "an anonymised run has names in it"
    rm -f "$work/anonymous.db"*
    run anonymous 0 scans import "$work/anonymous.run" --db "$work/anonymous.db"
    run anonymous 0 report --db "$work/anonymous.db" --csv "$work/anonymous.csv" --all-devices
    described "$csv" >"$work/described" && described "$work/anonymous.csv" >"$work/anonymous.described"
    same "an anonymised run says other things of the devices" "$work/described" "$work/anonymous.described"
    [ "$(columns "$work/anonymous.csv" ip | sort -u | wc -l)" -eq "$(columns "$csv" ip | sort -u | wc -l)" ] ||
        fail "the stand-ins of different addresses are the same"
done
