#!/usr/bin/env bash
# The demo site, scanned by three runs at once: golden CSV, the truth, JSON Lines that agree with it, a table that fits.
#
# UPDATE_GOLDEN=yes writes the golden file anew; look at what git says of it before you commit.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
needs jq jq
golden=$here/../data/golden/demo.csv

# The demo's site with its one lossy device made sound: the reports must not depend on chance.
sed "s/127\.42\.0\./$net.1./g; s/ loss=40%//" "$sites/demo.site" | site demo
play demo

scan=(scan "$net.1.0/24" --site demo --seed 7 --as-of 2026-11-01 --wait 3s --linger 1s --retries 2 --no-store
    -p sip:5060,http:8042,https:8043 --connect-rate 0)
begin csv "${scan[@]}" --csv - --jsonl "$work/csv.jsonl" -q
csv_pid=$scan_pid
begin jsonl "${scan[@]}" --jsonl -
jsonl_pid=$scan_pid
begin table "${scan[@]}"
ended "$scan_pid" 0
ended "$csv_pid" 0
ended "$jsonl_pid" 0
stop_playing
expect_statistic demo invalid 0
expect_statistic demo outside 0

# Times and the scan's name differ between runs; the test's network stands for the demo's.
plain() {
    sed -E "s/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/TIME/g; s/[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}/SCAN/g; s/${net//./\\.}\.1\./127.42.0./g" "$1"
}

[ ! -s "$work/csv.err" ] || fail "-q is not silent"
plain "$work/csv.out" >"$work/csv.plain"
[ "${UPDATE_GOLDEN:-no}" != yes ] || cp "$work/csv.plain" "$golden"
same "the CSV is not tests/data/golden/demo.csv" "$golden" "$work/csv.plain"
cp "$work/csv.out" "$work/demo.csv"
expect_phones demo "$work/demo.csv"

# JSON Lines: the same whether in a file or on stdout, and cell by cell what the CSV says.
plain "$work/csv.jsonl" >"$work/file.jsonl"
plain "$work/jsonl.out" >"$work/stdout.jsonl"
same "JSON Lines on stdout are not those in a file" "$work/file.jsonl" "$work/stdout.jsonl"
jq -e . "$work/csv.jsonl" >"$work/json" || fail "a line is no JSON"
[ "$(jq -c . "$work/csv.jsonl" | wc -l)" -eq "$(wc -l <"$work/csv.jsonl")" ] || fail "a line is not one JSON text"
device=site,ip,mac,vendor,model,firmware,edition,serial,name,status,action,channels,confidence,first_seen,last_seen
device+=,scan,device,kind,switch,switch_port,vlan,note
platforms=(lync-server-2013 lync-online lync-server-2010)
verdict=(status verdict listed wanted row cell reason flags catalog revision)
wanted=$device
for platform in "${platforms[@]}"; do wanted+=$(printf ",$platform.%s" "${verdict[@]}"); done
columns "$work/demo.csv" "$wanted" >"$work/cells.csv" || exit 1
jq -r --arg device "$device" --arg verdict "${verdict[*]}" '
    def cell: if . == null then "" elif type == "array" then join(";") else . end;
    . as $row
    | [($device | split(",")[] | $row[.] | cell), ($row.verdicts[] | . as $v | $verdict | split(" ")[] | $v[.] | cell)]
    | join("|")' "$work/csv.jsonl" >"$work/cells.jsonl" || fail "a member is missing"
same "CSV and JSON Lines differ" "$work/cells.csv" "$work/cells.jsonl"
[ "$(jq -c '[.verdicts[].platform]' "$work/csv.jsonl" | sort -u)" = '["lync-server-2013","lync-online","lync-server-2010"]' ] ||
    fail "JSON Lines: the verdicts are not in the order of the platforms"
# what was concluded is in the CSV's evidence, and was observed
columns "$work/demo.csv" evidence >"$work/evidence.csv" || exit 1
jq -r '[.evidence[] | .field + "=" + .value] | unique | join("\t")' "$work/csv.jsonl" |
    awk -F'\t' -v csv="$work/evidence.csv" '{
        getline line < csv
        gsub(";", "\\x3b") # a list in one cell: a ; of its own is written so
        for (i = 1; i <= NF; ++i) if (!index(line, $i)) { print "not in the CSV: " $i; exit 1 } }' ||
    fail "the evidence differs"
# of a page the evidence is a stretch of it
jq -e -n '[inputs | .observations as $said | .evidence[] | select(. as $one | $said |
        any(.field == $one.field and (.value == $one.value or ($one.field == "http.body" and (.value | contains($one.value)))))
        | not)] == []' "$work/csv.jsonl" >"$work/json" || fail "evidence that was not observed"

# The table, piped: 80 columns, no colour; all else is on stderr.
[ "$(LC_ALL=C.UTF-8 wc -L <"$work/table.out")" -le 80 ] || fail "the table is wider than 80 columns"
! grep -q $'\e' "$work/table.out" "$work/table.err" || fail "colours in a pipe"
cut -d'|' -f2 <"$work/cells.csv" >"$work/addresses"
while read -r address; do
    grep -qF "$address" "$work/table.out" || fail "the table lacks $address"
done <"$work/addresses"
expect_sums table
expect_sums jsonl
says table "Of $(columns "$work/demo.csv" kind | grep -cx phone) phones found at demo, "
